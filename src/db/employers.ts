import { and, inArray, isNotNull, sql } from 'drizzle-orm'
import type { Queryable } from './connect.ts'
import { employers } from './schema.ts'

type NewEmployer = typeof employers.$inferInsert

/** Makes employers, and gives the known ones (number and name) the sector. No identity may stand twice in `rows`. */
export async function upsertEmployers(db: Queryable, rows: readonly NewEmployer[]) {
  await db
    .insert(employers)
    .values([...rows])
    .onConflictDoUpdate({
      target: [employers.organisationNumber, employers.name],
      set: { sector: sql`excluded.sector` },
      setWhere: sql`${employers.sector} <> excluded.sector`,
    })
}

/** Every employer with one of these organisation numbers: all units of a municipality share one. */
export async function employersByNumber(db: Queryable, organisationNumbers: readonly string[]) {
  const { id, organisationNumber, name } = employers
  return db
    .select({ id, organisationNumber, name })
    .from(employers)
    .where(inArray(organisationNumber, [...organisationNumbers]))
}

/** Those of these employers that the register has merged, each with the one that its placements count under. */
export async function mergedEmployers(
  db: Queryable,
  ids: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const { id, mergedIntoId } = employers
  const rows = await db
    .select({ id, mergedIntoId })
    .from(employers)
    .where(and(inArray(id, [...new Set(ids)]), isNotNull(mergedIntoId)))
  return new Map(rows.flatMap(row => (row.mergedIntoId === null ? [] : [[row.id, row.mergedIntoId]])))
}
