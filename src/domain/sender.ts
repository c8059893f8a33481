import type { Language } from './codes.ts'
import { isEmailAddress, needsUtf8 } from './email-address.ts'

/** What a unit says of the letters about its placements. */
export type UnitSender = {
  senderName: string | null
  email: string | null
  languages: readonly Language[]
}

/**
 * Who a letter about the placements of these units is from: what all of them say alike, and null, for the organisation,
 * where they differ. An address that is none is left out, however it came to be stored: it would forge a header. So is one
 * that few servers can send to, or take in a header: the answers would be lost.
 */
export function senderOf(units: readonly UnitSender[]): { name: string | null; replyTo: string | null } {
  const replyTo = inCommon(units.map(({ email }) => email))
  return {
    name: inCommon(units.map(({ senderName }) => senderName)),
    replyTo: replyTo !== null && isEmailAddress(replyTo) && !needsUtf8(replyTo) ? replyTo : null,
  }
}

/** The contact's own language where every unit writes it, otherwise the first that the first unit writes. */
export function writtenLanguage(
  contact: Language,
  units: readonly Pick<UnitSender, 'languages'>[],
): Language {
  if (units.every(({ languages }) => languages.includes(contact))) return contact
  return units[0]?.languages[0] ?? contact
}

function inCommon(values: readonly (string | null)[]): string | null {
  const [first = null] = values
  return values.every(value => value === first) ? first : null
}
