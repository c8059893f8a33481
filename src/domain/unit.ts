import { type Language, languages } from './codes.ts'
import { isEmailAddress, needsUtf8 } from './email-address.ts'

/** How a unit writes to employers. What is null is that of the organisation. */
export type UnitDetails = {
  senderName: string | null
  phone: string | null
  email: string | null
  /** At least one, in the order of the codes; a contact with another language gets the first. */
  languages: readonly Language[]
}

/** As an administrator types them; `languages` holds the codes that are ticked. */
export type TypedUnit = { senderName: string; phone: string; email: string; languages: readonly string[] }

export type UnitProblem = {
  field: keyof TypedUnit
  problem: 'not_one_line' | 'too_long' | 'no_digits' | 'not_an_email' | 'not_plain' | 'required'
}

export const longestSenderName = 80
const longestPhone = 40

/** Checks what was typed, and gives either the details or every problem in the order of the fields. */
export function readUnit(typed: TypedUnit): { details: UnitDetails } | { problems: UnitProblem[] } {
  const [senderName, phone, email] = [typed.senderName, typed.phone, typed.email].map(text => text.trim())
  const ticked = languages.filter(language => typed.languages.includes(language))
  const problems = [
    ...problemsOf('senderName', problemOfName(senderName ?? '')),
    ...problemsOf('phone', problemOfPhone(phone ?? '')),
    ...problemsOf('email', problemOfEmail(email ?? '')),
    ...problemsOf('languages', ticked.length === 0 ? 'required' : undefined),
  ]
  if (problems.length > 0) return { problems }
  return {
    details: {
      senderName: senderName || null,
      phone: phone || null,
      email: email || null,
      languages: ticked,
    },
  }
}

/** Whether two units write in the same way. */
export function isSameUnit(one: UnitDetails, other: UnitDetails): boolean {
  return detailsText(one) === detailsText(other)
}

/** The details in one text: what an edit is based on. */
export function detailsText({ senderName, phone, email, languages: written }: UnitDetails): string {
  return JSON.stringify([senderName, phone, email, written])
}

function problemsOf(field: UnitProblem['field'], problem: UnitProblem['problem'] | undefined): UnitProblem[] {
  return problem ? [{ field, problem }] : []
}

/** The name stands in the head of a letter, where a line break would forge another one. */
function problemOfName(name: string): UnitProblem['problem'] | undefined {
  if (isBroken(name)) return 'not_one_line'
  return [...name].length > longestSenderName ? 'too_long' : undefined
}

function problemOfPhone(phone: string): UnitProblem['problem'] | undefined {
  if (phone === '') return undefined
  if (isBroken(phone)) return 'not_one_line'
  if (!/\d/.test(phone)) return 'no_digits'
  return phone.length > longestPhone ? 'too_long' : undefined
}

/** Every letter names it, so it must be one that every mail server can send. */
function problemOfEmail(email: string): UnitProblem['problem'] | undefined {
  if (email === '') return undefined
  if (!isEmailAddress(email)) return 'not_an_email'
  return needsUtf8(email) ? 'not_plain' : undefined
}

/** Line and paragraph separators count: some readers of mail break the line there. */
function isBroken(text: string): boolean {
  return /[\p{Cc}\u2028\u2029]/u.test(text)
}
