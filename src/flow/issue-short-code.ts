import type { Context } from '../context.ts'
import type { Queryable } from '../db/connect.ts'
import { retryingDeadlock } from '../db/deadlock.ts'
import { addEvents } from '../db/events.ts'
import { ensureParticipantContacts } from '../db/participant-contacts.ts'
import {
  findParticipantSurvey,
  insertParticipantSurvey,
  type ParticipantSurvey,
} from '../db/participant-surveys.ts'
import { lockCase } from '../db/placement-case.ts'
import { insertShortCode } from '../db/short-codes.ts'
import { updateSurvey } from '../db/surveys.ts'
import { createLink } from '../domain/link.ts'
import { type CodeRefusal, codeRefusal, openedEarly } from '../domain/participant-survey.ts'
import { participantQuestionnaire } from '../domain/questionnaires/participant.ts'
import { newShortCode, shortCodeDays, shortCodeDigest } from '../domain/short-code.ts'

type Request = { placementId: number; staffId: string; now: Temporal.Instant }
type Opened = { id: number; linkNumber: number; closesAt: Temporal.Instant }

export type IssuedCode =
  /** `until`: the code opens nothing from this moment on. It is told here once, and kept nowhere. */
  | { outcome: 'issued'; code: string; link: string; until: Temporal.Instant }
  | { outcome: 'refused'; refusal: CodeRefusal }

/**
 * Makes a code that the participant of a placement types at /s, and opens the participant's survey where it has not
 * opened yet. Codes made before stay good: one may have been printed.
 */
export async function issueShortCode(context: Context, request: Request): Promise<IssuedCode> {
  return retryingDeadlock(() => context.db.transaction(tx => issue(tx, context, request)))
}

async function issue(tx: Queryable, context: Context, request: Request): Promise<IssuedCode> {
  const { placementId, staffId, now } = request
  const { config, schedule, linkKeys, shortCodeKeys } = context
  await lockCase(tx, placementId)
  const found = await findParticipantSurvey(tx, placementId)
  if (!found) return { outcome: 'refused', refusal: 'not_asked' }
  const refusal = codeRefusal(found, config.PARTICIPANT_PURPOSES, schedule, now)
  if (refusal !== null) return { outcome: 'refused', refusal }
  const survey = await openSurvey(tx, context, found, request)
  const code = newShortCode()
  const until = earlier(now.add({ hours: shortCodeDays * 24 }), survey.closesAt)
  const { id: surveyId, linkNumber } = survey
  await insertShortCode(tx, {
    digest: shortCodeDigest(shortCodeKeys[0], code),
    surveyId,
    linkNumber,
    expiresAt: until,
  })
  await addEvents(tx, [{ at: now, actor: staffId, kind: 'code.made', placementId, surveyId }])
  return { outcome: 'issued', code, link: createLink(linkKeys, survey), until }
}

/** The participant's survey, which takes answers after this. */
async function openSurvey(
  tx: Queryable,
  { schedule }: Context,
  found: ParticipantSurvey,
  { placementId, staffId, now }: Request,
): Promise<Opened> {
  const { placement, survey } = found
  if (survey?.closesAt && survey.state !== 'scheduled') return { ...survey, closesAt: survey.closesAt }
  const { participantId } = placement
  const contactId = (await ensureParticipantContacts(tx, [participantId])).get(participantId)
  if (contactId === undefined) throw new Error('A participant has no contact')
  const contact = found.contact ?? { email: found.email, optedOutAt: null, undeliverableAt: null }
  const opened = openedEarly(placement, contact, schedule, now)
  const { version: questionnaireVersion } = participantQuestionnaire
  if (survey) await updateSurvey(tx, survey.id, opened)
  const { id, linkNumber } =
    survey ?? (await insertParticipantSurvey(tx, { placementId, questionnaireVersion, contactId, ...opened }))
  await addEvents(tx, [{ at: now, actor: staffId, kind: 'survey.opened', placementId, surveyId: id }])
  return { id, linkNumber, closesAt: opened.closesAt }
}

function earlier(one: Temporal.Instant, other: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(one, other) < 0 ? one : other
}
