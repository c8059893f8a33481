import { Readable } from 'node:stream'
import { createTransport, type Transporter } from 'nodemailer'
import { parseConnectionUrl } from 'nodemailer/lib/shared'
import type { Logger } from 'pino'
import type { PauseCause } from '../domain/codes.ts'
import { needsUtf8 } from '../domain/email-address.ts'
import type { Signer } from './dkim.ts'
import { type Delivery, type Mailer, type Message, refuseAddress, toMime } from './message.ts'
import { offersUtf8 } from './smtputf8.ts'

/** In milliseconds. */
export type Timeouts = { connect: number; greeting: number; silence: number; dns: number }

const usualTimeouts: Timeouts = { connect: 10_000, greeting: 10_000, silence: 60_000, dns: 10_000 }

/**
 * Sends over SMTP with up to five connections that are kept open. nodemailer itself repeats a message only
 * when its connection turned out to be closed before a byte of the message was sent.
 * @param url as nodemailer reads it; its query may set options, such as ?requireTLS=true&maxConnections=10
 */
export function createSmtpMailer(
  url: string,
  log: Logger,
  { timeouts = usualTimeouts, sign = null }: { timeouts?: Timeouts; sign?: Signer | null } = {},
): Mailer {
  const patience = {
    connectionTimeout: timeouts.connect,
    greetingTimeout: timeouts.greeting,
    socketTimeout: timeouts.silence,
    dnsTimeout: timeouts.dns,
  }
  const transport = createTransport({
    pool: true,
    url,
    maxConnections: 5,
    maxMessages: 1_000,
    ...patience,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const begun = watchContent(transport, sign)
  const underWay = new Set<Promise<Delivery>>()

  async function deliver(message: Message): Promise<Delivery> {
    try {
      if (needsUtf8(message.to.address) && !(await offersUtf8({ ...parseConnectionUrl(url), ...patience }))) {
        return unsendable
      }
      await transport.sendMail(toMime(message))
      return { outcome: 'accepted' }
    } catch (error) {
      const delivery = deliveryOf(error as SmtpError, begun.has(message.messageId))
      logFailure(log, delivery, error as SmtpError)
      return delivery
    } finally {
      begun.delete(message.messageId)
    }
  }

  async function send(message: Message): Promise<Delivery> {
    const refusal = refuseAddress(message)
    if (refusal) return refusal
    const delivery = deliver(message)
    underWay.add(delivery)
    return delivery.finally(() => underWay.delete(delivery))
  }

  async function close(): Promise<void> {
    transport.close()
    await Promise.all(underWay)
  }

  return { send, close }
}

/** Of the receiver's address, though it is our server that can't: no letter will ever get there. */
const unsendable: Delivery = {
  outcome: 'refused',
  address: true,
  reason: 'SMTPUTF8 is not offered by our mail server',
  isLocal: true,
}

/**
 * The Message-IDs whose content a connection has begun to read. nodemailer reads it only once the server has
 * said yes to DATA, so without the id here the server can't have the message, and with it, it may.
 */
function watchContent(transport: Transporter, sign: Signer | null): Set<string> {
  const begun = new Set<string>()
  transport.use('stream', (mail, done) => {
    const id = mail.data.messageId ?? ''
    mail.message?.processFunc(content =>
      Readable.from(readWhole(content as Readable, sign, begun, id), { objectMode: false }),
    )
    done()
  })
  return begun
}

/**
 * In one piece: nodemailer would send each header and line end in a packet of its own. It is signed here, for nodemailer
 * itself would begin to read before the server has said yes.
 */
async function* readWhole(content: Readable, sign: Signer | null, begun: Set<string>, id: string) {
  begun.add(id)
  yield Buffer.concat(await Array.fromAsync<Buffer>(sign ? sign(content) : content))
}

/** The parts of nodemailer's errors that tell what happened. */
type SmtpError = {
  code?: string
  /** What the system or the TLS library called it. */
  originalCode?: string
  command?: string
  response?: string
  responseCode?: number
  message: string
}

/** Sorts an error of nodemailer by what the server can have done with the message. */
export function deliveryOf(error: SmtpError, contentBegun: boolean): Delivery {
  const reason = (error.response ?? error.message).slice(0, 500)
  const cause = contentBegun ? undefined : blockadeIn(error)
  if (cause) return { outcome: 'blocked', cause, reason }
  if (!answersMessage(error)) return { outcome: contentBegun ? 'unknown' : 'deferred', reason }
  if (!isPermanent(error.responseCode)) return { outcome: 'deferred', reason }
  return { outcome: 'refused', address: error.command === 'RCPT TO' && blamesAddress(reason), reason }
}

/** A reply to MAIL, RCPT, DATA or the content. Any other error is about the connection or the sign-in. */
function answersMessage({ code, responseCode }: SmtpError): boolean {
  return responseCode !== undefined && (code === 'EENVELOPE' || code === 'EMESSAGE')
}

/** What keeps every letter from going, whatever is in it. */
function blockadeIn({ code = '', originalCode = '', responseCode = 0 }: SmtpError): PauseCause | undefined {
  if (code === 'EAUTH' || signInReplies.includes(responseCode)) return 'sign_in'
  const isTls = code === 'ETLS' || (code === 'ESOCKET' && tlsCodes.test(originalCode))
  return isTls ? 'tls' : undefined
}

/** 530, 534, 535 and 538 complain of the sign-in, at whatever command (RFC 4954). */
const signInReplies = [530, 534, 535, 538]

/** How Node.js calls a certificate that can't be trusted, and a conversation that is no TLS. */
const tlsCodes = /^(ERR_(SSL|TLS)|EPROTO)|CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|HOSTNAME_MISMATCH/

/** 503 complains of the session, not of the letter (RFC 5321). */
function isPermanent(reply = 0): boolean {
  return reply >= 500 && reply !== 503
}

/**
 * Servers may hold back a refusal of the sender or of our own address until RCPT. Where the enhanced status code
 * (RFC 3463) says so, the recipient is not to blame: only X.1 (except the sender's X.1.7 and X.1.8) and X.2 are
 * about the mailbox.
 */
function blamesAddress(reply: string): boolean {
  const [, subject, detail] = /^\d{3}[ -]5\.(\d{1,3})\.(\d{1,3})\b/.exec(reply) ?? []
  if (subject === undefined) return true
  return subject === '2' || (subject === '1' && detail !== '7' && detail !== '8')
}

/** Never the server's own words: they may repeat the address (rule 8). */
function logFailure(log: Logger, { outcome }: Delivery, { code, command, responseCode }: SmtpError): void {
  log.warn({ outcome, code, command, responseCode }, 'the mail server did not take a letter')
}
