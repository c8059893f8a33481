import type { Context } from '../context.ts'
import { faultText } from '../domain/errors.ts'
import { endWaiting } from './end-waiting.ts'
import { forgetImports } from './forget-imports.ts'
import { openSurveys } from './open-surveys.ts'
import { forgetParkedForms } from './park-form.ts'
import { publishScheduledReports } from './publish-scheduled-reports.ts'
import { queueCoachLetters } from './queue-coach-letters.ts'
import { queueLetters } from './queue-letters.ts'
import { recoverLetters } from './recover-letters.ts'
import { refreshSchedule } from './refresh-schedule.ts'

/**
 * Does everything that is due at `now`. What is due stands in the database (rule 3), so a call that comes late, twice
 * or in two instances at once has the same result.
 */
export async function runDue(context: Context, now: Temporal.Instant): Promise<void> {
  const faults: unknown[] = []
  for (const step of steps) await step(context, now).catch(fault => faults.push(fault))
  if (faults.length > 1) throw new AggregateError(faults, faults.map(faultText).join('; '))
  if (faults.length > 0) throw faults[0]
}

/** In this order; one that fails is told when all have had their turn, for it must not keep the others from theirs. */
const steps: readonly ((context: Context, now: Temporal.Instant) => Promise<void>)[] = [
  refreshSchedule,
  recoverLetters,
  openSurveys,
  endWaiting,
  queueLetters,
  queueCoachLetters,
  publishScheduledReports,
  forgetParkedForms,
  forgetImports,
]
