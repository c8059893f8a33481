import type { Context } from '../context.ts'
import { type Draft, findDraft } from '../db/answer-drafts.ts'
import { countRegister } from '../db/district-register.ts'
import type { SurveyForm } from '../db/survey-form.ts'
import { type CostPeriod, costPeriodIn } from '../domain/cost-period.ts'
import { districtFacts } from '../domain/district-facts.ts'

/** What the form of a cost return has besides its questions. */
export type CostPart = { facts: Awaited<ReturnType<typeof districtFactsView>>; draft: Draft | null }

/** The same visit, with what a cost return has besides; of another survey as it was. */
export async function withCosts<Visit extends { survey: SurveyForm }>(
  context: Context,
  visit: Visit,
): Promise<Visit & { costs?: CostPart }> {
  const { id, districtName, wave } = visit.survey
  if (districtName === null) return visit
  const facts = await districtFactsView(context, { districtName, wave })
  return { ...visit, costs: { facts, draft: await draftOf(context, id) } }
}

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
