import { ImapFlow } from 'imapflow'
import { isLoopback } from './loopback.ts'

/** What a reading has come to. */
export type Reading = { handled: number; left: number }

/** In milliseconds: a server that hangs, or is slow without end, is given up, and asked again at the next reading. */
type Timeouts = { connect: number; silence: number; whole: number }

const usualTimeouts: Timeouts = { connect: 15_000, silence: 60_000, whole: 600_000 }
/** Longer ones are read in part: a report says what it has to say before that. */
const mostBytes = 20_000_000
const mostMessages = 200
/** As a list, so that the server's own prefix comes before it. */
const handledFolder = ['Handled']

type Handle = (raw: Buffer) => Promise<boolean>

/**
 * Reads the return mailbox, the oldest message first, and moves each that was handled into a folder of its own. One that
 * could not be handled or moved stays for the next time, and does not keep the others back. Certificates are checked;
 * without TLS only a server on this machine is spoken to.
 * @param url imaps://user:password@host:port/folder, or imap:// for STARTTLS
 * @param handle tells whether it is done with a message
 * @param options.signal ends the reading, also one that hangs; what it was at stays for the next time
 */
export async function readMailbox(
  url: string,
  handle: Handle,
  { signal, timeouts = usualTimeouts }: { signal?: AbortSignal; timeouts?: Timeouts } = {},
): Promise<Reading> {
  const { folder, ...account } = accountIn(url)
  const client = new ImapFlow({ ...account, ...patienceOf(timeouts), logger: false })
  // What breaks meanwhile fails the command under way; without a listener it would end the process.
  client.on('error', () => undefined)
  const hangUp = () => client.close()
  signal?.addEventListener('abort', hangUp)
  const tooLong = setTimeout(hangUp, timeouts.whole)
  try {
    signal?.throwIfAborted()
    await client.connect()
    return await readFolder(client, folder, handle)
  } catch (error) {
    // Without the cause, whose message says no more than that a command has failed.
    throw new Error(wordsOf(error))
  } finally {
    signal?.removeEventListener('abort', hangUp)
    await client.logout().catch(hangUp)
    clearTimeout(tooLong)
  }
}

function patienceOf({ connect, silence }: Timeouts) {
  return { connectionTimeout: connect, greetingTimeout: connect, socketTimeout: silence }
}

/** The server's own words where it has refused something. */
function wordsOf(error: unknown): string {
  const { responseText, message, code } = Object(error)
  const told: unknown[] = [responseText, message, code, error]
  return String(told.find(words => typeof words === 'string' && words !== '') ?? error)
}

async function readFolder(client: ImapFlow, folder: string, handle: Handle): Promise<Reading> {
  const lock = await client.getMailboxLock(folder)
  try {
    const found = await client.search({ all: true }, { uid: true })
    if (!found) throw new Error('The server does not tell what lies in the mailbox')
    return await handleAll(
      client,
      found.toSorted((one, other) => one - other),
      handle,
    )
  } finally {
    lock.release()
  }
}

async function handleAll(client: ImapFlow, uids: readonly number[], handle: Handle): Promise<Reading> {
  let handled = 0
  let isStuck = false
  for (const uid of uids) {
    if (handled >= mostMessages) break
    if (!(await handleOne(client, uid, handle))) continue
    if (await moveToHandled(client, uid)) handled += 1
    else isStuck = true
  }
  // Told once the others have had their turn: it comes again and again otherwise, and nobody knows.
  if (isStuck) throw new Error('A handled message could not be moved')
  return { handled, left: uids.length - handled }
}

/** A message that has gone meanwhile is nobody's to handle. */
async function handleOne(client: ImapFlow, uid: number, handle: Handle): Promise<boolean> {
  const message = await client.fetchOne(String(uid), { source: { maxLength: mostBytes } }, { uid: true })
  const source = message ? message.source : undefined
  return source ? handle(source) : false
}

/** The folder is made when it is first needed. A connection that breaks fails the next command. */
async function moveToHandled(client: ImapFlow, uid: number): Promise<boolean> {
  const move = async () => Boolean(await client.messageMove(String(uid), handledFolder, { uid: true }))
  if (await move()) return true
  await client.mailboxCreate(handledFolder)
  return move()
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
