import { and, eq, isNull, max, sql } from 'drizzle-orm'
import type { Language, Role } from '../domain/codes.ts'
import type { MemberValues } from '../domain/member.ts'
import type { Queryable } from './connect.ts'
import { sessions, staff, units } from './staff-schema.ts'

export type NewMember = {
  id: string
  name: string
  email: string
  role: Role
  unitId: number | null
  language?: Language
}
export type Member = Awaited<ReturnType<typeof listMembers>>[number]

/** @returns false where somebody with that address is there already. The address is lower-case. */
export async function insertMember(db: Queryable, member: NewMember): Promise<boolean> {
  const rows = await db.insert(staff).values(member).onConflictDoNothing().returning({ id: staff.id })
  return rows.length === 1
}

/** Everybody, also those who may not sign in any longer, by name in Swedish order. */
export async function listMembers(db: Queryable) {
  return selectMembers(db).orderBy(byName, staff.id)
}

/**
 * One page of them, by key.
 * @param after the id of the member before the first one, or null for the first page
 */
export async function listMembersAfter(
  db: Queryable,
  after: string | null,
  rowsPerPage: number,
): Promise<{ rows: Member[]; hasNext: boolean }> {
  const found = await selectMembers(db)
    .where(after === null ? undefined : sql`(${byName}, ${staff.id}) > (${nameOf(after)}, ${after})`)
    .orderBy(byName, staff.id)
    .limit(rowsPerPage + 1)
  return { rows: found.slice(0, rowsPerPage), hasNext: found.length > rowsPerPage }
}

/** The member with that address, which is lower-case. */
export async function findMember(db: Queryable, email: string): Promise<Member | undefined> {
  const [member] = await selectMembers(db).where(eq(staff.email, email))
  return member
}

/** The member with that id. */
export async function findMemberById(db: Queryable, id: string): Promise<Member | undefined> {
  const [member] = await selectMembers(db).where(eq(staff.id, id))
  return member
}

/** How many have been added. */
export async function countStaff(db: Queryable): Promise<number> {
  return db.$count(staff)
}

/** The member as stored, locked until the transaction ends. */
export async function lockMember(tx: Queryable, id: string) {
  const [member] = await tx.select().from(staff).where(eq(staff.id, id)).for('update')
  return member
}

/**
 * The administrators who may sign in, locked until the transaction ends: of two who take the role from each other at
 * once, the second finds that there is one left. Always locked before another member.
 */
export async function lockAdministrators(tx: Queryable): Promise<string[]> {
  const rows = await tx
    .select({ id: staff.id })
    .from(staff)
    .where(and(eq(staff.role, 'administrator'), isNull(staff.disabledAt)))
    .orderBy(staff.id)
    .for('update')
  return rows.map(({ id }) => id)
}

/** Stores what was changed about a member. */
export async function updateMember(
  db: Queryable,
  id: string,
  values: Partial<MemberValues>,
  now: Temporal.Instant,
): Promise<void> {
  const updatedAt = new Date(now.epochMilliseconds)
  await db
    .update(staff)
    .set({ ...values, updatedAt })
    .where(eq(staff.id, id))
}

/** Takes the right to sign in from a member, or gives it back. */
export async function setDisabled(
  db: Queryable,
  id: string,
  disabled: boolean,
  now: Temporal.Instant,
): Promise<void> {
  const at = new Date(now.epochMilliseconds)
  await db
    .update(staff)
    .set({ disabledAt: disabled ? at : null, updatedAt: at })
    .where(eq(staff.id, id))
}

const byName = sql`${staff.name} collate "sv-SE-x-icu"`

function nameOf(id: string) {
  return sql`(select name from staff where id = ${id}) collate "sv-SE-x-icu"`
}

/** `signedInAt`: of the latest session that has not been ended, for those are all that is kept of it. */
function selectMembers(db: Queryable) {
  const { id, name, email, role, unitId, language, disabledAt } = staff
  const latest = db
    .select({ staffId: sessions.userId, at: max(sessions.createdAt).as('at') })
    .from(sessions)
    .groupBy(sessions.userId)
    .as('latest')
  return db
    .select({
      id,
      name,
      email,
      role,
      unitId,
      language,
      disabledAt,
      unitName: units.name,
      signedInAt: latest.at,
    })
    .from(staff)
    .leftJoin(units, eq(units.id, staff.unitId))
    .leftJoin(latest, eq(latest.staffId, staff.id))
}
