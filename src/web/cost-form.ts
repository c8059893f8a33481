import type { Context } from '../context.ts'
import { type Draft, findDraft } from '../db/answer-drafts.ts'
import { countRegister } from '../db/district-register.ts'
import { type CostPeriod, costPeriodIn } from '../domain/cost-period.ts'
import { districtFacts } from '../domain/district-facts.ts'

/** A cost return: whose it is, and about which period. */
type CostReturn = { districtName: string; wave: string }

/** What the partial `form-district-facts` shows: what the register holds of the district in the period. */
export async function districtFactsView({ db }: Pick<Context, 'db'>, { districtName, wave }: CostReturn) {
  const period = periodOf(wave)
  const facts = districtFacts(await countRegister(db, period, districtName))
  return {
    district: districtName,
    period,
    rows: facts.rows.map(({ funding, counts }) => ({
      funding,
      cells: [counts.woman, counts.man],
    })),
  }
}

/** What was saved half-way, which the form opens with; null for nothing. */
export async function draftOf({ db }: Pick<Context, 'db'>, surveyId: number): Promise<Draft | null> {
  return (await findDraft(db, surveyId)) ?? null
}

function periodOf(wave: string): CostPeriod {
  const period = costPeriodIn(wave)
  if (!period) throw new Error(`A cost return is about a period, not about ${wave}`)
  return period
}
