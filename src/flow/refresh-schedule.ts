import type { Context } from '../context.ts'
import { findLetterSchedule } from '../db/letter-schedules.ts'

/** Has this instance go by the letter schedule that counts, whichever instance it was changed in. */
export async function refreshSchedule({ db, schedule }: Context): Promise<void> {
  const current = await findLetterSchedule(db)
  if (current) schedule.follow(current.version, current.rules)
}
