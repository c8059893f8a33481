import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type AddressObject, simpleParser } from 'mailparser'
import MailComposer from 'nodemailer/lib/mail-composer'
import { systemClock } from '../clock.ts'
import { type Mailer, refuseAddress, toMime } from './message.ts'

/** What stands in for a mail server: one file a letter, in a folder that web/mailbox.ts shows. */

export type MailboxEntry = { name: string; arrivedAt: Temporal.Instant; to: string; subject: string }

export type MailboxLetter = MailboxEntry & { from: string; replyTo: string; text: string; html: string }

/** A mailer that writes each letter into that folder. */
export function createLocalMailbox(folder: string): Mailer {
  return {
    async send(message) {
      const refusal = refuseAddress(message)
      if (refusal) return refusal
      const content = await new MailComposer(toMime(message)).compile().build()
      return storeLetter(folder, content).then(
        () => ({ outcome: 'accepted' }) as const,
        // No room, say. The letter is not there, and may go once there is.
        error => ({ outcome: 'deferred', reason: String(error.code) }) as const,
      )
    },
    async close() {},
  }
}

/** The newest letters first, `limit` of them after skipping `offset`, and how many there are in all. */
export async function listMailbox(
  folder: string,
  { offset, limit }: { offset: number; limit: number },
): Promise<{ total: number; entries: MailboxEntry[] }> {
  const names = (await fileNames(folder)).filter(name => letterName.test(name)).sort()
  const shown = names.reverse().slice(offset, offset + limit)
  const entries = await Promise.all(shown.map(name => readEntry(folder, name)))
  return { total: names.length, entries }
}

/** One letter; undefined for a name that no letter has. */
export async function readMailbox(folder: string, name: string): Promise<MailboxLetter | undefined> {
  if (!letterName.test(name)) return undefined
  const content = await readFile(join(folder, name)).catch(absent)
  if (!content) return undefined
  const mail = await simpleParser(content)
  return {
    name,
    arrivedAt: arrivalOf(name),
    from: addressText(mail.from),
    to: addressText(mail.to),
    replyTo: addressText(mail.replyTo),
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    html: mail.html || '',
  }
}

/** A name begins with the time of arrival, so that names sort by it; nothing in it can leave the folder. */
const letterName = /^\d{8}T\d{6}\.\d{6}Z-[0-9a-f]{8}\.eml$/

/** Written under another name first, so that a reader or a crash never meets half a letter. */
async function storeLetter(folder: string, content: Buffer): Promise<void> {
  await mkdir(folder, { recursive: true })
  const arrivedAt = systemClock.now().toString({ fractionalSecondDigits: 6 }).replaceAll(/[-:]/g, '')
  const name = `${arrivedAt}-${randomUUID().slice(0, 8)}.eml`
  const begun = join(folder, `${name}.part`)
  try {
    await writeFile(begun, content, { mode: 0o600 })
    await rename(begun, join(folder, name))
  } catch (error) {
    await rm(begun, { force: true })
    throw error
  }
}

function arrivalOf(name: string): Temporal.Instant {
  return Temporal.Instant.from(name.slice(0, name.indexOf('-')))
}

/** Parses the headers alone: a list has no use for the bodies. */
async function readEntry(folder: string, name: string): Promise<MailboxEntry> {
  const content = await readFile(join(folder, name))
  const headers = content.subarray(0, content.indexOf('\r\n\r\n') + 4)
  const { to, subject } = await simpleParser(headers)
  return { name, arrivedAt: arrivalOf(name), to: addressText(to), subject: subject ?? '' }
}

async function fileNames(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(absent)) ?? []
}

function addressText(addresses: AddressObject | AddressObject[] | undefined): string {
  return [addresses ?? []]
    .flat()
    .map(({ text }) => text)
    .join(', ')
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
