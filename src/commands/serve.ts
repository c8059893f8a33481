import { createAuth } from '../auth.ts'
import { systemClock } from '../clock.ts'
import { createContext } from '../context.ts'
import { migrate } from '../db/migrate.ts'
import { openDatabase } from '../db/open.ts'
import { countStaff } from '../db/staff.ts'
import { createMailer } from '../mail/transport.ts'
import type { Translate } from '../render.ts'
import { type Service, startService } from '../run-service.ts'
import { loadSecrets } from '../secrets.ts'
import { outliveLostConnections } from './lost-connections.ts'
import { stopRequested } from './stop-requested.ts'
import { createLog, readConfig } from './with-context.ts'

/** `npm start`: the service, until it is asked to stop. */
export async function serveCommand(): Promise<number> {
  const config = readConfig()
  const log = createLog(config)
  outliveLostConnections(log)
  const stopped = stopRequested()
  const { db, dataFolder, close } = await openDatabase(config, { purpose: 'service' })
  log.info({ dataFolder }, 'the database is open')
  try {
    await migrate(db)
    const secrets = await loadSecrets(config)
    const mailer = createMailer(config, log)
    const context = createContext({ config, secrets, db, mailer, clock: systemClock, log })
    const service = await startService(context, createAuth(context))
    announce(context.renderer.t, service, await countStaff(db))
    await stopped
    await service.stop()
    await mailer.close()
  } finally {
    await close()
  }
  return 0
}

function announce(t: Translate, service: Service, staffCount: number): void {
  const lines = [t('sv', 'start.ready', { url: service.url })]
  if (service.mailboxUrl) lines.push(t('sv', 'start.mailbox', { url: service.mailboxUrl }))
  if (staffCount === 0) lines.push(t('sv', 'start.no_staff'))
  process.stdout.write(`${lines.join('\n')}\n`)
}
