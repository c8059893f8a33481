import { and, count, eq, inArray, max, type SQL, sql } from 'drizzle-orm'
import type { Lane } from '../domain/lane.ts'
import { employerSurvey } from '../domain/survey.ts'
import type { Queryable } from './connect.ts'
import { contactOfPlacement } from './placement-case.ts'
import { answers, contacts, employers, letterSurveys, letters, notes, placements, surveys } from './schema.ts'
import { units } from './staff-schema.ts'
import { isEmployerSurvey } from './surveys.ts'

export type LaneRow = Awaited<ReturnType<typeof selectRows>>[number]

/** What a list of the home shows of these, in the order of the ids: of surveys in a list of calls, else of placements. */
export async function laneRows(db: Queryable, lane: Lane, ids: readonly number[]): Promise<LaneRow[]> {
  if (ids.length === 0) return []
  const bySurvey = lane === 'call' || lane === 'undeliverable'
  const rows = await (bySurvey
    ? selectRows(db, isAskedOfEmployer, inArray(surveys.id, [...ids]))
    : selectRows(db, isEmployerSurvey, inArray(placements.id, [...ids])))
  const known = new Map(rows.map(row => [bySurvey ? row.survey?.id : row.id, row]))
  return ids.flatMap(id => known.get(id) ?? [])
}

const isAskedOfEmployer = and(
  eq(surveys.placementId, placements.id),
  eq(surveys.questionnaire, employerSurvey.questionnaire),
)

export type UnansweredCalls = { count: number; lastAt: Temporal.Instant | null }

/** How often these placements' employers have been called in vain, and when last; those who never were are left out. */
export async function unansweredCalls(
  db: Queryable,
  ids: readonly number[],
): Promise<ReadonlyMap<number, UnansweredCalls>> {
  if (ids.length === 0) return new Map()
  const { placementId, kind, writtenAt } = notes
  const rows = await db
    .select({ placementId, count: count(), lastAt: max(writtenAt) })
    .from(notes)
    .where(and(inArray(placementId, [...ids]), eq(kind, 'no_answer')))
    .groupBy(placementId)
  return new Map(rows.map(row => [row.placementId, row]))
}

/** When the last letter about each of these surveys left; those without one are left out. */
export async function lastLetters(
  db: Queryable,
  surveyIds: readonly number[],
): Promise<ReadonlyMap<number, Temporal.Instant>> {
  if (surveyIds.length === 0) return new Map()
  const { surveyId, letterId, leftOut } = letterSurveys
  const rows = await db
    .select({ surveyId, sentAt: max(letters.finishedAt) })
    .from(letterSurveys)
    .innerJoin(letters, eq(letters.id, letterId))
    .where(and(inArray(surveyId, [...surveyIds]), eq(leftOut, false), eq(letters.state, 'sent')))
    .groupBy(surveyId)
  return new Map(rows.flatMap(({ surveyId, sentAt }) => (sentAt ? [[surveyId, sentAt] as const] : [])))
}

/** The call in vain that this member has just noted: the host, for the notice that offers to take it back. */
export async function findOwnCall(
  db: Queryable,
  call: { placementId: number; noteId: number; staffId: string; unitId: number | null },
): Promise<{ employerName: string } | undefined> {
  const [row] = await db
    .select({ employerName: employers.name })
    .from(notes)
    .innerJoin(placements, eq(placements.id, notes.placementId))
    .innerJoin(employers, eq(employers.id, placements.employerId))
    .where(
      and(
        eq(notes.id, call.noteId),
        eq(notes.placementId, call.placementId),
        eq(notes.kind, 'no_answer'),
        eq(notes.staffId, call.staffId),
        call.unitId === null ? undefined : eq(placements.unitId, call.unitId),
      ),
    )
  return row
}

/** Required by every version of the questionnaire. */
const employment = sql<string>`${answers.values}->>'employment'`

function selectRows(db: Queryable, isShown: SQL | undefined, isWanted: SQL) {
  const { name, phone, email, optedOutAt, undeliverableAt } = contacts
  const { undeliverableReason, undeliverableCause } = contacts
  return db
    .select({
      id: placements.id,
      employerName: employers.name,
      workplace: placements.workplace,
      unitName: units.name,
      startedOn: placements.startedOn,
      plannedEndOn: placements.plannedEndOn,
      endedOn: placements.endedOn,
      contact: { name, phone, email, optedOutAt, undeliverableAt, undeliverableReason, undeliverableCause },
      survey: surveys,
      answer: { source: answers.source, answeredAt: answers.answeredAt, employment },
    })
    .from(placements)
    .innerJoin(employers, eq(employers.id, placements.employerId))
    .innerJoin(units, eq(units.id, placements.unitId))
    .leftJoin(surveys, isShown)
    .innerJoin(contacts, eq(contacts.id, contactOfPlacement))
    .leftJoin(answers, and(eq(answers.surveyId, surveys.id), eq(answers.version, surveys.answerVersion)))
    .where(isWanted)
}
