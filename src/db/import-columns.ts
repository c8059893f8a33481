import { eq, sql } from 'drizzle-orm'
import { importColumns, type LearnedColumns } from '../domain/import-columns.ts'
import type { Queryable } from './connect.ts'
import { importColumnNames } from './office-schema.ts'
import { staff } from './staff-schema.ts'

type NewColumnName = typeof importColumnNames.$inferInsert

/** The learned names, for reading a file. */
export async function learnedColumns(db: Queryable): Promise<LearnedColumns> {
  const rows = await db
    .select({ name: importColumnNames.name, column: importColumnNames.column })
    .from(importColumnNames)
  return new Map(
    rows.flatMap(({ name, column }) => {
      const known = importColumns.find(one => one === column)
      return known ? [[name, known] as const] : []
    }),
  )
}

/** The learned names in Swedish order, each with who said so and when. */
export async function listColumnNames(db: Queryable) {
  const { name, column, learnedAt } = importColumnNames
  return db
    .select({ name, column, learnedAt, staffName: staff.name })
    .from(importColumnNames)
    .innerJoin(staff, eq(staff.id, importColumnNames.staffId))
    .orderBy(sql`${name} collate "sv-SE-x-icu"`, name)
}

/** Learns names; what was said last about a name counts. No name may stand twice in `rows`. */
export async function upsertColumnNames(db: Queryable, rows: readonly NewColumnName[]): Promise<void> {
  await db
    .insert(importColumnNames)
    .values([...rows])
    .onConflictDoUpdate({
      target: importColumnNames.name,
      set: {
        column: sql`excluded."column"`,
        staffId: sql`excluded.staff_id`,
        learnedAt: sql`excluded.learned_at`,
      },
    })
}

/** @returns the column that the name stood for, or undefined where it was not known. */
export async function deleteColumnName(db: Queryable, name: string): Promise<string | undefined> {
  const [row] = await db
    .delete(importColumnNames)
    .where(eq(importColumnNames.name, name))
    .returning({ column: importColumnNames.column })
  return row?.column
}
