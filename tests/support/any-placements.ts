import fc from 'fast-check'
import type { EndedPlacement } from './ended-placement.ts'

/** Populations of any size and shape: lopsided, with rare values, empty months, and a few without a registered sex. */
export const anyPlacements: fc.Arbitrary<EndedPlacement[]> = fc
  .record({
    size: fc.integer({ min: 0, max: 700 }),
    seed: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
    /** How much more frequent a value is than the next. */
    slant: fc.constantFrom(1, 1.3, 2, 4),
    months: fc.integer({ min: 1, max: 12 }),
  })
  .map(({ size, seed, slant, months }) => {
    const next = createRandom(seed)
    const pick = <Value>(values: readonly [Value, ...Value[]]): Value =>
      values[Math.min(values.length - 1, Math.floor(values.length * next() ** slant))] ?? values[0]
    return Array.from({ length: size }, () => placementBy(pick, months))
  })

type Pick = <Value>(values: readonly [Value, ...Value[]]) => Value

function placementBy(pick: Pick, months: number): EndedPlacement {
  const standing = pick(standings)
  const isKnown = !standing.startsWith('unknown')
  const hasJob = standing.startsWith('yes')
  const month = pick(twelve.slice(0, months) as [string, ...string[]])
  return {
    month: `2011-${month}`,
    sex: pick(['woman', 'man', 'woman', 'man', 'woman', 'man', 'unknown']),
    purpose: pick(['employment_step', 'language', 'work_training']),
    unit: pick(['1', '2', '3', '4']),
    district: pick(['Farsta', 'Kista', 'Norrmalm', 'unknown']),
    sector: pick(['private', 'municipal', 'non_profit', 'other_public']),
    funding: pick(['activity_grant', 'income_support', 'other', 'unknown']),
    length: pick(['weeks_12_to_15', 'under_8_weeks', 'weeks_8_to_11', 'weeks_16_or_more']),
    end_reason: pick(['as_planned', 'interrupted', 'unknown']),
    host: pick([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
    standing,
    ...(isKnown
      ? { days: pick(['1', '2', '9', '30', '31', '60']), purpose_met: pick(['2', '3', '4', '1', 'unknown']) }
      : {}),
    ...(standing.endsWith('.link') ? { letter: pick(['1', '2', '3']) } : {}),
    ...(hasJob
      ? {
          form: pick(['fixed_term', 'permanent', 'substitute', 'probationary', 'seasonal', 'other']),
          hours: pick(['full_time', 'part_time', 'on_demand']),
          subsidised: pick(['yes', 'no', 'unknown']),
        }
      : {}),
  }
}

const twelve = ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12']
const standings: [string, ...string[]] = [
  'no.link',
  'unknown.asked',
  'yes.link',
  'no.phone',
  'yes.phone',
  'not_yet.link',
  'offered_declined.link',
  'unknown.unasked',
]

/** Mulberry32: the same numbers for the same seed, so that a failure can be looked at again. */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let value = Math.imul(state ^ (state >>> 15), 1 | state)
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296
  }
}
