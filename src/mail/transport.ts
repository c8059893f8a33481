import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import { createSigner } from './dkim.ts'
import { createLocalMailbox } from './local-mailbox.ts'
import type { Mailer } from './message.ts'
import { createSmtpMailer } from './smtp.ts'

export type { Delivery, Mailer, Message } from './message.ts'

/** Real mail where SMTP_URL is set; otherwise letters are files that the operator opens in the browser. */
export function createMailer(config: Config, log: Logger): Mailer {
  const sign = createSigner(config)
  if (config.SMTP_URL) return createSmtpMailer(config.SMTP_URL, log, { sign })
  return createLocalMailbox(mailboxFolder(config))
}

/** Where letters lie that are not sent anywhere. */
export function mailboxFolder({ DATA_DIR }: Pick<Config, 'DATA_DIR'>): string {
  return join(DATA_DIR, 'mailbox')
}
