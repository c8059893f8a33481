import type { Queryable } from '../db/connect.ts'
import { addEvents, type NewEvent } from '../db/events.ts'
import { type ReturnedLetter, subjectsOfLetter } from '../db/returns.ts'

/** Tells each placement that a letter was about, what has come back of it. */
export async function tellOfLetter(
  tx: Queryable,
  { id: letterId, contact }: ReturnedLetter,
  { kind, at, detail }: Pick<NewEvent, 'kind' | 'at' | 'detail'>,
): Promise<void> {
  const subjects = await subjectsOfLetter(tx, letterId)
  const event = { at, actor: 'system', kind, letterId, contactId: contact.id, detail }
  await addEvents(
    tx,
    subjects.map(({ surveyId, placementId }) => ({ ...event, surveyId, placementId })),
  )
}
