import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { answers, events, surveys } from '../../src/db/schema.ts'
import { staff } from '../../src/db/staff-schema.ts'
import { receiveAnswer } from '../../src/flow/receive-answer.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement, surveyOf } from '../support/factories.ts'
import { swedish } from '../support/swedish.ts'

const employed = {
  purpose_met: '4',
  employment: 'yes',
  form: 'fixed_term',
  hours: 'on_demand',
  subsidised: 'no',
  host_again: 'yes',
}
const notEmployed = { purpose_met: '2', employment: 'no', host_again: 'conditions', comment: 'Tack själva!' }

let context: TestContext
let surveyId: number

beforeAll(async () => {
  context = await createTestContext()
  await context.db
    .insert(staff)
    .values({ id: 'coach-1', name: 'Coach', email: 'coach@jobbtorg.example', role: 'administrator' })
})
afterAll(() => context.close())

beforeEach(async () => {
  context.clock.set(swedish('2026-03-02T09:00'))
  surveyId = await openSurvey()
})

async function openSurvey(values: Partial<typeof surveys.$inferInsert> = {}): Promise<number> {
  const { placementId } = await makePlacement(context)
  const survey = await surveyOf(context, placementId)
  if (!survey) throw new Error('The placement has no survey')
  const now = context.clock.now()
  const closesAt = swedish('2026-05-02T00:00')
  await context.db
    .update(surveys)
    .set({ state: 'open', closesAt, nextLetterAt: values.state ? null : now, ...values })
    .where(eq(surveys.id, survey.id))
  return survey.id
}

function submit(raw: Record<string, string>, more: Partial<Parameters<typeof receiveAnswer>[1]> = {}) {
  const now = context.clock.now()
  return receiveAnswer(context, { surveyId, raw, basedOn: 0, source: 'link', staffId: null, now, ...more })
}

async function stored() {
  const [survey] = await context.db.select().from(surveys).where(eq(surveys.id, surveyId))
  const given = await context.db
    .select()
    .from(answers)
    .where(eq(answers.surveyId, surveyId))
    .orderBy(answers.version)
  const told = await context.db.select().from(events).where(eq(events.surveyId, surveyId)).orderBy(events.id)
  return { survey, given, told: told.filter(({ kind }) => kind === 'answer.received') }
}

describe('an answer by link', () => {
  it('is stored, counts, and ends the letters', async () => {
    expect(await submit(employed)).toEqual({ outcome: 'stored', version: 1 })
    const { survey, given } = await stored()
    expect(survey).toMatchObject({ state: 'answered', answerVersion: 1, nextLetterAt: null })
    expect(given).toMatchObject([{ version: 1, questionnaireVersion: 1, values: employed, source: 'link' }])
    expect(given[0]?.answeredAt).toEqual(context.clock.now())
  })

  it('is told as an event that holds nothing of the answer', async () => {
    await submit(employed)
    const { told } = await stored()
    expect(told).toMatchObject([{ actor: 'respondent', detail: { version: 1, source: 'link' } }])
  })

  it('that is not complete stores nothing', async () => {
    const problems = [
      { field: 'purpose_met', problem: 'required' },
      { field: 'employment', problem: 'required' },
      { field: 'host_again', problem: 'required' },
    ]
    expect(await submit({})).toEqual({ outcome: 'invalid', problems })
    expect(await stored()).toMatchObject({ survey: { state: 'open', answerVersion: 0 }, given: [], told: [] })
  })
})

describe('an answer by phone', () => {
  it('is stored with who recorded it', async () => {
    expect(await submit(notEmployed, { source: 'phone', staffId: 'coach-1' })).toMatchObject({ version: 1 })
    const { given, told } = await stored()
    expect(given).toMatchObject([{ source: 'phone', staffId: 'coach-1' }])
    expect(told).toMatchObject([{ actor: 'coach-1' }])
  })

  it('can be changed by link afterwards', async () => {
    await submit(notEmployed, { source: 'phone', staffId: 'coach-1' })
    expect(await submit(employed, { basedOn: 1 })).toEqual({ outcome: 'stored', version: 2 })
  })
})

