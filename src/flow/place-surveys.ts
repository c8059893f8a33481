import type { Context } from '../context.ts'
import type { Queryable } from '../db/connect.ts'
import { addEvents, type NewEvent } from '../db/events.ts'
import { insertSurveys, lockSurveys, placementsToSchedule, updateSurvey } from '../db/surveys.ts'
import { employerSurvey, type Placing, placeSurvey } from '../domain/survey.ts'

type Row = Awaited<ReturnType<typeof placementsToSchedule>>[number]

/** Surveys made in one statement; keeps the number of parameters within PostgreSQL's limit. */
const chunkSize = 2_000

/**
 * Schedules, moves or withdraws the surveys of placements that an import has made or changed, in its transaction.
 * @param actor who imports: 'import' for the command, else a staff member's id
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
    const placed = rows.map(row => ({ row, placing: placeSurvey(row, row.survey, context.schedule, now) }))
    await insertSurveys(tx, placed.flatMap(newSurvey))
    for (const { row, placing } of placed) await changeSurvey(tx, row, placing, now)
    await addEvents(
      tx,
      placed.flatMap(({ row, placing }) => eventOf(row, placing, now, actor)),
    )
  }
}

function newSurvey({ row, placing }: { row: Row; placing: Placing }) {
  if (placing.change !== 'create') return []
  const { opensAt } = placing
  return [
    {
      ...employerSurvey,
      placementId: row.id,
      contactId: row.contactId,
      state: 'scheduled' as const,
      opensAt,
    },
  ]
}

async function changeSurvey(tx: Queryable, row: Row, placing: Placing, now: Temporal.Instant): Promise<void> {
  if (row.survey === null) return
  const stopped = { nextLetterAt: null, phoneAt: null, phoneReason: null }
  const { contactId } = row
  if (placing.change === 'withdraw') {
    await updateSurvey(tx, row.survey.id, { ...stopped, state: 'withdrawn' })
  } else if (placing.change === 'reschedule') {
    const anew = { opensAt: placing.opensAt, invitedAt: null, lettersSent: 0, handedOverAt: null }
    await updateSurvey(tx, row.survey.id, { ...stopped, ...anew, state: 'scheduled', contactId })
  } else if (placing.change === 'move') {
    await updateSurvey(tx, row.survey.id, { opensAt: placing.opensAt })
  } else if (placing.change === 'ask-anew') {
    const { opensAt } = row.survey
    const anew = { opensAt: opensAt ?? now, invitedAt: null, lettersSent: 0 }
    await updateSurvey(tx, row.survey.id, { ...stopped, ...anew, state: 'scheduled', contactId })
  }
}

function eventOf(row: Row, placing: Placing, now: Temporal.Instant, actor: string): NewEvent[] {
  if (placing.change === 'none') return []
  const kinds = {
    create: 'survey.scheduled',
    reschedule: 'survey.rescheduled',
    move: 'survey.rescheduled',
    'ask-anew': 'survey.contact_changed',
    withdraw: 'survey.withdrawn',
  } as const
  const surveyId = row.survey?.id ?? null
  return [{ at: now, actor, kind: kinds[placing.change], placementId: row.id, surveyId }]
}
