import type { Context } from '../context.ts'
import { latestVersion, type PublishedReport } from '../db/published-reports.ts'
import { findQueuedReportLetter, type QueuedReportLetter } from '../db/report-letters.ts'
import { createReportLink } from '../domain/link.ts'
import { composeReportLetter } from '../mail/report-letter.ts'
import type { Message } from '../mail/transport.ts'
import { attemptLetter, cancelLetter } from './attempt-letter.ts'

/**
 * Sends the letter that tells somebody of a published report. It says what the version that counts by then says, and is
 * cancelled where its reader has been taken off the list.
 */
export async function deliverReportLetter(context: Context, letterId: number): Promise<void> {
  const { db, clock, schedule } = context
  const now = clock.now()
  if (!schedule.isSendingTime(now)) return
  const letter = await findQueuedReportLetter(db, letterId, now)
  if (!letter) return
  const published = await latestVersion(db, letter.reportId)
  const { reader } = letter
  if (!reader || !published) return cancelLetter(context, 'report_letter', letterId, now)
  await attemptLetter(context, {
    kind: 'report_letter',
    id: letterId,
    to: reader.email,
    compose: ({ messageId }) => composeFor(context, messageId, reader, published),
    retryAt: ({ firstAttemptAt, attempts }, refusedAt) =>
      schedule.retryAt(firstAttemptAt, attempts, refusedAt),
  })
}

/** Where a published report can be read without signing in: its latest version, for as long as the key is in use. */
export function publicAddress({ baseUrl, reportLinkKeys }: Context, reportId: number): string {
  return `${baseUrl}/published/${createReportLink(reportLinkKeys, reportId)}`
}

function composeFor(
  context: Context,
  messageId: string,
  { email, language }: NonNullable<QueuedReportLetter['reader']>,
  { kind, report, reportId }: PublishedReport,
): Message {
  const { config, renderer } = context
  const organisation = config.ORGANISATION_NAME
  return composeReportLetter(renderer, {
    messageId,
    language,
    organisation,
    from: { name: organisation, address: config.MAIL_FROM },
    to: { name: '', address: email },
    replyTo: { name: organisation, address: config.CONTACT_EMAIL },
    kind,
    report,
    url: `${publicAddress(context, reportId)}?lang=${language}`,
  })
}
