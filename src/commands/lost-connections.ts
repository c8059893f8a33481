import type { Logger } from 'pino'
import { isConnectionLost } from '../db/lost-connection.ts'

/**
 * Has the process outlive a database that goes away: the driver asks each new connection for its types, and nobody waits
 * for that answer who would hear that the connection has ended meanwhile. Every other fault that nobody hears of still ends
 * the process.
 */
export function outliveLostConnections(log: Logger): void {
  process.on('unhandledRejection', error => {
    if (!isConnectionLost(error)) throw error
    log.warn({ error: String(error) }, 'a connection to the database has ended')
  })
}
