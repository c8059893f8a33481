import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contacts, participants, placements, surveys } from '../../src/db/schema.ts'
import { endReasons, surveyStates } from '../../src/domain/codes.ts'
import { responseStatus } from '../../src/domain/response-status.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement, surveyOf } from '../support/factories.ts'

let context: TestContext

const day = Temporal.PlainDate.from('2026-02-27')

beforeAll(async () => {
  context = await createTestContext()
})
afterAll(() => context.close())

async function rowOf(id: number) {
  const [row] = await context.db.select().from(placements).where(eq(placements.id, id))
  if (!row) throw new Error('no placement')
  return row
}

describe('the status that stands in a placement is that of the domain', () => {
  const ends = [null, ...endReasons].flatMap(endReason => [
    { endReason, endedOn: day },
    { endReason, endedOn: null },
  ])

  test.each(ends)(
    'with the end $endReason on $endedOn, without a survey and in each of its states',
    async end => {
      const { placementId } = await makePlacement(context, { placement: { endReason: null } })
      const survey = await surveyOf(context, placementId)
      if (!survey) throw new Error('no survey')
      await context.db.update(placements).set(end).where(eq(placements.id, placementId))
      for (const state of surveyStates) {
        const values = { state, answerVersion: state === 'answered' ? 1 : 0, nextLetterAt: null }
        await context.db.update(surveys).set(values).where(eq(surveys.id, survey.id))
        expect([state, (await rowOf(placementId)).status]).toEqual([state, responseStatus(end, state)])
      }
      const { placementId: alone } = await makePlacement(context, {
        placement: {
          endedOn: Temporal.PlainDate.from('2025-01-31'),
          startedOn: Temporal.PlainDate.from('2025-01-01'),
        },
      })
      await context.db
        .update(placements)
        .set({ ...end, startedOn: Temporal.PlainDate.from('2025-01-01') })
        .where(eq(placements.id, alone))
      expect((await rowOf(alone)).status).toBe(responseStatus(end, null))
    },
  )
})

test('what a placement is found by follows the names and addresses of everybody in it', async () => {
  const made = await makePlacement(context, {
    employer: { name: 'Ångbageriet' },
    contact: { name: 'Örjan Ek' },
  })
  const before = await rowOf(made.placementId)
  expect(before.words).toContain('ångbageriet')
  expect(before.words).toContain('örjan ek')
  expect(before.words).not.toContain('@')
  expect(before.addressWords).toContain('08-123 45 67 081234567')

  await context.db
    .update(contacts)
    .set({ name: 'Åke Alm', email: 'ake@alm.example' })
    .where(eq(contacts.id, made.contactId))
  await context.db
    .update(participants)
    .set({ initials: 'X.Y.' })
    .where(eq(participants.id, made.participantId))
  const after = await rowOf(made.placementId)
  expect(after.words).toContain('åke alm')
  expect(after.words).toContain('x.y.')
  expect(after.addressWords).toContain('ake@alm.example')

  const colleague = await makePlacement(context, { contact: { name: 'Ida Strand' } })
  const handedOver = { contactId: colleague.contactId }
  await context.db.update(surveys).set(handedOver).where(eq(surveys.placementId, made.placementId))
  expect((await rowOf(made.placementId)).words).toContain('ida strand')
  await context.db.update(contacts).set({ name: 'Ida Sund' }).where(eq(contacts.id, colleague.contactId))
  expect((await rowOf(made.placementId)).words).toContain('ida sund')
})
