import { type Language, languages } from './codes.ts'
import { isEmailAddress } from './email-address.ts'

/** Somebody who gets the reports that the schedule makes. */
export type RecipientValues = { email: string; language: Language; monthly: boolean; quarterly: boolean }

/** As typed in the form. */
export type TypedRecipient = { email: string; language: string; monthly: boolean; quarterly: boolean }

export type RecipientProblem =
  | { field: 'email'; problem: 'required' | 'not_an_email' | 'on_the_list' }
  | { field: 'language'; problem: 'unknown_code' }
  | { field: 'reports'; problem: 'required' }

/** Reads what is typed about a recipient, who wants one kind of report at least. */
export function readRecipient(
  typed: TypedRecipient,
): { recipient: RecipientValues } | { problems: RecipientProblem[] } {
  const email = typed.email.trim()
  const language = languages.find(code => code === typed.language)
  const { monthly, quarterly } = typed
  const problems = [...addressProblems(email), ...reportProblems(typed)]
  if (!language) return { problems: [...problems, { field: 'language', problem: 'unknown_code' }] }
  return problems.length > 0 ? { problems } : { recipient: { email, language, monthly, quarterly } }
}

function addressProblems(email: string): RecipientProblem[] {
  if (email === '') return [{ field: 'email', problem: 'required' }]
  return isEmailAddress(email) ? [] : [{ field: 'email', problem: 'not_an_email' }]
}

function reportProblems({ monthly, quarterly }: TypedRecipient): RecipientProblem[] {
  return monthly || quarterly ? [] : [{ field: 'reports', problem: 'required' }]
}
