import type { Context } from '../context.ts'
import type { Queryable } from '../db/connect.ts'
import {
  type ContactRow,
  contactWith,
  type Replacement,
  replaceContact,
  type SurveyRow,
  unansweredSurveys,
  updateContact,
} from '../db/contact-change.ts'
import { addEvents, type NewEvent } from '../db/events.ts'
import type { PlacementPage } from '../db/placement-page.ts'
import { phonedFor, placementsAsking, planSurvey, updateSurvey } from '../db/surveys.ts'
import {
  askAnew,
  type ContactChange,
  type ContactProblem,
  type ContactScope,
  readContactChange,
  type TypedContact,
} from '../domain/contact-change.ts'
import { deliverable, mailObstacle } from '../domain/mail-obstacle.ts'
import { refusalOf } from '../domain/placement-action.ts'
import { type ActOutcome, type Attempt, actOnPlacement } from './act-on-placement.ts'
import { resumeSurvey } from './resume-survey.ts'

export type ContactOutcome =
  | Exclude<ActOutcome, { outcome: 'done' }>
  /** changed: another contact is asked, from the beginning. corrected: details of the same. retried: its address, too. */
  | { outcome: 'done'; what: 'changed' | 'corrected' | 'retried' }
  | { outcome: 'invalid'; problems: ContactProblem[] }

/**
 * Changes who is asked, or what is known of them. Another address is another contact: the old one stays as it was, with
 * what the mail server said of it, and where it is the same person, points to the new one for every later import.
 */
export async function changeContact(
  context: Context,
  attempt: Attempt,
  typed: TypedContact,
): Promise<ContactOutcome> {
  return actOnPlacement(context, attempt, async (tx, found): Promise<ContactOutcome> => {
    if (refusalOf('contact', found, context.schedule, attempt.now)) return { outcome: 'refused' }
    const reading = readContactChange(typed, found.contact)
    if ('problems' in reading) return { outcome: 'invalid', problems: reading.problems }
    const { change } = reading
    return change.kind === 'correct'
      ? correct(tx, context, found, change, attempt)
      : replace(tx, found, change, attempt)
  })
}

type Correction = Extract<ContactChange, { kind: 'correct' }>

async function correct(
  tx: Queryable,
  context: Context,
  { placement, contact }: PlacementPage,
  { details, retry }: Correction,
  attempt: Attempt,
): Promise<ContactOutcome> {
  const { name, phone, language } = details
  const lifted = retry ? { ...deliverable, retriedAt: attempt.now } : {}
  await updateContact(tx, contact.id, { name, phone, language, ...lifted })
  const kind = retry ? 'contact.retried' : 'contact.corrected'
  const placementIds = new Set([placement.id, ...(await placementsAsking(tx, [contact.id]))])
  const event = { at: attempt.now, actor: attempt.staffId, kind, contactId: contact.id }
  await addEvents(
    tx,
    [...placementIds].map(placementId => ({ ...event, placementId })),
  )
  if (!retry) return { outcome: 'done', what: 'corrected' }
  for (const stopped of await phonedFor(tx, [contact.id], 'undeliverable')) {
    const held = { ...stopped.survey, phoneReason: null }
    await resumeSurvey(tx, context, held, mailObstacle(stopped.contact), attempt)
  }
  return { outcome: 'done', what: 'retried' }
}

type Replacing = Extract<ContactChange, { kind: 'replace' }>

async function replace(
  tx: Queryable,
  { placement, contact: from, survey }: PlacementPage,
  { details, scope }: Replacing,
  attempt: Attempt,
): Promise<ContactOutcome> {
  const { now } = attempt
  const to = await contactWith(tx, placement.employerId, details)
  const stop = mailObstacle(to)
  // Who wants no letters gets none because somebody typed the address; one that was refused would be refused again.
  if (stop === 'opted_out' || stop === 'undeliverable')
    return { outcome: 'invalid', problems: [{ field: 'email', problem: stop }] }
  const own = [survey ?? (await planSurvey(tx, { placementId: placement.id, contactId: from.id }))]
  const moved = scope === 'same' ? await unansweredSurveys(tx, from.id, now) : own
  const carried = scope === 'same' ? await carryOver(tx, from, to) : to
  const replacement = scope === 'same' ? await replaceContact(tx, from.id, to) : await standAlone(tx, to)
  const change = { from, to: carried, scope, replacement }
  for (const one of moved) await move(tx, one, change, now)
  await addEvents(
    tx,
    moved.map(one => changedEvent(one, change, attempt)),
  )
  return { outcome: 'done', what: 'changed' }
}

type Change = { from: ContactRow; to: ContactRow; scope: ContactScope; replacement: Replacement }

/** The same person has asked for no letters, or has got one lately, whatever the address. */
async function carryOver(tx: Queryable, from: ContactRow, to: ContactRow): Promise<ContactRow> {
  const lastHeard = from.undeliverableAt === null ? from.earliestLetterAt : null
  const values = {
    optedOutAt: from.optedOutAt,
    earliestLetterAt: later(lastHeard, to.earliestLetterAt),
  }
  await updateContact(tx, to.id, values)
  return { ...to, ...values }
}

/** An address that is said to be somebody's own stands aside for nobody any longer. */
async function standAlone(tx: Queryable, to: ContactRow): Promise<Replacement> {
  if (to.replacedById !== null) await updateContact(tx, to.id, { replacedById: null })
  return { followers: [], formerly: to.replacedById }
}

async function move(tx: Queryable, survey: SurveyRow, change: Change, now: Temporal.Instant): Promise<void> {
  const { to, scope } = change
  await updateSurvey(tx, survey.id, {
    ...askAnew(survey, scope, mailObstacle(to), now),
    contactId: to.id,
    handedOverAt: now,
    linkNumber: survey.linkNumber + 1,
  })
}

/** Tells enough to take the change back: where the survey stood, and whom the contacts stood for. */
function changedEvent(survey: SurveyRow, change: Change, { staffId, now }: Attempt): NewEvent {
  const { followers, formerly } = change.replacement
  const told = {
    from: change.from.id,
    scope: change.scope,
    letters: survey.lettersSent,
    invited: survey.invitedAt?.toString(),
    handed: survey.handedOverAt?.toString(),
    reason: survey.phoneReason,
    followers: followers.join(' '),
    formerly,
  }
  const known = Object.entries(told).filter(([, value]) => value !== null && value !== undefined)
  return {
    at: now,
    actor: staffId,
    kind: 'contact.changed',
    placementId: survey.placementId,
    surveyId: survey.id,
    contactId: change.to.id,
    detail: Object.fromEntries(known) as Record<string, string | number>,
  }
}

function later(one: Temporal.Instant | null, other: Temporal.Instant | null): Temporal.Instant | null {
  if (one === null || other === null) return one ?? other
  return Temporal.Instant.compare(one, other) > 0 ? one : other
}
