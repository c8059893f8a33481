import type { Context } from '../context.ts'
import type { Queryable } from '../db/connect.ts'
import { addEvents } from '../db/events.ts'
import { lockAdministrators, lockMember, updateMember } from '../db/staff.ts'
import { listUnits } from '../db/units.ts'
import type { Language } from '../domain/codes.ts'
import {
  type MemberProblem,
  type MemberValues,
  memberVersion,
  readMember,
  type TypedMember,
} from '../domain/member.ts'

type Change = {
  memberId: string
  typed: TypedMember
  /** The version that was shown with the form. */
  basedOn: string
  actor: string
  now: Temporal.Instant
}

export type Changed =
  | { outcome: 'changed' }
  | { outcome: 'invalid'; problems: MemberProblem[] }
  /** Somebody changed the member since the form was shown; `stored` is how it stands now. */
  | { outcome: 'stale'; stored: MemberValues }
  | { outcome: 'unknown' }

/** Changes the name, role, unit or language of a member, unless somebody else did so meanwhile. */
export async function changeMember(context: Context, change: Change): Promise<Changed> {
  const units = await listUnits(context.db)
  const reading = readMember(
    change.typed,
    units.map(({ id }) => id),
  )
  if ('problems' in reading) return { outcome: 'invalid', problems: reading.problems }
  return context.db.transaction(tx => store(tx, change, reading.values))
}

/** A member's own choice of the language of letters. */
export async function chooseLanguage(
  context: Context,
  choice: { memberId: string; language: Language; now: Temporal.Instant },
): Promise<void> {
  const { memberId, language, now } = choice
  await context.db.transaction(async tx => {
    const member = await lockMember(tx, memberId)
    if (!member || member.language === language) return
    await updateMember(tx, memberId, { language }, now)
    await addEvents(tx, [{ at: now, actor: memberId, kind: 'member.changed', detail: { memberId } }])
  })
}

async function store(tx: Queryable, change: Change, values: MemberValues): Promise<Changed> {
  const { memberId, basedOn, actor, now } = change
  const administrators = await lockAdministrators(tx)
  const stored = await lockMember(tx, memberId)
  if (!stored) return { outcome: 'unknown' }
  if (memberVersion(stored) === memberVersion(values)) return { outcome: 'changed' }
  if (memberVersion(stored) !== basedOn) return { outcome: 'stale', stored }
  const isLast = administrators.length === 1 && administrators[0] === memberId
  if (isLast && values.role !== 'administrator') {
    return { outcome: 'invalid', problems: [{ field: 'role', problem: 'last_administrator' }] }
  }
  await updateMember(tx, memberId, values, now)
  await addEvents(tx, [{ at: now, actor, kind: 'member.changed', detail: { memberId } }])
  return { outcome: 'changed' }
}
