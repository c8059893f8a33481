import { sql } from 'drizzle-orm'
import type { Database } from '../../src/db/connect.ts'
import * as schema from '../../src/db/schema.ts'
import { staff, units } from '../../src/db/staff-schema.ts'
import type {
  AnswerSource,
  EndReason,
  employmentAnswers,
  Funding,
  Purpose,
  Sector,
  Sex,
  SurveyState,
} from '../../src/domain/codes.ts'

/** A placement as plainly as the counting sees it. */
export type OutcomeRow = {
  sex: Sex
  purpose: Purpose
  /** Private unless it says otherwise. */
  employer: { organisationNumber: string; name: string; sector?: Sector }
  unit: string
  district: string | null
  funding: Funding
  startedOn: string
  endedOn: string | null
  endReason: EndReason | null
  /** Null where the placement has no survey. */
  state: SurveyState | null
  lettersSent: number
  /** Oldest first; each takes the place of the one before. Given long ago unless it says otherwise. */
  answers: { source: AnswerSource; values: Record<string, string>; answeredAt?: string }[]
  /** What the participant has answered, and the employer later on; nothing where nobody was asked. */
  participant?: Record<string, string>
  day_90?: Record<string, string>
  day_180?: Record<string, string>
  /** What coaches have found out, the first one first. */
  settled?: readonly (typeof employmentAnswers)[number][]
}

const longAgo = Temporal.Instant.from('2000-01-01T08:00:00Z')

/** A woman's language placement that ended as planned at the end of 2011, surveyed and not answered. */
export function outcomeRow(changes: Partial<OutcomeRow> = {}): OutcomeRow {
  return {
    sex: 'woman',
    purpose: 'language',
    employer: { organisationNumber: '5560160680', name: 'Bageriet AB' },
    unit: 'Jobbtorg City',
    district: null,
    funding: 'unknown',
    startedOn: '2000-01-01',
    endedOn: '2011-12-30',
    endReason: 'as_planned',
    state: 'open',
    lettersSent: 0,
    answers: [],
    ...changes,
  }
}

/** Empties the tables that storeOutcomes fills, and lets them number their rows from 1 again. */
export async function clearOutcomes(db: Database): Promise<void> {
  await db.execute(sql`truncate units, staff, participants, employers restart identity cascade`)
}

/** Fills an empty database with the rows and all that they refer to, a table at a time. */
export async function storeOutcomes(db: Database, rows: readonly OutcomeRow[]): Promise<void> {
  const unitIds = await storeUnits(db, rows)
  await db.insert(staff).values({ id: 'kim', name: 'Kim', email: 'kim@jobbtorg.example', role: 'analyst' })
  const ids = await storeEmployers(db, rows)
  await inParts(rows.map(participantOf), part => db.insert(schema.participants).values(part))
  await inParts(
    rows.map((row, index) =>
      placementOf(row, index, ids.get(employerKey(row)) ?? 0, unitIds.get(row.unit) ?? 0),
    ),
    part => db.insert(schema.placements).values(part),
  )
  await inParts(rows.flatMap(surveyOf), part => db.insert(schema.surveys).values(part))
  await storeAnswers(db, rows)
  await storeOthers(db, rows)
}

/** @returns the id of each unit by its name. */
async function storeUnits(db: Database, rows: readonly OutcomeRow[]): Promise<Map<string, number>> {
  const names = new Set(['Jobbtorg City', ...rows.map(({ unit }) => unit)])
  const stored = await db
    .insert(units)
    .values([...names].map(name => ({ name })))
    .returning()
  return new Map(stored.map(({ id, name }) => [name, id]))
}

/** @returns the id of each employer; its one contact gets the same id. */
async function storeEmployers(db: Database, rows: readonly OutcomeRow[]): Promise<Map<string, number>> {
  const distinct = new Map(rows.map(row => [employerKey(row), row.employer]))
  const values = [...distinct.values()].map(employer => ({ sector: 'private' as const, ...employer }))
  if (values.length === 0) return new Map()
  const stored = await db.insert(schema.employers).values(values).returning()
  const contacts = stored.map(({ id }) => ({ employerId: id, name: 'Åsa Öberg', language: 'sv' as const }))
  await db.insert(schema.contacts).values(contacts)
  return new Map(stored.map(employer => [employerKey({ employer }), employer.id]))
}

