import type { Context } from '../context.ts'
import type { Queryable } from '../db/connect.ts'
import { addEvents, type NewEvent } from '../db/events.ts'
import { ensureParticipantContacts } from '../db/participant-contacts.ts'
import {
  insertSurveys,
  lockSurveys,
  placementsToSchedule,
  type SurveyRow,
  surveysOfPlacements,
  updateSurvey,
} from '../db/surveys.ts'
import { type Asking, hasSomethingToLast } from '../domain/asking.ts'
import { employerSurvey, type Placing, placeSurvey } from '../domain/survey.ts'
import { followParticipantAddresses } from './follow-participant-addresses.ts'

type Placement = Awaited<ReturnType<typeof placementsToSchedule>>[number]

/** One survey that a placement can have, the one that it has or null, and whom it asks. */
type Place = { asking: Asking; placementId: number; survey: SurveyRow | null; contactId: number }
type Placed = Place & { placing: Placing }

/** Placements looked at in one go; keeps the number of parameters within PostgreSQL's limit. */
const chunkSize = 2_000

/**
 * Schedules, moves or withdraws the surveys of placements that an import has made or changed, or whose employer has
 * answered, in the transaction of that.
 * @param actor who has: 'import' for the command, 'respondent', else a staff member's id
 */
export async function placeSurveys(
  tx: Queryable,
  context: Context,
  placementIds: readonly number[],
  now: Temporal.Instant,
  actor: string,
): Promise<void> {
  for (let from = 0; from < placementIds.length; from += chunkSize) {
    const chunk = placementIds.slice(from, from + chunkSize)
    await lockSurveys(tx, chunk)
    const rows = await placementsToSchedule(tx, chunk)
    const participantIds = [...new Set(rows.map(({ participantId }) => participantId))]
    await followParticipantAddresses(tx, participantIds, now, actor)
    const placed = await decide(tx, context, rows, now)
    const events = placed.flatMap(place => eventOf(place, now, actor))
    const created = await createSurveys(tx, placed)
    for (const place of placed) await changeSurvey(tx, place, now)
    await addEvents(tx, [...events, ...created.map(survey => scheduledEvent(survey, now, actor))])
  }
}

async function decide(
  tx: Queryable,
  context: Context,
  rows: readonly Placement[],
  now: Temporal.Instant,
): Promise<Placed[]> {
  const placementIds = rows.map(({ id }) => id)
  const surveys = Map.groupBy(await surveysOfPlacements(tx, placementIds), survey => survey.placementId)
  const participants = await participantContacts(tx, context, rows, surveys)
  return rows.flatMap(row => {
    const known = surveys.get(row.id) ?? []
    const atEnd = known.find(survey => isOf(survey, employerSurvey))
    return context.askings.flatMap(asking => {
      const { name: questionnaire, respondent } = asking.questionnaire
      const survey = known.find(other => isOf(other, { questionnaire, wave: asking.wave })) ?? null
      const own = respondent === 'participant' ? participants.get(row.participantId) : row.contactId
      // Never one respondent in the place of another: the link would open what it must not.
      if (own === undefined) return []
      const isFollowUp = respondent === 'employer' && asking.wave !== 'end'
      const contactId = isFollowUp ? (atEnd?.contactId ?? own) : own
      const place = { asking, placementId: row.id, survey, contactId }
      return { ...place, placing: placeSurvey(toPlace(row, place), survey, context.schedule, now) }
    })
  })
}

/** What the participant's answer is asked for after, and what lasted, is configuration; what is being asked goes on. */
function toPlace(row: Placement, { asking, survey, contactId }: Place) {
  const { daysAfterEnd, purposes, wave, questionnaire } = asking
  const staysOpen = questionnaire.respondent === 'participant'
  const isConfigured = survey !== null || purposes.includes(row.purpose)
  const isWanted = isConfigured && (wave === 'end' || hasSomethingToLast(row.employment))
  return { endedOn: row.endedOn, endReason: row.endReason, contactId, daysAfterEnd, isWanted, staysOpen }
}

async function participantContacts(
  tx: Queryable,
  { askings }: Context,
  rows: readonly Placement[],
  surveys: ReadonlyMap<number | null, readonly SurveyRow[]>,
): Promise<ReadonlyMap<number, number>> {
  const own = askings.filter(({ questionnaire }) => questionnaire.respondent === 'participant')
  const isAsked = ({ id, purpose }: Placement) =>
    own.some(
      ({ questionnaire, purposes }) =>
        purposes.includes(purpose) ||
        surveys.get(id)?.some(survey => survey.questionnaire === questionnaire.name),
    )
  return ensureParticipantContacts(
    tx,
    rows.filter(isAsked).map(({ participantId }) => participantId),
  )
}

function isOf(survey: SurveyRow, { questionnaire, wave }: { questionnaire: string; wave: string }): boolean {
  return survey.questionnaire === questionnaire && survey.wave === wave
}

async function createSurveys(tx: Queryable, placed: readonly Placed[]) {
  return insertSurveys(
    tx,
    placed.flatMap(({ asking, placementId, contactId, placing }) =>
      placing.change === 'create'
        ? {
            placementId,
            questionnaire: asking.questionnaire.name,
            questionnaireVersion: asking.questionnaire.version,
            wave: asking.wave,
            contactId,
            state: 'scheduled' as const,
            opensAt: placing.opensAt,
          }
        : [],
    ),
  )
}

async function changeSurvey(
  tx: Queryable,
  { survey, contactId, placing }: Placed,
  now: Temporal.Instant,
): Promise<void> {
  if (survey === null) return
  const stopped = { nextLetterAt: null, phoneAt: null, phoneReason: null }
  // Whoever was asked before is not to go on answering for the one who is asked now (rule 5).
  const linkNumber = survey.linkNumber + (contactId === survey.contactId ? 0 : 1)
  if (placing.change === 'withdraw') {
    await updateSurvey(tx, survey.id, { ...stopped, state: 'withdrawn' })
  } else if (placing.change === 'reschedule') {
    const anew = { opensAt: placing.opensAt, invitedAt: null, lettersSent: 0, handedOverAt: null }
    await updateSurvey(tx, survey.id, { ...stopped, ...anew, state: 'scheduled', contactId, linkNumber })
  } else if (placing.change === 'stay-open') {
    const { nextLetterAt, closesAt } = placing
    await updateSurvey(tx, survey.id, { nextLetterAt, closesAt })
  } else if (placing.change === 'move') {
    await updateSurvey(tx, survey.id, { opensAt: placing.opensAt })
  } else if (placing.change === 'ask-anew') {
    const anew = { opensAt: survey.opensAt ?? now, invitedAt: null, lettersSent: 0 }
    await updateSurvey(tx, survey.id, { ...stopped, ...anew, state: 'scheduled', contactId, linkNumber })
  }
}

function scheduledEvent(
  { id: surveyId, placementId }: { id: number; placementId: number | null },
  now: Temporal.Instant,
  actor: string,
): NewEvent {
  return { at: now, actor, kind: 'survey.scheduled', placementId, surveyId }
}

function eventOf({ placementId, survey, placing }: Placed, now: Temporal.Instant, actor: string): NewEvent[] {
  if (placing.change === 'none' || placing.change === 'create') return []
  const kinds = {
    reschedule: 'survey.rescheduled',
    move: 'survey.rescheduled',
    'stay-open': 'survey.rescheduled',
    'ask-anew': 'survey.contact_changed',
    withdraw: 'survey.withdrawn',
  } as const
  return [{ at: now, actor, kind: kinds[placing.change], placementId, surveyId: survey?.id ?? null }]
}
