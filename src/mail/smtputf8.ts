import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { Delivery, Message } from './message.ts'

/** Addresses with letters such as å before the @ (RFC 6531). What stands after it is sent in ASCII (IDNA). */

type ConnectionOptions = ConstructorParameters<typeof SMTPConnection>[0]

const notAscii = /[^\0-\x7f]/

/** Whether only a server with SMTPUTF8 can send it. */
export function needsUtf8({ to }: Message): boolean {
  return notAscii.test(to.address.slice(0, to.address.lastIndexOf('@')))
}

/**
 * Asks the mail server whether it takes such addresses, on a connection of its own: nodemailer sends them in any case, and
 * who does not know them may deliver to somebody else.
 */
export async function offersUtf8(options: ConnectionOptions): Promise<'offered' | Delivery> {
  const connection = new SMTPConnection(options)
  try {
    const greeting = await new Promise<string>((resolve, reject) => {
      connection.once('error', reject)
      connection.connect(() => resolve(String(connection.lastServerResponse)))
    })
    if (/[ -]SMTPUTF8\b/i.test(greeting)) return 'offered'
    return { outcome: 'refused', address: true, reason: 'SMTPUTF8 is not offered by our mail server' }
  } catch (error) {
    return { outcome: 'deferred', reason: String(error).slice(0, 500) }
  } finally {
    connection.quit()
  }
}
