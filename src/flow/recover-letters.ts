import type { Context } from '../context.ts'
import { lettersLeftSending } from '../db/letter-recovery.ts'
import { giveUpAttempts } from './attempt-letter.ts'
import { giveUpLetter } from './deliver-letter.ts'

/** Longer than every time-out of the mail transport together: no attempt is still going on after it. */
const patienceMinutes = 15

/**
 * A letter that is still in `sending` when no attempt can be going on any more was left by a process that died: it
 * may or may not have arrived. It becomes `unconfirmed` and is not sent again; the next reminder covers it (rule 4), the
 * next week's letter a coach's, and the next month's that of a report.
 */
export async function recoverLetters(context: Context, now: Temporal.Instant): Promise<void> {
  const before = now.subtract({ minutes: patienceMinutes })
  const left = await lettersLeftSending(context.db, before)
  for (const attempt of left) await giveUpLetter(context, attempt, now)
  for (const kind of ['coach_letter', 'report_letter'] as const) {
    await giveUpAttempts(context, kind, before, now)
  }
}
