import type { Context } from '../context.ts'
import { endWaiting } from './end-waiting.ts'
import { forgetImports } from './forget-imports.ts'
import { openSurveys } from './open-surveys.ts'
import { forgetParkedForms } from './park-form.ts'
import { queueCoachLetters } from './queue-coach-letters.ts'
import { queueLetters } from './queue-letters.ts'
import { recoverLetters } from './recover-letters.ts'
import { refreshSchedule } from './refresh-schedule.ts'

/**
 * Does everything that is due at `now`. What is due stands in the database (rule 3), so a call that comes late, twice
 * or in two instances at once has the same result.
 */
export async function runDue(context: Context, now: Temporal.Instant): Promise<void> {
  await refreshSchedule(context)
  await recoverLetters(context, now)
  await openSurveys(context, now)
  await endWaiting(context, now)
  await queueLetters(context, now)
  await forgetParkedForms(context, now)
  await forgetImports(context, now)
  await queueCoachLetters(context, now)
}
