import { join } from 'node:path'
import type { Logger } from 'pino'
import { type Config, returnBase } from '../config.ts'
import { createSigner } from './dkim.ts'
import { createLocalMailbox } from './local-mailbox.ts'
import type { Mailer } from './message.ts'
import { createSmtpMailer } from './smtp.ts'

export type { Delivery, Mailer, Message } from './message.ts'

/**
 * Real mail where SMTP_URL is set; otherwise letters are files that the operator opens in the browser. What has no return
 * address of its own comes back to that of the service.
 */
export function createMailer(config: Config, log: Logger): Mailer {
  const { send, close } = config.SMTP_URL
    ? createSmtpMailer(config.SMTP_URL, log, { sign: createSigner(config) })
    : createLocalMailbox(mailboxFolder(config))
  return { send: message => send({ returnAddress: returnBase(config), ...message }), close }
}

/** Where letters lie that are not sent anywhere. */
export function mailboxFolder({ DATA_DIR }: Pick<Config, 'DATA_DIR'>): string {
  return join(DATA_DIR, 'mailbox')
}
