import type { Context } from '../context.ts'
import { locks, withLock } from '../db/locks.ts'
import { faultText } from '../domain/errors.ts'
import { type Reading, readMailbox } from '../mail/return-mailbox.ts'
import { receiveReturn } from './receive-return.ts'

/**
 * Takes in what lies in the return mailbox. Of several instances one reads at a time; another one then does nothing.
 * @param signal ends it, also where the mail server hangs
 * @returns null where there is no mailbox, somebody else is reading it, or the reading was ended
 */
export async function readReturns(context: Context, signal?: AbortSignal): Promise<Reading | null> {
  const { config, db } = context
  const { IMAP_URL: url } = config
  if (!url) return null
  const read = () => readMailbox(url, raw => handles(context, raw), { ...(signal && { signal }) })
  return withLock(db, locks.returnMailbox, () =>
    read().catch(error => {
      if (signal?.aborted) return null
      throw error
    }),
  )
}

/** One that can't be handled is told and left; what has come of it so far is not done twice. */
async function handles(context: Context, raw: Buffer): Promise<boolean> {
  try {
    const receipts = await receiveReturn(context, raw, context.clock.now())
    return receipts.every(({ outcome }) => outcome !== 'waiting')
  } catch (error) {
    context.log.error({ error: faultText(error) }, 'a returned message could not be handled')
    return false
  }
}
