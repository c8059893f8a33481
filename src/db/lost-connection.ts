import type postgres from 'postgres'

/** Ended by the server, by the network, or by the driver itself. */
const lostCodes = [
  '57P01',
  '57P02',
  '57P03',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'CONNECTION_CLOSED',
  'CONNECTION_DESTROYED',
  'CONNECTION_ENDED',
  'CONNECT_TIMEOUT',
]

/** Did the connection end, or never begin? What the query was to do may or may not be done. */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return ('code' in error && lostCodes.includes(String(error.code))) || isConnectionLost(error.cause)
}

/**
 * Keeps the driver from rolling back on a connection that has ended: it would write where nothing is any longer, which ends
 * the process (postgres 3.4.9, issues 1154 and 1208), and there is nothing to roll back. Work that fails so is left
 * waiting; what the caller waits for is settled by the end of the connection.
 */
export function guardTransactions(client: postgres.Sql): void {
  type Work = (tx: postgres.TransactionSql) => unknown
  const begin = client.begin as (options: string, work: Work) => Promise<unknown>
  const guarded = (options: string | Work, work?: Work) => {
    const [settings, own] = typeof options === 'string' ? [options, work] : ['', options]
    return begin(settings, async tx => {
      try {
        return await own?.(tx)
      } catch (error) {
        if (isConnectionLost(error)) return new Promise(() => undefined)
        throw error
      }
    })
  }
  client.begin = guarded as typeof client.begin
}
