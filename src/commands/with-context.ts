import pino, { type DestinationStream } from 'pino'
import { systemClock } from '../clock.ts'
import { type Config, parseConfig } from '../config.ts'
import { type Context, createContext } from '../context.ts'
import { migrate } from '../db/migrate.ts'
import { openDatabase } from '../db/open.ts'
import { ExpectedError, faultText } from '../domain/errors.ts'
import { createMailer } from '../mail/transport.ts'
import { createRenderer } from '../render.ts'
import { loadSecrets } from '../secrets.ts'

/**
 * Runs a command against the service's own database, whether or not the service is up, and closes everything after it.
 * @throws ExpectedError for bad settings or a database that can't be reached.
 */
export async function withContext<T>(run: (context: Context) => Promise<T>): Promise<T> {
  const config = readConfig()
  const log = createLog(config)
  const { db, close } = await openDatabase(config, { purpose: 'command' })
  const mailer = createMailer(config, log)
  try {
    await migrate(db)
    const secrets = await loadSecrets(config)
    return await run(createContext({ config, secrets, db, mailer, clock: systemClock, log }))
  } finally {
    await mailer.close()
    await close()
  }
}

/** @throws ExpectedError that lists every faulty setting at once. */
export function readConfig(overrides: Record<string, string> = {}): Config {
  const parsed = parseConfig({ ...process.env, ...overrides })
  if ('config' in parsed) return parsed.config
  const { t } = createRenderer()
  const faults = parsed.faults.map(name => `  ${name}: ${t('sv', `setting.${name}`)}`)
  throw new ExpectedError('settings', { faults: faults.join('\n') })
}

/** Logs as JSON lines on standard error; standard output belongs to what a command was asked for. */
export function createLog(
  { LOG_LEVEL }: Pick<Config, 'LOG_LEVEL'>,
  stream: DestinationStream = pino.destination({ fd: 2, sync: true }),
) {
  return pino({ level: LOG_LEVEL, base: null, serializers: { error: faultText } }, stream)
}
