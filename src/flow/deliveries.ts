import type { Context } from '../context.ts'
import type { Deliveries } from '../jobs.ts'
import { deliverCoachLetter } from './deliver-coach-letter.ts'
import { deliverLetter } from './deliver-letter.ts'
import { deliverReportLetter } from './deliver-report-letter.ts'

/** How each kind of letter that waits in the queue is delivered. */
export function deliveries(context: Context): Deliveries {
  return {
    letter: letterId => deliverLetter(context, letterId),
    coachLetter: letterId => deliverCoachLetter(context, letterId),
    reportLetter: letterId => deliverReportLetter(context, letterId),
  }
}
