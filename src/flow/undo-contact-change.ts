import type { Context } from '../context.ts'
import type { Queryable } from '../db/connect.ts'
import {
  type ContactRow,
  findContact,
  hasBeenMailed,
  type SurveyRow,
  surveysMovedBy,
  undoReplacement,
} from '../db/contact-change.ts'
import { addEvents } from '../db/events.ts'
import { newestEventOf } from '../db/placement-case.ts'
import type { PlacementPage } from '../db/placement-page.ts'
import { updateSurvey } from '../db/surveys.ts'
import { type PhoneReason, phoneReasons } from '../domain/codes.ts'
import { mailObstacle } from '../domain/mail-obstacle.ts'
import { resume } from '../domain/resumption.ts'
import { type ActOutcome, type Attempt, actOnPlacement } from './act-on-placement.ts'

type Detail = Readonly<Record<string, string | number>>
type Moved = { survey: SurveyRow; detail: Detail }

/** A change of contact that can be taken back. */
type Undoable = { from: ContactRow; toId: number; detail: Detail; moved: Moved[] }

/** Puts the surveys that a change of contact has moved back to the former one, as long as no letter has gone to the new. */
export async function undoContactChange(context: Context, attempt: Attempt): Promise<ActOutcome> {
  const { staffId, now } = attempt
  return actOnPlacement(context, attempt, async (tx, found): Promise<ActOutcome> => {
    const change = await undoableChange(tx, found)
    if (!change) return { outcome: 'refused' }
    for (const one of change.moved) await moveBack(tx, context, one, change.from, now)
    await undoReplacement(tx, change.from.id, change.toId, replacementIn(change.detail))
    const event = { at: now, actor: staffId, kind: 'contact.change_undone', contactId: change.from.id }
    await addEvents(
      tx,
      change.moved.map(({ survey }) => ({ ...event, placementId: survey.placementId, surveyId: survey.id })),
    )
    return { outcome: 'done' }
  })
}

/** The latest change of the placement's contact, unless it was undone, a letter has gone or its survey has moved on. */
export async function undoableChange(
  db: Queryable,
  { placement, survey }: PlacementPage,
): Promise<Undoable | undefined> {
  const newest = await newestEventOf(db, placement.id, ['contact.changed', 'contact.change_undone'])
  if (newest?.kind !== 'contact.changed' || newest.contactId === null) return undefined
  const { at, contactId, detail } = newest
  const from = await findContact(db, Number(detail?.from))
  const all = await surveysMovedBy(db, { at, contactId })
  const moved = all.flatMap(one =>
    isUntouched(one.survey, contactId) ? [{ survey: one.survey, detail: one.detail ?? {} }] : [],
  )
  if (!from || !moved.some(one => one.survey.id === survey?.id)) return undefined
  const surveyIds = all.map(one => one.survey.id)
  if (await hasBeenMailed(db, surveyIds, { at, contactId })) return undefined
  return { from, toId: contactId, detail: detail ?? {}, moved }
}

/** One that was answered, withdrawn or handed on since is left as it is. */
function isUntouched(survey: SurveyRow, contactId: number): boolean {
  const isAsked = ['scheduled', 'open', 'phone'].includes(survey.state)
  return isAsked && survey.contactId === contactId && survey.lettersSent === 0
}

async function moveBack(
  tx: Queryable,
  context: Context,
  { survey, detail }: Moved,
  from: ContactRow,
  now: Temporal.Instant,
): Promise<void> {
  const asked = {
    invitedAt: instantIn(detail.invited),
    lettersSent: Number(detail.letters),
    handedOverAt: instantIn(detail.handed),
  }
  const stopped = { ...survey, ...asked, phoneReason: heldBy(detail) }
  const resumption = resume(stopped, mailObstacle(from), context.schedule, now)
  // One whose time is over is closed by the next tick.
  await updateSurvey(tx, survey.id, {
    ...asked,
    ...resumption,
    contactId: from.id,
    linkNumber: survey.linkNumber + 1,
  })
}

/** Why the case was with the coach, apart from what stands with the contact itself. */
function heldBy({ reason }: Detail): PhoneReason | null {
  if (reason === 'no_address' || reason === 'opted_out') return null
  return phoneReasons.find(code => code === reason) ?? null
}

function replacementIn({ followers, formerly }: Detail) {
  return {
    followers: String(followers ?? '')
      .split(' ')
      .filter(text => text !== '')
      .map(Number),
    formerly: typeof formerly === 'number' ? formerly : null,
  }
}

function instantIn(value: string | number | undefined): Temporal.Instant | null {
  return typeof value === 'string' ? Temporal.Instant.from(value) : null
}
