import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { runInThisContext } from 'node:vm'
import express from 'express'
import Handlebars from 'handlebars'
import postgres from 'postgres'
import type { FormPages } from './form.ts'
import { answerRequests } from './program.ts'

/** What any page from a database costs at least: bare Express, one indexed query, one compiled page of the same size. */
answerRequests(async ({ databaseUrl, bytes }: { databaseUrl: string; bytes: number }): Promise<FormPages> => {
  const sql = postgres(databaseUrl)
  const page = compilePage(bytes)
  const app = express()
  app.get('/s/:id', async (request, response) => {
    const [placement] = await sql`
      select case_id, workplace, started_on, ended_on from placements where id = ${request.params.id}`
    response.type('html').send(page(placement))
  })
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const stored = await sql`select id from placements order by id`
  return { url: `http://127.0.0.1:${port}`, paths: stored.map(({ id }) => `/s/${id}`) }
})

function compilePage(bytes: number): Handlebars.TemplateDelegate {
  const facts = '<p>{{case_id}}</p><p>{{workplace}}</p><p>{{started_on}}</p><p>{{ended_on}}</p>'
  const frame = `<!doctype html><title>Baseline</title>${facts}`
  const filling = '<p>En av sidans rader.</p>\n'
  const source = frame + filling.repeat(Math.round((bytes - frame.length) / filling.length))
  return Handlebars.template(runInThisContext(`(${Handlebars.precompile(source)})`))
}
