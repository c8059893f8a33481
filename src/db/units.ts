import { inArray, sql } from 'drizzle-orm'
import type { Queryable } from './connect.ts'
import { units } from './staff-schema.ts'

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
