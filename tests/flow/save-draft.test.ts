import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findDraft, removeDraft } from '../../src/db/answer-drafts.ts'
import { surveys } from '../../src/db/schema.ts'
import { districtQuestionnaire } from '../../src/domain/questionnaires/district.ts'
import { saveDraft } from '../../src/flow/save-draft.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { costs, makeCostReturn } from '../support/cost-returns.ts'

let context: TestContext
beforeAll(async () => {
  context = await createTestContext({ now: '2026-04-07T10:00' })
})
afterAll(() => context.close())

function save(
  surveyId: number,
  raw: Record<string, string>,
  basedOn = 0,
  answer: Record<string, string> | null = null,
) {
  const now = context.clock.now()
  const about = { purpose: null, wave: '2026-Q1' }
  return saveDraft(context, {
    surveyId,
    questionnaire: districtQuestionnaire,
    about,
    raw,
    answer,
    basedOn,
    now,
  })
}

describe('what is not finished', () => {
  it('is kept as it was typed, right or not, with what was confirmed and nothing that is no question', async () => {
    const { surveyId } = await makeCostReturn(context, { district: 'Farsta' })
    const raw = {
      persons_woman: 'tolv',
      paid_woman: '12 tkr',
      confirmed_paid_woman: '12 12',
      comment: 'a\r\n\u0000b',
    }
    expect(await save(surveyId, { ...raw, lang: 'sv', save: '1', signed_by: ' ' })).toEqual({
      outcome: 'saved',
    })
    expect(await findDraft(context.db, surveyId)).toEqual({
      raw: { ...raw, comment: 'a\nb' },
      savedAt: context.clock.now(),
    })
    expect(await save(surveyId, { persons_man: '3' })).toEqual({ outcome: 'saved' })
    expect((await findDraft(context.db, surveyId))?.raw).toEqual({ persons_man: '3' })
    await removeDraft(context.db, surveyId)
    expect(await findDraft(context.db, surveyId)).toBeUndefined()
  })

  it('is not kept with the signature, which is given when it is sent', async () => {
    const { surveyId } = await makeCostReturn(context, { district: 'Bromma' })
    expect(await save(surveyId, { persons_woman: '5', signed_by: 'Kim Lind' })).toEqual({ outcome: 'saved' })
    expect((await findDraft(context.db, surveyId))?.raw).toEqual({ persons_woman: '5' })
  })

  it('is nothing where nobody has typed anything, so that a mail scanner leaves nothing', async () => {
    const { surveyId } = await makeCostReturn(context, { district: 'Skarpnäck' })
    expect(await save(surveyId, { comment: ' ' })).toEqual({ outcome: 'unchanged' })
    expect(await findDraft(context.db, surveyId)).toBeUndefined()
    await save(surveyId, { comment: 'a' })
    const kept = await findDraft(context.db, surveyId)
    expect(await save(surveyId, { comment: 'a' })).toEqual({ outcome: 'unchanged' })
    expect(await findDraft(context.db, surveyId)).toEqual(kept)
    expect(await save(surveyId, {})).toEqual({ outcome: 'saved' })
    const values = costs([5, 100_000])
    const answered = await makeCostReturn(context, { district: 'Älvsjö', values })
    expect(await save(answered.surveyId, values, 1, values)).toEqual({ outcome: 'unchanged' })
    expect(await findDraft(context.db, answered.surveyId)).toBeUndefined()
  })

  it.each([
    ['comment', 'x'.repeat(10_001), 'too_long'],
    ['correction', '640823-3234 saknas', 'personal_identity_number'],
    ['paid_woman', '19640823-3234', 'personal_identity_number'],
  ])('is not kept with %s that is no draft either', async (field, text, problem) => {
    const { surveyId } = await makeCostReturn(context, { district: `${field} ${problem}` })
    expect(await save(surveyId, { [field]: text })).toEqual({
      outcome: 'invalid',
      problems: [{ field, problem }],
    })
    expect(await findDraft(context.db, surveyId)).toBeUndefined()
  })

  it('is not kept where somebody has stored another answer since, or the time is over', async () => {
    const answered = await makeCostReturn(context, { district: 'Kista', values: costs([5, 100_000]) })
    expect(await save(answered.surveyId, { comment: 'a' }, 0)).toEqual({ outcome: 'not_kept' })
    expect(await save(answered.surveyId, { comment: 'a' }, 1)).toEqual({ outcome: 'saved' })
    const { surveyId } = await makeCostReturn(context, { district: 'Norrmalm' })
    await context.db.update(surveys).set({ closesAt: context.clock.now() }).where(eq(surveys.id, surveyId))
    expect(await save(surveyId, { comment: 'a' })).toEqual({ outcome: 'not_kept' })
    expect(await save(0, { comment: 'a' })).toEqual({ outcome: 'not_kept' })
  })
})
