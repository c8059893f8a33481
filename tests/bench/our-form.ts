import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createApp } from '../../src/app.ts'
import { createAuth } from '../../src/auth.ts'
import { surveys } from '../../src/db/schema.ts'
import { createLink } from '../../src/domain/link.ts'
import { openSurveys } from '../../src/flow/open-surveys.ts'
import type { FormPages } from './form.ts'
import { answerRequests } from './program.ts'
import { createBenchContext, type Place } from './world.ts'

/** The real application, with the addresses of every survey that can be opened. */
answerRequests(async (place: Place): Promise<FormPages> => {
  const context = createBenchContext(place)
  await openSurveys(context, context.clock.now())
  const server = createServer(createApp(context, createAuth(context))).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const stored = await context.db.select().from(surveys).orderBy(surveys.id)
  const paths = stored.map(survey => `/s/${createLink(context.linkKeys, survey)}`)
  return { url: `http://127.0.0.1:${port}`, paths }
})
