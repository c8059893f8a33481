import type { Context } from '../context.ts'
import { ensureDistricts, planDistrictSurveys } from '../db/cost-returns.ts'
import { districtsToAsk } from '../db/district-register.ts'
import { addEvents } from '../db/events.ts'
import { dayOf } from '../domain/calendar.ts'
import { lastCostPeriod } from '../domain/cost-period.ts'
import { districtQuestionnaire } from '../domain/questionnaires/district.ts'

/**
 * Plans the cost returns of the last period that is over: one survey for each district board that had a placement going
 * on in it, also where an import tells of one late. Not once the period has been over for too long, as for placements
 * (rule 1). Twice or in two instances at once: each is planned once.
 */
export async function planCostReturns(context: Context, now: Temporal.Instant): Promise<void> {
  const { config, db, schedule } = context
  if (config.COST_PERIOD === 'none') return
  const period = lastCostPeriod(config.COST_PERIOD, dayOf(now))
  if (schedule.isTooOld(period.to, now)) return
  const { name: questionnaire, version: questionnaireVersion } = districtQuestionnaire
  const planned = {
    questionnaire,
    questionnaireVersion,
    wave: period.key,
    opensAt: schedule.opensAt(period.to),
  }
  const names = await districtsToAsk(db, period, planned)
  if (names.length === 0) return
  await db.transaction(async tx => {
    await ensureDistricts(tx, names)
    const surveyIds = await planDistrictSurveys(tx, names, planned)
    const event = { at: now, actor: 'system', kind: 'survey.scheduled' }
    await addEvents(
      tx,
      surveyIds.map(surveyId => ({ ...event, surveyId })),
    )
  })
}
