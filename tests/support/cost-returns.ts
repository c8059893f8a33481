import { eq } from 'drizzle-orm'
import type { Context } from '../../src/context.ts'
import { ensureDistricts } from '../../src/db/cost-returns.ts'
import { answers, contacts, districts, surveys } from '../../src/db/schema.ts'
import type { SurveyState } from '../../src/domain/codes.ts'
import type { AnswerValues } from '../../src/domain/question.ts'

/** The survey of a district about a period, open until 30 June 2026, and answered where values are given. */
export async function makeCostReturn(
  context: Context,
  {
    district = 'Farsta',
    wave = '2026-Q1',
    state = 'open',
    values,
  }: { district?: string; wave?: string; state?: SurveyState; values?: AnswerValues } = {},
) {
  const { db } = context
  await ensureDistricts(db, [district])
  const [row] = await db
    .select({ districtId: districts.id, contactId: contacts.id })
    .from(districts)
    .innerJoin(contacts, eq(contacts.districtId, districts.id))
    .where(eq(districts.name, district))
  if (!row) throw new Error('no district')
  const opensAt = Temporal.Instant.from('2026-04-01T07:00Z')
  const closesAt = Temporal.Instant.from('2026-06-30T22:00Z')
  const survey = { ...row, wave, opensAt, closesAt, questionnaire: 'district', questionnaireVersion: 1 }
  const answered = values ? ({ state: 'answered', answerVersion: 1 } as const) : { state }
  const [made] = await db
    .insert(surveys)
    .values({ ...survey, ...answered })
    .returning({ id: surveys.id })
  const surveyId = made?.id ?? 0
  if (values)
    await db.insert(answers).values({
      surveyId,
      version: 1,
      questionnaireVersion: 1,
      values,
      source: 'link',
      answeredAt: opensAt,
    })
  return { surveyId, ...row }
}

/** An answer of so many persons and kronor, women first. */
export function costs(
  [personsWoman, paidWoman]: [number, number],
  [personsMan, paidMan]: [number, number] = [0, 0],
): AnswerValues {
  return {
    persons_woman: String(personsWoman),
    paid_woman: String(paidWoman),
    persons_man: String(personsMan),
    paid_man: String(paidMan),
    signed_by: 'Åsa Öberg',
  }
}
