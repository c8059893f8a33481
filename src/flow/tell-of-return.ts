import type { Queryable } from '../db/connect.ts'
import { addEvents } from '../db/events.ts'
import { type ReturnedLetter, subjectsOfLetter } from '../db/returns.ts'

/** Tells every placement that a letter was about of what has come back of it. */
export async function tellOfReturn(
  tx: Queryable,
  { id: letterId, contact }: ReturnedLetter,
  kind: string,
  detail: Record<string, string>,
  now: Temporal.Instant,
): Promise<void> {
  const subjects = await subjectsOfLetter(tx, letterId)
  const event = { at: now, actor: 'system', kind, letterId, contactId: contact.id, detail }
  await addEvents(
    tx,
    subjects.map(({ surveyId, placementId }) => ({ ...event, surveyId, placementId })),
  )
}
