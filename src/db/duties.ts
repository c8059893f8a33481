import type { Duty } from '../domain/codes.ts'
import type { Queryable } from './connect.ts'
import { duties } from './sending-schema.ts'

/** How a duty went the last time, whichever instance did it. */
export type DutyState = {
  doneAt: Temporal.Instant | null
  failedAt: Temporal.Instant | null
  fault: string | null
}

const longestFault = 500

/** Notes that a duty was done; the fault of an earlier time stays until it is seen that this one was later. */
export async function dutyDone(db: Queryable, name: Duty, now: Temporal.Instant): Promise<void> {
  const row = { name, doneAt: now }
  await db
    .insert(duties)
    .values(row)
    .onConflictDoUpdate({ target: duties.name, set: { doneAt: now } })
}

/** Notes that a duty failed, with the error's own words. */
export async function dutyFailed(
  db: Queryable,
  name: Duty,
  fault: string,
  now: Temporal.Instant,
): Promise<void> {
  const set = { failedAt: now, fault: fault.slice(0, longestFault) }
  await db
    .insert(duties)
    .values({ name, ...set })
    .onConflictDoUpdate({ target: duties.name, set })
}

/** Every duty that was ever tried. */
export async function readDuties(db: Queryable): Promise<Partial<Record<Duty, DutyState>>> {
  const rows = await db.select().from(duties)
  return Object.fromEntries(rows.map(({ name, ...state }) => [name, state]))
}
