import { desc, eq, sql } from 'drizzle-orm'
import type { LetterRules } from '../domain/schedule-rules.ts'
import type { Queryable } from './connect.ts'
import { letterSchedules } from './office-schema.ts'
import { staff } from './staff-schema.ts'

/** One version of the letter schedule, with who made it and when. */
export type LetterSchedule = {
  version: number
  rules: LetterRules
  staffName: string
  changedAt: Temporal.Instant
}

/** The version that counts; undefined where nobody has changed the settings. */
export async function findLetterSchedule(db: Queryable): Promise<LetterSchedule | undefined> {
  const [current] = await listLetterSchedules(db, 1)
  return current
}

/** The versions, the latest first. */
export async function listLetterSchedules(db: Queryable, limit: number): Promise<LetterSchedule[]> {
  const { version, rules, changedAt } = letterSchedules
  const rows = await db
    .select({ version, rules, changedAt, staffName: staff.name })
    .from(letterSchedules)
    .innerJoin(staff, eq(staff.id, letterSchedules.staffId))
    .orderBy(desc(version))
    .limit(limit)
  return rows.map(row => ({ ...row, rules: rulesFrom(row.rules) }))
}

type NewVersion = { basedOn: number; rules: LetterRules; staffId: string; now: Temporal.Instant }

/**
 * Adds the version after the one it is based on, on the condition that this one still counts: of two who change the
 * schedule at once, one does.
 * @returns the new version, or undefined where another came before
 */
export async function insertLetterSchedule(db: Queryable, added: NewVersion): Promise<number | undefined> {
  const rows = await db.execute<{ version: number }>(sql`
    insert into letter_schedules (version, rules, staff_id, changed_at)
    select ${added.basedOn}::integer + 1, ${JSON.stringify(storedRules(added.rules))}::jsonb, ${added.staffId},
      ${added.now.toString()}::timestamptz
    where (select coalesce(max(version), 0) from letter_schedules) = ${added.basedOn}::integer
    on conflict do nothing
    returning version`)
  return rows[0]?.version
}

type StoredRules = typeof letterSchedules.$inferSelect.rules

function storedRules(rules: LetterRules): StoredRules {
  return {
    ...rules,
    lettersFrom: String(rules.lettersFrom),
    reminderWorkingDays: [...rules.reminderWorkingDays],
    pauses: rules.pauses.map(({ from, to }) => ({ from: String(from), to: String(to) })),
  }
}

function rulesFrom(stored: StoredRules): LetterRules {
  const day = Temporal.PlainDate.from
  return {
    ...stored,
    lettersFrom: Temporal.PlainTime.from(stored.lettersFrom),
    pauses: stored.pauses.map(({ from, to }) => ({ from: day(from), to: day(to) })),
  }
}
