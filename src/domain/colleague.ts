import { isEmailAddress } from './email-address.ts'

/** Somebody who is said to know how the placement ended. */
export type Colleague = { name: string; email: string }

export type ColleagueProblem = {
  field: 'name' | 'email'
  problem: 'required' | 'not_a_name' | 'not_an_email' | 'own_address'
}

/**
 * Checks what the person asked has typed. The name goes into a letter to a stranger, so it must not be able to carry
 * a message or an address on the web.
 * @param ownAddress of the person asked, to whom it can't be handed over; null when the survey went out without one
 */
export function readColleague(
  typed: Colleague,
  ownAddress: string | null,
): { colleague: Colleague } | { problems: ColleagueProblem[] } {
  const colleague = { name: typed.name.trim(), email: typed.email.trim() }
  const name = problemOfName(colleague.name)
  const email = problemOfEmail(colleague.email, ownAddress)
  if (!name && !email) return { colleague }
  return { problems: [...(name ? [name] : []), ...(email ? [email] : [])] }
}

function problemOfName(name: string): ColleagueProblem | undefined {
  if (name === '') return { field: 'name', problem: 'required' }
  return nameShape.test(name) ? undefined : { field: 'name', problem: 'not_a_name' }
}

function problemOfEmail(email: string, ownAddress: string | null): ColleagueProblem | undefined {
  if (email === '') return { field: 'email', problem: 'required' }
  if (!isEmailAddress(email)) return { field: 'email', problem: 'not_an_email' }
  const isOwn = email.toLowerCase() === ownAddress?.toLowerCase()
  return isOwn ? { field: 'email', problem: 'own_address' } : undefined
}

/** No digit, slash or @; a full stop after an initial or at the end of a word, never as in "example.com". */
const nameShape = /^(?!.*\.\p{L}{2})\p{L}[\p{L}\p{M}.'’ -]{0,79}$/u
