import { isNotNull, sql } from 'drizzle-orm'
import type { Queryable } from './connect.ts'
import { placements } from './schema.ts'

/** The district boards that the register's placements name, in Swedish order. */
export async function listDistricts(db: Queryable): Promise<string[]> {
  const rows = await db
    .selectDistinct({ name: sql<string>`${placements.district} collate "sv-SE-x-icu"` })
    .from(placements)
    .where(isNotNull(placements.district))
    .orderBy(sql`1`)
  return rows.map(({ name }) => name)
}
