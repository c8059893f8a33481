import { sql } from 'drizzle-orm'
import type { RequestHandler } from 'express'
import type { Context } from '../context.ts'

/** Whether the process answers at all. */
export const showHealth: RequestHandler = (_request, response) => {
  response.json({ status: 'ok' })
}

/** Whether it can do its work: 503 while the database is away. */
export function showReadiness({ db }: Context): RequestHandler {
  return async (_request, response) => {
    try {
      await db.execute(sql`select 1`)
      response.json({ status: 'ready' })
    } catch {
      response.status(503).json({ status: 'database unreachable' })
    }
  }
}
