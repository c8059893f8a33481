import type { Context } from '../context.ts'
import { endWaiting } from './end-waiting.ts'
import { forgetImports } from './forget-imports.ts'
import { forgetShortCodes } from './forget-short-codes.ts'
import { inTurn } from './in-turn.ts'
import { openSurveys } from './open-surveys.ts'
import { forgetParkedForms } from './park-form.ts'
import { planCostReturns } from './plan-cost-returns.ts'
import { publishScheduledReports } from './publish-scheduled-reports.ts'
import { queueCoachLetters } from './queue-coach-letters.ts'
import { queueLetters } from './queue-letters.ts'
import { recoverLetters } from './recover-letters.ts'
import { refreshSchedule } from './refresh-schedule.ts'
import { forgetTurns } from './take-turn.ts'

/**
 * Does everything that is due at `now`. What is due stands in the database (rule 3), so a call that comes late, twice
 * or in two instances at once has the same result.
 */
export async function runDue(context: Context, now: Temporal.Instant): Promise<void> {
  await inTurn(steps.map(step => () => step(context, now)))
}

/** In this order. */
const steps: readonly ((context: Context, now: Temporal.Instant) => Promise<void>)[] = [
  refreshSchedule,
  recoverLetters,
  planCostReturns,
  openSurveys,
  endWaiting,
  queueLetters,
  queueCoachLetters,
  publishScheduledReports,
  forgetParkedForms,
  forgetImports,
  forgetShortCodes,
  forgetTurns,
]
