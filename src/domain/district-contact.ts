import { languages } from './codes.ts'
import {
  type ContactDetails,
  type ContactProblem,
  detailsIn,
  nameProblem,
  phoneProblem,
  type TypedContact,
} from './contact-change.ts'
import { isEmailAddress } from './email-address.ts'

/** Whoever answers for a district board, as typed; retry: the stored address is to be tried again. */
export type TypedDistrictContact = Omit<TypedContact, 'scope'>

/** What the typed details come to. */
export type DistrictContactChange = {
  details: ContactDetails
  /** Another address: whoever has it is asked from the beginning, and the links of the former one stop working. */
  isOther: boolean
  /** The same address, to be tried again although it was refused. */
  isRetried: boolean
}

type Stored = ContactDetails & { undeliverableAt: Temporal.Instant | null }

/** Reads what was typed; an address can be left out, and the district is then called. */
export function readDistrictContact(
  typed: TypedDistrictContact,
  stored: Stored,
): { change: DistrictContactChange } | { problems: ContactProblem[] } {
  const details = detailsIn(typed)
  const found = {
    name: nameProblem(details.name),
    email: details.email === null || isEmailAddress(details.email) ? undefined : 'not_an_email',
    phone: phoneProblem(details.phone),
    language: languages.some(code => code === typed.language) ? undefined : 'unknown_code',
  } as const
  const problems = (['name', 'email', 'phone', 'language'] as const).flatMap(field => {
    const problem = found[field]
    return problem ? [{ field, problem }] : []
  })
  if (problems.length > 0) return { problems }
  const isOther = details.email !== (stored.email?.toLowerCase() ?? null)
  const isRetried = !isOther && typed.retry === 'yes' && stored.undeliverableAt !== null
  return { change: { details, isOther, isRetried } }
}

/** Tells whether somebody else has changed the contact since it was looked at. */
export function contactVersion({ name, email, phone, language }: ContactDetails): string {
  return JSON.stringify([name, email, phone, language])
}
