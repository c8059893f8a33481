import type { PhoneReason } from './codes.ts'

type Contact = {
  email: string | null
  optedOutAt: Temporal.Instant | null
  undeliverableAt: Temporal.Instant | null
}

/** What is known of an address of which nothing has come back. */
export const deliverable = { undeliverableAt: null, undeliverableReason: null, undeliverableCause: null }

/** Why a contact can't be mailed, or null. What the contact has asked for counts before what the mail server said. */
export function mailObstacle({ email, optedOutAt, undeliverableAt }: Contact) {
  if (email === null) return 'no_address'
  if (optedOutAt !== null) return 'opted_out'
  return undeliverableAt === null ? null : ('undeliverable' satisfies PhoneReason)
}
