import type { Queryable } from '../db/connect.ts'
import { markUndeliverable } from '../db/contacts.ts'
import { addEvents } from '../db/events.ts'
import type { ClaimedLetter } from '../db/letter-claim.ts'
import { handContactToPhone, handToPhone } from '../db/surveys.ts'
import { causeOf } from '../domain/bounce/cause.ts'
import { enhancedStatusIn } from '../domain/bounce/delivery-status.ts'
import type { BounceCause } from '../domain/codes.ts'
import type { Delivery } from '../mail/transport.ts'

type Refusal = Extract<Delivery, { outcome: 'refused' }>

/**
 * A letter was refused for good (rule 1: a hard bounce goes to the phone list at once). Where the address itself was
 * refused, every survey of that contact goes there and no more letters do; otherwise only the surveys in the letter.
 */
export async function stopLetters(
  tx: Queryable,
  letter: ClaimedLetter,
  refusal: Refusal,
  now: Temporal.Instant,
): Promise<void> {
  const contactId = letter.contact.id
  if (refusal.address) await markUndeliverable(tx, contactId, whyRefused(refusal), now)
  const handed = refusal.address
    ? await handContactToPhone(tx, contactId, 'undeliverable')
    : await handToPhone(
        tx,
        letter.items.map(({ surveyId }) => surveyId),
      )
  const event = { at: now, actor: 'system', kind: 'survey.to_phone', detail: { reason: 'undeliverable' } }
  await addEvents(
    tx,
    handed.map(({ id, placementId }) => ({ ...event, placementId, surveyId: id })),
  )
}

/** The command that was refused named the address, whatever the server says. */
function whyRefused({ reason }: Refusal): { cause: BounceCause; reason: string } {
  const cause = causeOf([`RCPT TO: ${reason}`], enhancedStatusIn(reason))
  return { cause: cause === 'other' ? 'no_such_mailbox' : cause, reason }
}
