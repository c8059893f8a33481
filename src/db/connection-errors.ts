import postgres from 'postgres'
import { ExpectedError } from '../domain/errors.ts'

// "The system is starting up", "is shutting down", "terminated by administrator" (PostgreSQL, appendix A, class 57).
const passingCodes = ['57P01', '57P02', '57P03', 'ECONNREFUSED', 'ECONNRESET', 'CONNECTION_CLOSED']

/** Could the same attempt succeed a moment later, when the server has started or the old one is gone? */
export function isPassing(error: unknown): boolean {
  return passingCodes.includes(codeOf(error))
}

/**
 * Tells what an operator can do about a failed connection. Neither the address's password nor a stack trace is in it.
 * @returns ExpectedError database_refused with the server's own words, or database_unreachable
 */
export function connectionRefusal(error: unknown, url: string): ExpectedError {
  if (error instanceof postgres.PostgresError && !isPassing(error)) {
    return new ExpectedError('database_refused', { reason: error.message })
  }
  const { hostname, port } = new URL(url)
  return new ExpectedError('database_unreachable', {
    host: hostname,
    port: port || 5432,
    reason: codeOf(error),
  })
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
