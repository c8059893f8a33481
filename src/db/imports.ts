import { and, asc, desc, eq, inArray, isNotNull, lte, type SQL, sql } from 'drizzle-orm'
import type { ImportState } from '../domain/codes.ts'
import type { Queryable } from './connect.ts'
import { imports } from './office-schema.ts'
import { staff } from './staff-schema.ts'

type NewImport = typeof imports.$inferInsert

/** The place of one file in the history: latest upload first, then newest id first. */
export type ImportKey = { uploadedAt: Temporal.Instant; id: number }
export type ImportsPage = { after: ImportKey } | { before: ImportKey } | 'first'
export type ImportFile = Awaited<ReturnType<typeof selectImports>>[number]

/** @returns the id of the new row. */
export async function insertImport(db: Queryable, values: NewImport): Promise<number> {
  const [row] = await db.insert(imports).values(values).returning({ id: imports.id })
  if (!row) throw new Error('the import was not noted')
  return row.id
}

/** One page of the history, by key. */
export async function listImports(db: Queryable, page: ImportsPage, rowsPerPage: number) {
  const backwards = page !== 'first' && 'before' in page
  const order = backwards ? asc : desc
  const found = await selectImports(db)
    .where(keyCondition(page))
    .orderBy(order(imports.uploadedAt), order(imports.id))
    .limit(rowsPerPage + 1)
  const more = found.length > rowsPerPage
  const rows = found.slice(0, rowsPerPage)
  if (backwards) return { rows: rows.reverse(), hasPrevious: more, hasNext: true }
  return { rows, hasPrevious: page !== 'first', hasNext: more }
}

/** One file of the history, without what it holds. */
export async function findImport(db: Queryable, id: number): Promise<ImportFile | undefined> {
  const [row] = await selectImports(db).where(eq(imports.id, id))
  return row
}

/** The refused rows of a file that was decided on; null where there are none, or none any more. */
export async function refusedRowsOf(db: Queryable, id: number) {
  const [row] = await db.select({ refusedRows: imports.refusedRows }).from(imports).where(eq(imports.id, id))
  return row?.refusedRows ?? null
}

/** The bytes of a file that waits; they never change. */
export async function waitingContent(db: Queryable, id: number): Promise<Buffer | undefined> {
  const [row] = await db
    .select({ content: imports.content })
    .from(imports)
    .where(and(eq(imports.id, id), eq(imports.state, 'waiting')))
  return row?.content ?? undefined
}

/**
 * Decides on a file that waits, once: of two who decide at the same moment, one hits no row. The file itself is gone
 * then, if the transaction stands.
 */
export async function decideImport(
  db: Queryable,
  id: number,
  decision: { state: Exclude<ImportState, 'waiting'>; staffId: string; decidedAt: Temporal.Instant },
): Promise<boolean> {
  const rows = await db
    .update(imports)
    .set({ ...decision, content: null })
    .where(and(eq(imports.id, id), eq(imports.state, 'waiting')))
    .returning({ id: imports.id })
  return rows.length === 1
}

/** Notes what a decided import came to. */
export async function noteOutcome(
  db: Queryable,
  id: number,
  outcome: Pick<NewImport, 'counts' | 'refusedRows'>,
): Promise<void> {
  await db.update(imports).set(outcome).where(eq(imports.id, id))
}

/** Discards the files that were uploaded before that moment and still wait, but for one that is being stored just now. */
export async function discardWaiting(
  db: Queryable,
  uploadedBefore: Temporal.Instant,
  now: Temporal.Instant,
): Promise<number[]> {
  const forgotten = db
    .select({ id: imports.id })
    .from(imports)
    .where(and(eq(imports.state, 'waiting'), lte(imports.uploadedAt, uploadedBefore)))
    .for('update', { skipLocked: true })
  const rows = await db
    .update(imports)
    .set({ state: 'discarded', decidedAt: now, content: null })
    .where(inArray(imports.id, forgotten))
    .returning({ id: imports.id })
  return rows.map(({ id }) => id)
}

/** Takes away the refused rows of the files that were decided on before that moment. */
export async function removeRefusedRows(db: Queryable, decidedBefore: Temporal.Instant): Promise<number[]> {
  const rows = await db
    .update(imports)
    .set({ refusedRows: null })
    .where(and(isNotNull(imports.refusedRows), lte(imports.decidedAt, decidedBefore)))
    .returning({ id: imports.id })
  return rows.map(({ id }) => id)
}

function selectImports(db: Queryable) {
  const { id, fileName, uploadedAt, state, decidedAt, counts } = imports
  const hasRefusedRows = sql<boolean>`${imports.refusedRows} is not null`
  return db
    .select({ id, fileName, uploadedAt, state, decidedAt, counts, hasRefusedRows, staffName: staff.name })
    .from(imports)
    .leftJoin(staff, eq(staff.id, imports.staffId))
}

function keyCondition(page: ImportsPage): SQL | undefined {
  if (page === 'first') return undefined
  const { uploadedAt, id } = 'after' in page ? page.after : page.before
  const key = sql`(${imports.uploadedAt}, ${imports.id})`
  const given = sql`(${uploadedAt.toString()}::timestamptz, ${id})`
  return 'after' in page ? sql`${key} < ${given}` : sql`${key} > ${given}`
}
