import {
  employmentAnswers,
  employmentForms,
  endReasons,
  purposes,
  sexes,
  subsidies,
  surveyStates,
  workingHours,
} from '../../src/domain/codes.ts'
import type { OutcomeRow } from './outcomes.ts'

const firstDay = Temporal.PlainDate.from('2010-07-01')

/** The same rows for the same seed: ends from July 2010 to the end of 2012, every state, reason and answer, and few employers with many placements. */
export function generateOutcomes(count: number, seed: number): OutcomeRow[] {
  const random = randomFrom(seed)
  const below = (limit: number) => Math.floor(random() * limit)
  const pick = <T>(values: readonly T[]) => values[below(values.length)] as T
  const states = [null, ...surveyStates, 'answered', 'answered', 'answered'] as const
  const answerValues = () => {
    const employment = pick(employmentAnswers)
    if (employment !== 'yes') return { employment }
    return { employment, form: pick(employmentForms), hours: pick(workingHours), subsidised: pick(subsidies) }
  }
  return Array.from({ length: count }, () => {
    const state = pick(states)
    const versions = state === 'answered' ? 1 + below(3) : 0
    return {
      sex: pick(sexes),
      purpose: pick(purposes),
      employer: { organisationNumber: `212000014${below(3)}`, name: `Enhet ${'ABCÅÄÖ'[below(6)]}` },
      endedOn: random() < 0.05 ? null : firstDay.add({ days: below(900) }).toString(),
      endReason: pick([null, ...endReasons]),
      state,
      answers: Array.from({ length: versions }, () => {
        return { source: pick(['link', 'link', 'phone'] as const), values: answerValues() }
      }),
    }
  })
}

/** Mulberry32: small, seeded, the same everywhere. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
