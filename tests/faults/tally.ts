import { eq, ne } from 'drizzle-orm'
import type { Database } from '../../src/db/connect.ts'
import { events, letterSurveys, letters } from '../../src/db/schema.ts'
import type { LetterState } from '../../src/domain/codes.ts'
import type { TakenLetter } from '../support/faulty-smtp.ts'

/** What came of the letters that were due while something was wrong. */
export type Tally = {
  /** How often it went wrong. */
  times: number
  due: number
  /** The mail server has taken it, once, and the service knows. */
  once: number
  twice: number
  lost: number
  /** The mail server may have taken it, at most once; the service says so. */
  unconfirmed: number
  /** Turned away for good by the mail server, and the coach is told why. */
  refused: number
  /** What else was not as it should be, in words. */
  broken: string[]
}

type Counted = keyof Pick<Tally, 'once' | 'twice' | 'lost' | 'unconfirmed' | 'refused'>

/**
 * Counts from both sides: what stands in the database, and what the mail server has.
 * @param due how many letters about one survey each there must be
 */
export async function countLetters(
  db: Database,
  taken: readonly Pick<TakenLetter, 'messageId'>[],
  { times, due, broken = [] }: { times: number; due: number; broken?: string[] },
): Promise<Tally> {
  const rows = await db
    .select()
    .from(letters)
    .innerJoin(letterSurveys, eq(letterSurveys.letterId, letters.id))
    .where(ne(letters.state, 'cancelled'))
  const told = await db.select().from(events).where(eq(events.kind, 'letter.failed'))
  const toldIds = new Set(told.map(({ letterId }) => letterId))
  const copies = Map.groupBy(taken, ({ messageId }) => messageId)
  const tally: Tally = { times, due, once: 0, twice: 0, lost: 0, unconfirmed: 0, refused: 0, broken }
  const wanted = Map.groupBy(
    rows,
    ({ letter_surveys: { surveyId, number } }) => `letter ${number} about ${surveyId}`,
  )
  for (const group of wanted.values()) {
    const found = group.map(({ letters: letter }) => ({
      state: letter.state,
      copies: copies.get(letter.messageId)?.length ?? 0,
      isTold: letter.reason !== null && toldIds.has(letter.id),
    }))
    tally[kindOf(found)] += 1
  }
  tally.lost += Math.max(0, due - wanted.size)
  if (wanted.size > due) broken.push(`${wanted.size - due} letters were not due`)
  const known = new Set(rows.map(({ letters: { messageId } }) => messageId))
  const strange = taken.filter(({ messageId }) => !known.has(messageId)).length
  if (strange > 0) broken.push(`${strange} letters came that do not stand in the database`)
  return tally
}

function kindOf(found: readonly { state: LetterState; copies: number; isTold: boolean }[]): Counted {
  const [letter] = found
  const copies = found.reduce((sum, each) => sum + each.copies, 0)
  if (found.length > 1 || copies > 1) return 'twice'
  if (letter?.state === 'unconfirmed') return 'unconfirmed'
  if (letter?.state === 'sent' && copies === 1) return 'once'
  if (letter?.state === 'failed' && copies === 0 && letter.isTold) return 'refused'
  return 'lost'
}

/** What is wrong with a tally, in words; nothing when all is well. */
export function problemsOf({ due, once, twice, lost, unconfirmed, refused, times, broken }: Tally): string[] {
  const problems = [...broken]
  if (twice > 0) problems.push(`${twice} letters were sent twice`)
  if (lost > 0) problems.push(`${lost} letters were lost`)
  if (once + unconfirmed + refused !== due) problems.push('the letters do not add up')
  if (times === 0) problems.push('nothing ever went wrong')
  return problems
}
