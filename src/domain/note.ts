import { containsIdentityNumber } from './identity-number.ts'

export type NoteProblem = 'required' | 'too_long' | 'personal_identity_number'

const longestNote = 2000

/**
 * A note as it is stored, or what is wrong with it; a call that was not answered needs no words.
 * Line ends as browsers send them become "\n"; other control characters, which no database takes, go.
 */
export function readNote(
  typed: string,
  { mayBeEmpty, longest = longestNote }: { mayBeEmpty: boolean; longest?: number },
): { text: string } | { problem: NoteProblem } {
  const text = typed
    .replaceAll('\r\n', '\n')
    .replaceAll(/[^\P{Cc}\n\t]/gu, '')
    .trim()
  if (text === '' && !mayBeEmpty) return { problem: 'required' }
  if (containsIdentityNumber(text)) return { problem: 'personal_identity_number' }
  return [...text].length > longest ? { problem: 'too_long' } : { text }
}
