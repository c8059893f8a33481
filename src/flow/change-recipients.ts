import type { Context } from '../context.ts'
import { addEvents } from '../db/events.ts'
import { insertRecipient, markRemoved } from '../db/report-recipients.ts'
import { type RecipientProblem, readRecipient, type TypedRecipient } from '../domain/report-recipient.ts'

/** Puts somebody on the list of those who get reports. */
export async function addRecipient(
  context: Context,
  { typed, staffId, now }: { typed: TypedRecipient; staffId: string; now: Temporal.Instant },
): Promise<{ outcome: 'added' } | { outcome: 'invalid'; problems: RecipientProblem[] }> {
  const reading = readRecipient(typed)
  if ('problems' in reading) return { outcome: 'invalid', problems: reading.problems }
  return context.db.transaction(async tx => {
    const recipientId = await insertRecipient(tx, { ...reading.recipient, addedBy: staffId, addedAt: now })
    if (recipientId === undefined) {
      return { outcome: 'invalid', problems: [{ field: 'email', problem: 'on_the_list' }] }
    }
    await addEvents(tx, [
      { at: now, actor: staffId, kind: 'report_recipient.added', detail: { recipientId } },
    ])
    return { outcome: 'added' }
  })
}

/** Takes somebody off the list. Letters that still wait are not sent. Somebody who is off it already stays so. */
export async function removeRecipient(
  context: Context,
  { recipientId, staffId, now }: { recipientId: number; staffId: string; now: Temporal.Instant },
): Promise<void> {
  await context.db.transaction(async tx => {
    if (!(await markRemoved(tx, recipientId, now))) return
    await addEvents(tx, [
      { at: now, actor: staffId, kind: 'report_recipient.removed', detail: { recipientId } },
    ])
  })
}
