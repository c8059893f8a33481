import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { UnitDetails } from '../domain/unit.ts'
import type { Queryable } from './connect.ts'
import { placements } from './schema.ts'
import { staff, units } from './staff-schema.ts'

export type Unit = UnitDetails & { id: number; name: string }

/** The units of these names, those made that did not exist. */
export async function ensureUnits(db: Queryable, names: readonly string[]) {
  const values = names.map(name => ({ name }))
  await db.insert(units).values(values).onConflictDoNothing({ target: units.name })
  return db
    .select({ id: units.id, name: units.name })
    .from(units)
    .where(inArray(units.name, [...names]))
}

/** Every unit in Swedish order. */
export async function listUnits(db: Queryable): Promise<{ id: number; name: string }[]> {
  return db
    .select({ id: units.id, name: units.name })
    .from(units)
    .orderBy(sql`${units.name} collate "sv-SE-x-icu"`, units.id)
}

/** Every unit in Swedish order with how it writes, who works there and how many of its placements are going on. */
export async function listUnitsAtWork(
  db: Queryable,
): Promise<(Unit & { coaches: number; ongoing: number })[]> {
  const coaches = db.$count(
    staff,
    and(eq(staff.unitId, units.id), eq(staff.role, 'coach'), isNull(staff.disabledAt)),
  )
  const ongoing = db.$count(
    placements,
    and(eq(placements.unitId, units.id), eq(placements.status, 'ongoing')),
  )
  return db
    .select({ ...unitColumns, coaches, ongoing })
    .from(units)
    .orderBy(sql`${units.name} collate "sv-SE-x-icu"`, units.id)
}

/** One unit with how it writes. */
export async function findUnit(db: Queryable, unitId: number): Promise<Unit | undefined> {
  const [unit] = await db.select(unitColumns).from(units).where(eq(units.id, unitId))
  return unit
}

/** The same, which nobody else can change until the transaction ends. What refers to it is not held up. */
export async function lockUnit(db: Queryable, unitId: number): Promise<Unit | undefined> {
  const [unit] = await db.select(unitColumns).from(units).where(eq(units.id, unitId)).for('no key update')
  return unit
}

export async function updateUnit(db: Queryable, unitId: number, details: UnitDetails): Promise<void> {
  const languages = [...details.languages]
  await db
    .update(units)
    .set({ ...details, languages })
    .where(eq(units.id, unitId))
}

const { id, name, senderName, phone, email, languages } = units
const unitColumns = { id, name, senderName, phone, email, languages }
