import { eq, inArray } from 'drizzle-orm'
import { dayOf } from '../domain/calendar.ts'
import type { Period } from '../domain/statistics.ts'
import type { MonthTallies } from '../domain/tally.ts'
import type { Database, Queryable } from './connect.ts'
import { retryingDeadlock } from './deadlock.ts'
import { decodeTallies, encodeTallies } from './encoded-tallies.ts'
import { monthTallies, staleMonths } from './report-schema.ts'
import { countTallies } from './tallies.ts'

/**
 * The tallies of whole months that are over, from one snapshot of the database. A month is counted once and kept, and
 * counted again only after something about it has changed (triggers note that: drizzle/0008_month-tallies.sql).
 *
 * Kept, because counting cannot be as fast as it has to be: over a million placements of one year, one plain aggregate by
 * sex, purpose and outcome takes 2.9 s, and all tallies in one pass take 14 s. What is kept of that year is read in 0.2 s,
 * and one month of it is counted in 1.8 s (tests/bench/report.ts).
 */
export async function readMonthTallies(
  db: Database,
  from: Temporal.PlainYearMonth,
  to: Temporal.PlainYearMonth,
  now: Temporal.Instant,
): Promise<MonthTallies> {
  const months = monthsFrom(from, to)
  // Of two who count the same month, the database ends the later one, which then finds it counted.
  const all = await retryingDeadlock(() =>
    db.transaction(
      async tx => {
        const kept = await keptMonths(tx, months)
        const missing = months.filter(month => !kept.has(month))
        const counted = await countMonths(tx, missing, now)
        return months.flatMap(month => kept.get(month) ?? counted.get(month) ?? [])
      },
      // One snapshot: the rows taken from stale_months are just those whose change the counting sees. A change that is
      // committed later leaves a row of its own there, and has the month counted again.
      { isolationLevel: 'repeatable read' },
    ),
  )
  return { tallies: all.flatMap(({ tallies }) => tallies), hosts: all.flatMap(({ hosts }) => hosts) }
}

function monthsFrom(from: Temporal.PlainYearMonth, to: Temporal.PlainYearMonth): string[] {
  const count = from.until(to, { largestUnit: 'months' }).months + 1
  return Array.from({ length: Math.max(0, count) }, (_, index) => from.add({ months: index }).toString())
}

/** What is kept and still right. */
async function keptMonths(db: Queryable, months: readonly string[]): Promise<Map<string, MonthTallies>> {
  const stale = await takeStaleMonths(db, months)
  const rows = await db
    .select({ month: monthTallies.month, tallies: monthTallies.tallies })
    .from(monthTallies)
    .where(
      inArray(
        monthTallies.month,
        months.filter(month => !stale.has(month)),
      ),
    )
  const kept = new Map<string, MonthTallies>()
  for (const { month, tallies } of rows) {
    const decoded = decodeTallies(month, tallies)
    if (decoded) kept.set(month, decoded)
  }
  return kept
}

/** Takes away the rows about these months; the transaction then counts the months, or falls. */
async function takeStaleMonths(db: Queryable, months: readonly string[]): Promise<Set<string>> {
  const taken = await db
    .delete(staleMonths)
    .where(inArray(staleMonths.month, [...months]))
    .returning({ month: staleMonths.month })
  return new Set(taken.map(({ month }) => month))
}

/** Counts months one after the other, so that a long time does not take long memory, and keeps them. */
async function countMonths(
  db: Queryable,
  months: readonly string[],
  now: Temporal.Instant,
): Promise<Map<string, MonthTallies>> {
  const counted = new Map<string, MonthTallies>()
  if (months.length === 0) return counted
  await claimMonths(db, months, now)
  for (const month of months) {
    const tallies = await countTallies(db, periodOf(month), dayOf(now))
    const encoded = encodeTallies(tallies)
    await db.update(monthTallies).set({ tallies: encoded }).where(eq(monthTallies.month, month))
    counted.set(month, tallies)
  }
  return counted
}

/** Before the counting: whoever wants the same month waits here, instead of counting it for nothing. */
async function claimMonths(db: Queryable, months: readonly string[], now: Temporal.Instant): Promise<void> {
  const tallies = encodeTallies({ tallies: [], hosts: [] })
  await db
    .insert(monthTallies)
    .values(months.map(month => ({ month, tallies, countedAt: now })))
    .onConflictDoUpdate({ target: monthTallies.month, set: { countedAt: now } })
}

function periodOf(month: string): Period {
  const from = Temporal.PlainYearMonth.from(month)
  return { from: from.toPlainDate({ day: 1 }), to: from.toPlainDate({ day: from.daysInMonth }) }
}
