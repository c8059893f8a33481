import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import type { Context } from '../../src/context.ts'
import { notes, surveys } from '../../src/db/schema.ts'
import type { PhoneReason } from '../../src/domain/codes.ts'
import { receiveAnswer } from '../../src/flow/receive-answer.ts'
import { surveyOf } from './factories.ts'
import { swedish } from './swedish.ts'

/** Puts an opened survey on the phone list. */
export async function toPhone(
  context: Context,
  placementId: number,
  phoneReason: PhoneReason,
  values: Partial<typeof surveys.$inferInsert> = {},
): Promise<void> {
  await context.db
    .update(surveys)
    .set({
      state: 'phone',
      phoneReason,
      nextLetterAt: null,
      opensAt: swedish('2026-03-02T09:00'),
      closesAt: swedish('2026-05-02T00:00'),
      ...values,
    })
    .where(eq(surveys.placementId, placementId))
}

/** Notes a call that nobody answered, as POST /placements/:id/calls does. */
export async function noteCall(
  context: Context,
  placementId: number,
  staffId: string,
  at: string,
): Promise<number> {
  const [note] = await context.db
    .insert(notes)
    .values({ placementId, staffId, kind: 'no_answer', text: '', writtenAt: swedish(at) })
    .returning({ id: notes.id })
  return note?.id ?? 0
}

/** An employer's answer by link at that moment. */
export async function answerAt(
  context: Context,
  placementId: number,
  at: string,
  values: Record<string, string> = {},
): Promise<void> {
  const survey = await surveyOf(context, placementId)
  const receipt = await receiveAnswer(context, {
    surveyId: survey?.id ?? 0,
    raw: { employment: 'no', purpose_met: '3', host_again: 'yes', comment: randomUUID(), ...values },
    basedOn: survey?.answerVersion ?? 0,
    source: 'link',
    staffId: null,
    now: swedish(at),
  })
  if (receipt.outcome !== 'stored') throw new Error(JSON.stringify(receipt))
}
