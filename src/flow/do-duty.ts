import type { Context } from '../context.ts'
import { dutyDone, dutyFailed } from '../db/duties.ts'
import type { Duty } from '../domain/codes.ts'
import { faultText } from '../domain/errors.ts'

/**
 * Does what the service does over and over, and notes how it went, so that its silence can be told. It never throws: the
 * next time catches up.
 * @param work gives null where there was nothing to do for this instance; whoever does it notes that
 */
export async function doDuty(
  { db, clock, log }: Context,
  name: Duty,
  work: () => Promise<unknown>,
): Promise<void> {
  try {
    if ((await work()) !== null) await dutyDone(db, name, clock.now())
  } catch (error) {
    log.error({ error, duty: name }, 'failed; the next time catches up')
    // The database itself may be what is away; the note is missing then, and its age tells.
    await dutyFailed(db, name, faultText(error), clock.now()).catch(() => undefined)
  }
}
