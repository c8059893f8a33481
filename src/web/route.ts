import type { RequestHandler } from 'express'
import type { GuardName } from './guards.ts'

/** One address of the service, and who may use it. */
export type Route = {
  method: 'get' | 'post'
  path: string
  guard: GuardName
  handler: RequestHandler | readonly RequestHandler[]
}
