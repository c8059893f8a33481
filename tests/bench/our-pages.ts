import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createApp } from '../../src/app.ts'
import { createAuth, signInCode } from '../../src/auth.ts'
import { insertMember } from '../../src/db/staff.ts'
import type { StaffPages } from './pages.ts'
import { answerRequests } from './program.ts'
import { createBenchContext, type Place } from './world.ts'

/** The real application on a city's database, with the session of an administrator, who sees all of it. */
answerRequests(async (place: Place): Promise<StaffPages> => {
  const context = createBenchContext(place)
  const auth = createAuth(context)
  const server = createServer(createApp(context, auth)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const email = 'admin@city.example'
  await insertMember(context.db, {
    id: randomUUID(),
    name: 'Admin',
    email,
    role: 'administrator',
    unitId: null,
  })
  const body = new URLSearchParams({ email, code: await signInCode(auth, email) })
  const signedIn = await fetch(`${url}/sign-in/code`, { method: 'POST', body, redirect: 'manual' })
  return { url, cookie: signedIn.headers.getSetCookie().join('; ') }
})
