import { eq, sql } from 'drizzle-orm'
import type { Role } from '../domain/codes.ts'
import type { Queryable } from './connect.ts'
import { staff, units } from './staff-schema.ts'

export type NewMember = { id: string; name: string; email: string; role: Role; unitId: number | null }
export type Member = Omit<NewMember, 'unitId'> & { unitName: string | null }

/** @returns false where somebody with that address is there already. The address is lower-case. */
export async function insertMember(db: Queryable, member: NewMember): Promise<boolean> {
  const rows = await db.insert(staff).values(member).onConflictDoNothing().returning({ id: staff.id })
  return rows.length === 1
}

/** Everybody who may sign in, by name in Swedish order. */
export async function listMembers(db: Queryable): Promise<Member[]> {
  return selectMembers(db).orderBy(sql`${staff.name} collate "sv-SE-x-icu"`, staff.id)
}

/** The member with that address, which is lower-case. */
export async function findMember(db: Queryable, email: string): Promise<Member | undefined> {
  const [member] = await selectMembers(db).where(eq(staff.email, email))
  return member
}

/** How many may sign in. */
export async function countStaff(db: Queryable): Promise<number> {
  return db.$count(staff)
}

function selectMembers(db: Queryable) {
  const { id, name, email, role } = staff
  return db
    .select({ id, name, email, role, unitName: units.name })
    .from(staff)
    .leftJoin(units, eq(units.id, staff.unitId))
}
