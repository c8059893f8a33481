import type { Context } from '../context.ts'
import { deleteExpiredShortCodes } from '../db/short-codes.ts'

/** Forgets the codes that open nothing any longer. It is no event: to whoever types one, nothing has changed. */
export async function forgetShortCodes({ db }: Context, now: Temporal.Instant): Promise<void> {
  await deleteExpiredShortCodes(db, now)
}