describe('a changed answer', () => {
  it('counts instead of the earlier one, which stays', async () => {
    await submit(notEmployed)
    expect(await submit(employed, { basedOn: 1 })).toEqual({ outcome: 'stored', version: 2 })
    const { survey, given } = await stored()
    expect(survey?.answerVersion).toBe(2)
    expect(given.map(({ values }) => values.employment)).toEqual(['no', 'yes'])
  })

  it('is told stale when it builds on an answer that no longer counts', async () => {
    await submit(notEmployed)
    await submit(employed, { basedOn: 1 })
    expect(await submit({ ...notEmployed, employment: 'not_yet' }, { basedOn: 1 })).toEqual({
      outcome: 'stale',
      version: 2,
    })
    expect((await stored()).given).toHaveLength(2)
  })

  it('is told stale when it builds on an answer that never was', async () => {
    expect(await submit(employed, { basedOn: 7 })).toEqual({ outcome: 'stale', version: 0 })
    expect((await stored()).given).toEqual([])
  })
})

describe('the same answer twice', () => {
  it('is one answer, and both times told as stored', async () => {
    expect(await submit(employed)).toEqual({ outcome: 'stored', version: 1 })
    expect(await submit(employed)).toEqual({ outcome: 'stored', version: 1 })
    expect((await stored()).given).toHaveLength(1)
  })

  it('is one answer when it is sent unchanged from its own form, too, and no event', async () => {
    await submit(employed)
    expect(await submit(employed, { basedOn: 1 })).toEqual({ outcome: 'stored', version: 1 })
    expect((await stored()).given).toHaveLength(1)
    const told = await context.db.select().from(events).where(eq(events.surveyId, surveyId))
    expect(told.filter(({ kind }) => kind === 'answer.received')).toHaveLength(1)
  })

  it('at once is one answer too', async () => {
    const receipts = await Promise.all(Array.from({ length: 5 }, () => submit(employed)))
    expect(receipts).toEqual(Array(5).fill({ outcome: 'stored', version: 1 }))
    expect((await stored()).given).toHaveLength(1)
  })
})

describe('two different answers at once', () => {
  it('have one winner, and the other is told that it is stale', async () => {
    for (let round = 0; round < 10; round += 1) {
      surveyId = await openSurvey()
      const receipts = await Promise.all([submit(employed), submit(notEmployed)])
      expect(receipts.map(({ outcome }) => outcome).sort()).toEqual(['stale', 'stored'])
      const winner = receipts[0].outcome === 'stored' ? employed : notEmployed
      expect(await stored()).toMatchObject({
        survey: { answerVersion: 1 },
        given: [{ values: winner }],
        told: [{ detail: { version: 1 } }],
      })
    }
  })
})

describe('whether a survey takes an answer', () => {
  it.each([
    ['open', 'stored'],
    ['phone', 'stored'],
    ['scheduled', 'closed'],
    ['closed', 'closed'],
    ['withdrawn', 'closed'],
  ] as const)('%s: %s', async (state, outcome) => {
    surveyId = await openSurvey({ state })
    expect(await submit(employed)).toMatchObject({ outcome })
    expect((await stored()).given).toHaveLength(outcome === 'stored' ? 1 : 0)
  })

  it.each([
    ['a second before it closes', '2026-05-01T23:59:59', 'stored'],
    ['when it closes', '2026-05-02T00:00', 'closed'],
    ['a second after', '2026-05-02T00:00:01', 'closed'],
  ])('%s: %s', async (_, at, outcome) => {
    expect(await submit(employed, { now: swedish(at) })).toMatchObject({ outcome })
  })

  it('no change of an answer after it has closed', async () => {
    await submit(employed)
    const now = swedish('2026-05-02T00:00')
    expect(await submit(notEmployed, { basedOn: 1, now })).toEqual({ outcome: 'closed' })
  })

  it('none for a survey that does not exist', async () => {
    expect(await submit(employed, { surveyId: 987_654_321 })).toEqual({ outcome: 'closed' })
  })
})
