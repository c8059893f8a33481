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
    /** Whether participants are asked, and what lasted. */
    isAsked: fc.boolean(),
  })
  .map(({ size, seed, slant, months, isAsked }) => {
    const next = createRandom(seed)
    const pick = <Value>(values: readonly [Value, ...Value[]]): Value =>
      values[Math.min(values.length - 1, Math.floor(values.length * next() ** slant))] ?? values[0]
    return Array.from({ length: size }, () => {
      const placement = placementBy(pick, months)
      return isAsked ? { ...placement, ...toldBesides(pick, placement) } : placement
    })
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

/** What the participant tells, what a coach has found out, and what lasted. */
function toldBesides(pick: Pick, { standing }: EndedPlacement): Partial<EndedPlacement> {
  const [outcome = '', way = ''] = standing.split('.')
  const isKnown = outcome !== 'unknown'
  if (pick(['answers', 'is silent']) === 'is silent') return isKnown ? lastingOf(pick, outcome) : {}
  const work = pick(['no', 'at_host', 'elsewhere'])
  const word = work === 'at_host' ? 'yes' : 'no'
  const told = { ...viewOf(pick), work }
  if (!isKnown) return { ...told, ...aloneOf(word, way), ...lastingOf(pick, word) }
  if ((outcome === 'yes') === (word === 'yes'))
    return { ...told, basis: 'agree', ...lastingOf(pick, outcome) }
  if (pick(['open', 'settled']) === 'open') return { ...told, basis: 'disagree', ...lastingOf(pick, outcome) }
  return { ...told, ...settledOf(word, outcome, way), ...lastingOf(pick, word) }
}

function aloneOf(word: string, way: string): Partial<EndedPlacement> {
  const described = word === 'yes' ? { described: 'undescribed' } : {}
  return { standing: `${word}.${way}`, basis: 'participant_only', word, ...described }
}

/** The coach has found the participant to be right. */
function settledOf(word: string, outcome: string, way: string): Partial<EndedPlacement> {
  const nothing = { form: undefined, hours: undefined, subsidised: undefined }
  const described = word === 'yes' ? 'undescribed' : undefined
  return { standing: `${word}.${way}`, basis: 'settled', described, ...(outcome === 'yes' ? nothing : {}) }
}

function viewOf(pick: Pick): Partial<EndedPlacement> {
  const degree = () => pick(['4', '3', '2', undefined, '1', 'unknown'])
  return {
    overall: pick(['4', '5', '3', '2', '1']),
    supervision: degree(),
    tasks: degree(),
    learned: degree(),
    treated: pick(['yes', 'partly', 'no', undefined]),
    closer: degree(),
    recommend: pick(['yes', 'maybe', undefined, 'no']),
  }
}

function lastingOf(pick: Pick, outcome: string): Partial<EndedPlacement> {
  if (outcome !== 'yes' && outcome !== 'not_yet') return {}
  const [early, late] = [pick(lasting), pick(lasting)]
  const subsidised = (then: string) =>
    outcome === 'yes' && then === 'employed' ? pick(['no', 'yes', 'unknown']) : undefined
  return {
    day_90: `${outcome}.${early}`,
    day_180: `${outcome}.${late}`,
    day_90_subsidised: subsidised(early),
    day_180_subsidised: subsidised(late),
  }
}

const lasting: [string, ...string[]] = ['employed', 'unknown', 'not_employed']
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
