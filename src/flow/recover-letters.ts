import type { Context } from '../context.ts'
import { giveUpCoachLetters } from '../db/coach-letters.ts'
import { addEvents } from '../db/events.ts'
import { lettersLeftSending } from '../db/letter-recovery.ts'
import { giveUpLetter } from './deliver-letter.ts'

/** Longer than every time-out of the mail transport together: no attempt is still going on after it. */
const patienceMinutes = 15

/**
 * A letter that is still in `sending` when no attempt can be going on any more was left by a process that died: it
 * may or may not have arrived. It becomes `unconfirmed` and is not sent again; the next reminder covers it (rule 4), and
 * the next week's letter a coach's.
 */
export async function recoverLetters(context: Context, now: Temporal.Instant): Promise<void> {
  const before = now.subtract({ minutes: patienceMinutes })
  const left = await lettersLeftSending(context.db, before)
  for (const attempt of left) await giveUpLetter(context, attempt, now)
  await context.db.transaction(async tx => {
    const toCoaches = await giveUpCoachLetters(tx, before, now)
    const event = { at: now, actor: 'system', kind: 'coach_letter.unconfirmed' }
    await addEvents(
      tx,
      toCoaches.map(({ staffId }) => ({ ...event, detail: { staffId } })),
    )
  })
}
