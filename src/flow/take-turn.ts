import type { Context } from '../context.ts'
import { deleteTurns, takeTurn } from '../db/sending-turns.ts'

/** For looking back at what was sent; only the present minute counts. */
const keepHours = 24

/** How many letters may leave in a minute, by the settings. */
export function sendingLimits({ config }: Pick<Context, 'config'>) {
  return { all: config.LETTERS_PER_MINUTE, toDomain: config.LETTERS_PER_MINUTE_TO_DOMAIN }
}

/**
 * Takes a letter's turn in the present minute. One that gets none stays queued, and the next tick asks for it again.
 * @param domainOf where it goes, asked only where there is a limit
 */
export async function takesTurn(
  context: Context,
  domainOf: () => string | Promise<string>,
  now: Temporal.Instant,
): Promise<boolean> {
  const limits = sendingLimits(context)
  if (limits.all === null && limits.toDomain === null) return true
  return takeTurn(context.db, await domainOf(), limits, now)
}

/** Forgets what was sent in the minutes of long ago. */
export async function forgetTurns({ db }: Context, now: Temporal.Instant): Promise<void> {
  await deleteTurns(db, now.subtract({ hours: keepHours }))
}
