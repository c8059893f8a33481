import { count, eq, inArray, or, sql } from 'drizzle-orm'
import type { Queryable } from './connect.ts'
import { contacts, employers, placements, surveys } from './schema.ts'
import { wordPattern } from './word-pattern.ts'

/** Keeps these employers as they are until the transaction ends; in the order of their ids, so that two never wait for each other. */
export async function lockEmployers(db: Queryable, ids: readonly number[]) {
  const { id, name, mergedIntoId } = employers
  return db
    .select({ id, name, mergedIntoId })
    .from(employers)
    .where(inArray(id, [...ids]))
    .orderBy(id)
    .for('no key update')
}

/**
 * Keeps what the move of an employer's placements touches: the surveys first, then the contacts, as every writer does.
 * Whoever changes one of those writes into the placements too, and holds its lock by then.
 */
export async function lockPlacementsOf(
  db: Queryable,
  employer: { countedUnder: number } | { named: number },
): Promise<void> {
  const isTheirs =
    'named' in employer
      ? eq(placements.namedEmployerId, employer.named)
      : eq(placements.employerId, employer.countedUnder)
  const theirs = db.select({ id: placements.id }).from(placements).where(isTheirs)
  const asked = await db
    .select({ contactId: surveys.contactId })
    .from(surveys)
    .where(inArray(surveys.placementId, theirs))
    .orderBy(surveys.id)
    .for('no key update')
  const named = db.select({ id: placements.contactId }).from(placements).where(isTheirs)
  const askedIds = [...new Set(asked.map(({ contactId }) => contactId))]
  await db
    .select({ id: contacts.id })
    .from(contacts)
    .where(or(inArray(contacts.id, named), inArray(contacts.id, askedIds)))
    .orderBy(contacts.id)
    .for('no key update')
}

/**
 * The placements of one employer count under another from now on; each remembers whom the case system named.
 * @returns how many they were.
 */
export async function movePlacements(db: Queryable, fromId: number, intoId: number): Promise<number> {
  const moved = await db
    .update(placements)
    .set({
      namedEmployerId: sql`coalesce(${placements.namedEmployerId}, ${placements.employerId})`,
      employerId: intoId,
    })
    .where(eq(placements.employerId, fromId))
    .returning({ id: placements.id })
  return moved.length
}

/** The placements for which the case system names this employer count under it again. @returns how many they were. */
export async function movePlacementsBack(db: Queryable, namedId: number): Promise<number> {
  const moved = await db
    .update(placements)
    .set({ namedEmployerId: null, employerId: namedId })
    .where(eq(placements.namedEmployerId, namedId))
    .returning({ id: placements.id })
  return moved.length
}

/** Notes that an employer, and every one that was merged into it before, is part of another: never a chain. */
export async function markMerged(db: Queryable, id: number, intoId: number): Promise<void> {
  await db
    .update(employers)
    .set({ mergedIntoId: intoId })
    .where(or(eq(employers.id, id), eq(employers.mergedIntoId, id)))
}

/** Notes that an employer stands on its own again. */
export async function markSeparate(db: Queryable, id: number): Promise<void> {
  await db.update(employers).set({ mergedIntoId: null }).where(eq(employers.id, id))
}

/** What comes along when an employer is merged: its placements, cancelled ones too, and its contacts. */
export async function countForMerge(
  db: Queryable,
  id: number,
): Promise<{ placements: number; contacts: number }> {
  const family = db
    .select({ id: employers.id })
    .from(employers)
    .where(or(eq(employers.id, id), eq(employers.mergedIntoId, id)))
  const [[moving], [along]] = await Promise.all([
    db.select({ count: count() }).from(placements).where(eq(placements.employerId, id)),
    db.select({ count: count() }).from(contacts).where(inArray(contacts.employerId, family)),
  ])
  return { placements: moving?.count ?? 0, contacts: along?.count ?? 0 }
}

/** Enough to find what likelyDuplicates() of the domain chooses from: the same number, or every part of the name in it. */
export async function mayBeSame(
  db: Queryable,
  employer: { id: number; organisationNumber: string },
  nameParts: readonly string[],
  most: number,
): Promise<{ id: number; organisationNumber: string; name: string }[]> {
  const parts = nameParts.map(part => sql`words like ${wordPattern(part)}`)
  const hasName = parts.length === 0 ? sql`false` : sql`(${sql.join(parts, sql` and `)})`
  const rows = await db.execute<{ id: string; organisationNumber: string; name: string }>(sql`
    select id, organisation_number as "organisationNumber", name from employers
    where merged_into_id is null and id <> ${employer.id}
      and (organisation_number = ${employer.organisationNumber} or ${hasName})
    order by ${hasName} desc, name collate "sv-SE-x-icu", id
    limit ${most}`)
  return rows.map(row => ({ ...row, id: Number(row.id) }))
}
