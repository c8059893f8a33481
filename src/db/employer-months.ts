import { sql } from 'drizzle-orm'
import type { Purpose, Sector } from '../domain/codes.ts'
import type { Queryable } from './connect.ts'
import { tookPlace } from './statistics.ts'

/** A placement as the monthly compilation counts it. */
export type MonthPlacement = {
  employer: { id: number; organisationNumber: string; name: string; sector: Sector }
  purpose: Purpose
  startedOn: Temporal.PlainDate
  endedOn: Temporal.PlainDate | null
}

/** The placements with a day between these two, by employer as Swedish sorts it. */
export async function placementsBetween(
  db: Queryable,
  { first, last }: { first: Temporal.PlainDate; last: Temporal.PlainDate },
): Promise<MonthPlacement[]> {
  const rows = await db.execute<{
    id: string
    organisationNumber: string
    name: string
    sector: Sector
    purpose: Purpose
    startedOn: string
    endedOn: string | null
  }>(sql`
    select employers.id, employers.organisation_number as "organisationNumber", employers.name, employers.sector,
      placements.purpose, placements.started_on::text as "startedOn", placements.ended_on::text as "endedOn"
    from placements join employers on employers.id = placements.employer_id
    where placements.started_on <= ${last.toString()}
      and coalesce(placements.ended_on >= ${first.toString()}, true)
      and ${tookPlace}
    order by employers.name collate "sv-SE-x-icu", employers.id, placements.id`)
  return rows.map(({ id, organisationNumber, name, sector, purpose, startedOn, endedOn }) => ({
    employer: { id: Number(id), organisationNumber, name, sector },
    purpose,
    startedOn: Temporal.PlainDate.from(startedOn),
    endedOn: endedOn === null ? null : Temporal.PlainDate.from(endedOn),
  }))
}

/** When an import last changed a placement: as of then the register stands. Undefined where there is none. */
export async function lastImportedAt(db: Queryable): Promise<Temporal.Instant | undefined> {
  const [row] = await db.execute<{ at: string | null }>(
    sql`select max(imported_at)::text as at from placements`,
  )
  return row?.at ? Temporal.Instant.from(row.at) : undefined
}
