import type { Logger } from 'pino'
import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import type { Database } from './db/connect.ts'
import type { Calendar } from './domain/calendar.ts'
import type { Jobs } from './jobs.ts'
import type { Mailer } from './mail/transport.ts'

/** What every flow needs: built once by a command or a test, and passed down. */
export type Context = {
  config: Config
  /** Swedish working days with the configured pauses. */
  calendar: Calendar
  /** First key signs links, all keys verify them (rule 5). */
  linkKeys: readonly [Buffer, ...Buffer[]]
  db: Database
  jobs: Jobs
  mailer: Mailer
  clock: Clock
  log: Logger
}
