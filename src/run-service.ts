import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Express } from 'express'
import { createApp, createHealthApp } from './app.ts'
import type { Auth } from './auth.ts'
import type { Context } from './context.ts'
import { startCrons } from './crons.ts'
import { ExpectedError } from './domain/errors.ts'
import { mailboxFolder } from './mail/transport.ts'
import { createMailboxApp } from './web/mailbox.ts'
import { startWorkers } from './workers.ts'

/** A running service; `mailboxUrl` is where letters can be read that are not sent anywhere. */
export type Service = { url: string; mailboxUrl: string | null; stop(): Promise<void> }

/**
 * Starts what this process is for (ROLE): pages, and the mailbox where no mail server is configured; ticks and workers. When
 * one of them can't start, none is left running.
 * @throws ExpectedError when a port is in use, or when several processes could not share the database
 */
export async function startService(context: Context, auth: Auth): Promise<Service> {
  const { config } = context
  const { ROLE: role } = config
  // The embedded database belongs to one process.
  if (role !== 'all' && !config.DATABASE_URL) throw new ExpectedError('role_needs_database', { role })
  const app = role === 'worker' ? createHealthApp(context) : createApp(context, auth)
  const pages = await listen(app, config.HOST, config.PORT)
  const hasMailbox = role !== 'worker' && !config.SMTP_URL
  const mailbox = hasMailbox ? await startMailbox(context).catch(closing(pages)) : null
  const work = role === 'web' ? null : await startWork(context).catch(closing(pages, mailbox))
  return {
    url: config.PORT === 0 ? addressOf(pages) : context.baseUrl,
    mailboxUrl: mailbox && addressOf(mailbox),
    async stop() {
      await Promise.all([close(pages), mailbox && close(mailbox)])
      await work?.stop()
    },
  }
}

/** Ticks, and delivers what they ask for. */
async function startWork(context: Context): Promise<{ stop(): Promise<void> }> {
  const { jobs } = context
  try {
    await jobs.start()
    await startWorkers(context)
  } catch (error) {
    await jobs.stop()
    throw error
  }
  const crons = startCrons(context)
  return {
    async stop() {
      await crons.stop()
      await jobs.stop()
    },
  }
}

/** On loopback only, whatever HOST says: sign-in codes lie there. */
function startMailbox({ config, renderer }: Context): Promise<Server> {
  return listen(createMailboxApp(renderer, mailboxFolder(config)), '127.0.0.1', config.MAILBOX_PORT)
}

/** Starts listening; the first free port for 0. */
export async function listen(app: Express, host: string, port: number): Promise<Server> {
  const server = app.listen(port, host)
  try {
    await once(server, 'listening')
    return server
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE') throw new ExpectedError('port_in_use', { port, host })
    if (code === 'EACCES') throw new ExpectedError('port_not_allowed', { port })
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') throw new ExpectedError('host_not_here', { host })
    throw error
  }
}

/** Lets requests under way end, and takes no new ones. */
export async function close(server: Server): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  server.closeIdleConnections()
  const impatient = setTimeout(() => server.closeAllConnections(), 5_000)
  await closed
  clearTimeout(impatient)
}

function addressOf(server: Server): string {
  const { address, port } = server.address() as AddressInfo
  return `http://${address === '127.0.0.1' ? 'localhost' : address}:${port}`
}

function closing(...servers: (Server | null)[]) {
  return async (error: unknown) => {
    await Promise.all(servers.map(server => server && close(server)))
    throw error
  }
}
