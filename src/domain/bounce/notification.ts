import type { RecipientStatus } from './delivery-status.ts'

/** What services say in JSON that send letters for others (the notifications of Amazon SES, which others have taken over). */
export type Notification =
  | { kind: 'complaint'; recipients: string[]; messageId: string | null }
  | { kind: 'statuses'; statuses: RecipientStatus[]; messageId: string | null }

/** Reads the notification that a text begins with; undefined where it begins with none. */
export function notificationIn(text: string): Notification | undefined {
  const notification = objectIn(text)
  if (!notification) return undefined
  const { bounce, complaint, delivery, mail } = notification
  const messageId = textIn(Object(mail).messageId) || null
  if (complaint) {
    const recipients = listIn(Object(complaint).complainedRecipients).map(one =>
      textIn(Object(one).emailAddress),
    )
    return { kind: 'complaint', recipients, messageId }
  }
  const bounced = listIn(Object(bounce).bouncedRecipients).map(one => statusOf(Object(one), 'failed'))
  const delivered = listIn(Object(delivery).recipients).map(one =>
    statusOf({ emailAddress: one, diagnosticCode: Object(delivery).smtpResponse }, 'delivered'),
  )
  const statuses = [...bounced, ...delivered]
  return statuses.length > 0 ? { kind: 'statuses', statuses, messageId } : undefined
}

/** Also where the notification is a text within another one. Line ends within it come from mail, not from JSON. */
function objectIn(text: string): Record<string, unknown> | undefined {
  const start = text.trimStart()
  if (!start.startsWith('{')) return undefined
  const end = start.search(/\n-- *\n|$(?![\s\S])/)
  for (const joined of [start.slice(0, end), start.slice(0, end).replaceAll('\n', '').replace(/\r/g, '')]) {
    try {
      const read = JSON.parse(joined)
      return typeof read.Message === 'string' ? objectIn(read.Message) : read
    } catch {}
  }
  return undefined
}

function statusOf(given: Record<string, unknown>, action: string): RecipientStatus {
  const status = /[245]\.\d{1,3}\.\d{1,3}/.exec(textIn(given.status))?.[0] ?? null
  const said = textIn(given.diagnosticCode).replace(/^smtp;\s*/i, '')
  return { recipient: textIn(given.emailAddress) || null, action, status, said }
}

function listIn(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value : []
}

function textIn(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
