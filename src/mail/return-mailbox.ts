import { ImapFlow } from 'imapflow'
import { isLoopback } from './loopback.ts'

/** What a reading has come to. */
export type Reading = { handled: number; left: number }

/** In milliseconds: a server that hangs is given up, and asked again at the next reading. */
const patience = { connectionTimeout: 15_000, greetingTimeout: 15_000, socketTimeout: 60_000 }
/** Longer ones are read in part: a report says what it has to say before that. */
const mostBytes = 20_000_000
const mostMessages = 200
/** As a list, so that the server's own prefix comes before it. */
const handledFolder = ['Handled']

/**
 * Reads the return mailbox, the oldest message first, and moves each that was handled into a folder of its own. One that
 * could not be handled stays for the next time, and does not keep the others back. Certificates are checked; without TLS only a
 * server on this machine is spoken to.
 * @param url imaps://user:password@host:port/folder, or imap:// for STARTTLS
 * @param handle tells whether it is done with a message
 */
export async function readMailbox(url: string, handle: (raw: Buffer) => Promise<boolean>): Promise<Reading> {
  const { folder, ...account } = accountIn(url)
  const client = new ImapFlow({ ...account, ...patience, logger: false })
  // What breaks meanwhile fails the command under way; without a listener it would end the process.
  client.on('error', () => undefined)
  try {
    await client.connect()
    return await readFolder(client, folder, handle)
  } catch (error) {
    // Without the cause, whose message says no more than that a command has failed.
    throw new Error(wordsOf(error))
  } finally {
    await client.logout().catch(() => client.close())
  }
}

/** The server's own words where it has refused something. */
function wordsOf(error: unknown): string {
  const said: unknown = Object(error).responseText
  return typeof said === 'string' && said !== '' ? said : String(error)
}

async function readFolder(
  client: ImapFlow,
  folder: string,
  handle: (raw: Buffer) => Promise<boolean>,
): Promise<Reading> {
  const lock = await client.getMailboxLock(folder)
  try {
    const found = (await client.search({ all: true }, { uid: true })) || []
    const uids = found.toSorted((one, other) => one - other)
    let handled = 0
    for (const uid of uids) {
      if (handled >= mostMessages) break
      if (!(await handleOne(client, uid, handle))) continue
      await moveToHandled(client, uid)
      handled += 1
    }
    return { handled, left: uids.length - handled }
  } finally {
    lock.release()
  }
}

/** A message that has gone meanwhile is nobody's to handle. */
async function handleOne(
  client: ImapFlow,
  uid: number,
  handle: (raw: Buffer) => Promise<boolean>,
): Promise<boolean> {
  const message = await client.fetchOne(String(uid), { source: { maxLength: mostBytes } }, { uid: true })
  const source = message ? message.source : undefined
  return source ? handle(source) : false
}

/** The folder is made when it is first needed. */
async function moveToHandled(client: ImapFlow, uid: number): Promise<void> {
  const move = () => client.messageMove(String(uid), handledFolder, { uid: true })
  const moved = await move().catch(() => false)
  if (moved) return
  await client.mailboxCreate(handledFolder)
  if (!(await move())) throw new Error('A handled message could not be moved')
}

function accountIn(url: string) {
  const { protocol, hostname, port, username, password, pathname } = new URL(url)
  const secure = protocol === 'imaps:'
  const host = hostname.replace(/^\[|\]$/g, '')
  return {
    host,
    port: Number(port) || (secure ? 993 : 143),
    secure,
    // STARTTLS or nothing; what does not leave this machine goes without.
    ...(!secure && { doSTARTTLS: !isLoopback(host) }),
    auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
    folder: decodeURIComponent(pathname.slice(1)) || 'INBOX',
  }
}
