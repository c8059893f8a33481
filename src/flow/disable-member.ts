import type { Context } from '../context.ts'
import { addEvents } from '../db/events.ts'
import { deleteSessions } from '../db/sessions.ts'
import { lockAdministrators, lockMember, setDisabled } from '../db/staff.ts'

type Order = { memberId: string; actor: string; now: Temporal.Instant }

/** Why a member is not disabled: nobody locks themselves out, and somebody must be able to let others in. */
export type DisableObstacle = 'self' | 'last_administrator'

/** Ends a member's right to sign in, and every session at once. The earlier work stays, with the name. */
export async function disableMember(
  context: Context,
  { memberId, actor, now }: Order,
): Promise<'disabled' | 'unknown' | DisableObstacle> {
  if (memberId === actor) return 'self'
  return context.db.transaction(async tx => {
    const administrators = await lockAdministrators(tx)
    const member = await lockMember(tx, memberId)
    if (!member) return 'unknown'
    if (member.disabledAt) return 'disabled'
    if (administrators.length === 1 && administrators[0] === memberId) return 'last_administrator'
    await setDisabled(tx, memberId, true, now)
    await deleteSessions(tx, memberId)
    await addEvents(tx, [{ at: now, actor, kind: 'member.disabled', detail: { memberId } }])
    return 'disabled'
  })
}

/** Lets a disabled member sign in again. */
export async function enableMember(
  context: Context,
  { memberId, actor, now }: Order,
): Promise<'enabled' | 'unknown'> {
  return context.db.transaction(async tx => {
    const member = await lockMember(tx, memberId)
    if (!member) return 'unknown'
    if (!member.disabledAt) return 'enabled'
    await setDisabled(tx, memberId, false, now)
    await addEvents(tx, [{ at: now, actor, kind: 'member.enabled', detail: { memberId } }])
    return 'enabled'
  })
}