async function storeAnswers(db: Database, rows: readonly OutcomeRow[]): Promise<void> {
  const stored = await db.select().from(schema.surveys)
  const surveyIds = new Map(stored.map(({ id, placementId }) => [placementId, id]))
  const values = rows.flatMap((row, index) =>
    row.answers.map((answer, earlier) => ({
      ...answer,
      surveyId: surveyIds.get(index + 1) ?? 0,
      version: earlier + 1,
      questionnaireVersion: 1,
      staffId: answer.source === 'phone' ? 'kim' : null,
      answeredAt: answer.answeredAt ? Temporal.Instant.from(answer.answeredAt) : longAgo,
    })),
  )
  await inParts(values, part => db.insert(schema.answers).values(part))
}

function employerKey({ employer }: Pick<OutcomeRow, 'employer'>): string {
  return `${employer.organisationNumber} ${employer.name}`
}

function participantOf({ sex }: OutcomeRow, index: number) {
  return { caseId: `A${index}`, initials: 'Å.Ö.', sex }
}

/** The tables number their rows from 1 in the order in which they are stored. */
function placementOf(row: OutcomeRow, index: number, employerId: number, unitId: number) {
  const { purpose, district, funding, startedOn, endedOn, endReason } = row
  return {
    caseId: `P${index}`,
    participantId: index + 1,
    employerId,
    contactId: employerId,
    unitId,
    district,
    purpose,
    startedOn: Temporal.PlainDate.from(startedOn),
    endedOn: endedOn === null ? null : Temporal.PlainDate.from(endedOn),
    endReason,
    funding,
    rowDigest: '',
    importedAt: longAgo,
  }
}

function surveyOf({ state, lettersSent, answers }: OutcomeRow, index: number) {
  if (state === null) return []
  return [
    {
      placementId: index + 1,
      questionnaire: 'employer',
      questionnaireVersion: 1,
      wave: 'end',
      contactId: 1,
      state,
      opensAt: longAgo,
      lettersSent,
      answerVersion: answers.length,
    },
  ]
}

const others = [
  { name: 'participant', questionnaire: 'participant', wave: 'end' },
  { name: 'day_90', questionnaire: 'employer', wave: 'day_90' },
  { name: 'day_180', questionnaire: 'employer', wave: 'day_180' },
] as const

/** What is asked besides the employer at the end, and what coaches have settled. */
async function storeOthers(db: Database, rows: readonly OutcomeRow[]): Promise<void> {
  for (const { name, questionnaire, wave } of others) {
    const given = rows.flatMap((row, index) =>
      row[name] ? [{ placementId: index + 1, values: row[name] }] : [],
    )
    const common = {
      questionnaireVersion: 1,
      contactId: 1,
      state: 'answered' as const,
      opensAt: longAgo,
      answerVersion: 1,
    }
    await inParts(given, async part => {
      const values = part.map(({ placementId }) => ({ placementId, questionnaire, wave, ...common }))
      const stored = await db.insert(schema.surveys).values(values).returning()
      const surveyIds = new Map(stored.map(({ id, placementId }) => [placementId, id]))
      await db.insert(schema.answers).values(
        part.map(({ placementId, values }) => ({
          surveyId: surveyIds.get(placementId) ?? 0,
          version: 1,
          questionnaireVersion: 1,
          values,
          source: 'link' as const,
          answeredAt: longAgo,
        })),
      )
    })
  }
  const settled = rows.flatMap((row, index) =>
    (row.settled ?? []).map(employment => ({
      placementId: index + 1,
      employment,
      staffId: 'kim',
      settledAt: longAgo,
    })),
  )
  await inParts(settled, part => db.insert(schema.settledOutcomes).values(part))
}

/** PostgreSQL takes at most 65,535 parameters a statement. */
async function inParts<T>(values: readonly T[], store: (part: T[]) => PromiseLike<unknown>): Promise<void> {
  for (let start = 0; start < values.length; start += 1_000) await store(values.slice(start, start + 1_000))
}
