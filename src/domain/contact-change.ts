import { type Language, languages, type PhoneReason, type SurveyState } from './codes.ts'
import { isEmailAddress } from './email-address.ts'
import { containsIdentityNumber } from './identity-number.ts'
import { oneLine } from './one-line.ts'

/** same: the person has other details, everywhere. other: somebody else is asked, about this placement only. */
export const contactScopes = ['same', 'other'] as const
export type ContactScope = (typeof contactScopes)[number]

export type ContactDetails = { name: string; email: string | null; phone: string | null; language: Language }

/** What a member of staff has typed; retry: the stored address is to be tried again although it was refused. */
export type TypedContact = Readonly<
  Record<'name' | 'email' | 'phone' | 'language' | 'scope' | 'retry', string>
>

export type ContactProblem = {
  field: keyof TypedContact
  problem:
    | 'required'
    | 'too_long'
    | 'personal_identity_number'
    | 'not_an_email'
    | 'not_a_phone'
    | 'unknown_code'
    /** Nothing differs from what is stored. */
    | 'unchanged'
    /** An address is one contact: another person needs another one. */
    | 'own_address'
    | 'opted_out'
    | 'undeliverable'
}

/** What the typed details come to. */
export type ContactChange =
  /** The same contact: only details have changed, or the stored address is to be tried again. */
  | { kind: 'correct'; details: ContactDetails; retry: boolean }
  /** Another contact, by its address, or by its name where it has none. */
  | { kind: 'replace'; details: ContactDetails; scope: ContactScope }

type Stored = ContactDetails & { undeliverableAt: Temporal.Instant | null }

const longestName = 200
/** As people write them, with an extension perhaps: five digits at least. */
const phoneShape = /^(?=(?:\D*\d){5}).{5,50}$/u

/** Reads what was typed against the contact as it is stored; gives every problem, one a field at most. */
export function readContactChange(
  typed: TypedContact,
  stored: Stored,
): { change: ContactChange } | { problems: ContactProblem[] } {
  const details = detailsIn(typed)
  const scope = contactScopes.find(code => code === typed.scope)
  const problems = [
    ...problemOf('name', nameProblem(details.name)),
    ...problemOf('email', emailProblem(details, stored, scope)),
    ...problemOf('phone', phoneProblem(details.phone)),
    ...problemOf('language', languages.some(code => code === typed.language) ? undefined : 'unknown_code'),
    ...problemOf('scope', scopeProblem(details, stored, scope)),
  ]
  if (problems.length > 0 || !scope) return { problems }
  if (!isSameContact(details, stored)) return { change: { kind: 'replace', details, scope } }
  const retry = typed.retry === 'yes' && stored.undeliverableAt !== null
  if (!retry && isSame(details, stored)) return { problems: [{ field: 'email', problem: 'unchanged' }] }
  return { change: { kind: 'correct', details, retry } }
}

/** An address is one contact whatever its case; without one, the name is. */
function isSameContact(one: ContactDetails, other: ContactDetails): boolean {
  if (one.email !== null || other.email !== null)
    return one.email?.toLowerCase() === other.email?.toLowerCase()
  return one.name === other.name
}

type AskedSurvey = { state: SurveyState; phoneReason: PhoneReason | null }

/**
 * Where an unanswered survey stands once its contact has changed: the new one is asked from the beginning. Somebody who
 * said "I am the wrong person" still is, with whatever address, and stays with the coach.
 * @param obstacle why the new contact can't be mailed, or null
 */
export function askAnew(
  survey: AskedSurvey,
  scope: ContactScope,
  obstacle: PhoneReason | null,
  now: Temporal.Instant,
) {
  const anew = { invitedAt: null, lettersSent: 0, phoneAt: null }
  if (survey.state === 'scheduled') return { ...anew, state: 'scheduled' as const, nextLetterAt: null }
  const isWrong = scope === 'same' && survey.state === 'phone' && survey.phoneReason === 'wrong_person'
  const phoneReason = isWrong ? ('wrong_person' as const) : obstacle
  return phoneReason === null
    ? { ...anew, state: 'open' as const, nextLetterAt: now, phoneReason }
    : { ...anew, state: 'phone' as const, nextLetterAt: null, phoneReason }
}

/** What was typed, in the form in which it is stored. */
export function detailsIn(
  typed: Pick<TypedContact, 'name' | 'email' | 'phone' | 'language'>,
): ContactDetails {
  return {
    name: oneLine(typed.name),
    email: typed.email.trim().toLowerCase() || null,
    phone: oneLine(typed.phone) || null,
    language: languages.find(code => code === typed.language) ?? 'sv',
  }
}

/** What is wrong with a name. */
export function nameProblem(name: string): ContactProblem['problem'] | undefined {
  if (name === '') return 'required'
  if (containsIdentityNumber(name)) return 'personal_identity_number'
  return [...name].length > longestName ? 'too_long' : undefined
}

/** Somebody who has an address keeps one: that the letters do not arrive is marked already, and told. */
function emailProblem(
  details: ContactDetails,
  stored: Stored,
  scope: ContactScope | undefined,
): ContactProblem['problem'] | undefined {
  if (details.email === null) return stored.email !== null && scope === 'same' ? 'required' : undefined
  return isEmailAddress(details.email) ? undefined : 'not_an_email'
}

/** What is wrong with a telephone number. */
export function phoneProblem(phone: string | null): ContactProblem['problem'] | undefined {
  return phone === null || phoneShape.test(phone) ? undefined : 'not_a_phone'
}

function scopeProblem(
  details: ContactDetails,
  stored: Stored,
  scope: ContactScope | undefined,
): ContactProblem['problem'] | undefined {
  if (!scope) return 'required'
  return scope === 'other' && isSameContact(details, stored) ? 'own_address' : undefined
}

function isSame(one: ContactDetails, other: ContactDetails): boolean {
  return one.name === other.name && one.phone === other.phone && one.language === other.language
}

function problemOf(
  field: ContactProblem['field'],
  problem: ContactProblem['problem'] | undefined,
): ContactProblem[] {
  return problem ? [{ field, problem }] : []
}
