import type { Context } from '../context.ts'
import type { Queryable } from '../db/connect.ts'
import { addEvents } from '../db/events.ts'
import { deleteSession, deleteSessions } from '../db/sessions.ts'

type Order = {
  memberId: string
  actor: string
  /** The only session to end; without it all of them, but for the one that is spared. */
  only?: string
  spared?: string
  now: Temporal.Instant
}

/** Signs a member out elsewhere. @returns how many sessions ended */
export async function endSessions(context: Context, order: Order): Promise<number> {
  const { memberId, actor, now } = order
  return context.db.transaction(async tx => {
    const ended = await end(tx, order)
    if (ended > 0) {
      await addEvents(tx, [{ at: now, actor, kind: 'member.sessions_ended', detail: { memberId } }])
    }
    return ended
  })
}

async function end(tx: Queryable, { memberId, only, spared }: Order): Promise<number> {
  if (only === undefined) return deleteSessions(tx, memberId, spared)
  return (await deleteSession(tx, memberId, only)) ? 1 : 0
}
