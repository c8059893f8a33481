import { answerSources, employmentAnswers } from './codes.ts'
import { type Aspect, type Cube, partCodes, type Selection } from './tally.ts'

/**
 * How ended placements are divided, step by step: each split divides one part of another, so that what it leaves out can
 * be reckoned from no other. All figures of a report are parts of these.
 */
const splits = [
  'size',
  'known',
  'employed',
  'answer',
  'source',
  'asked',
  'form',
  'hours',
  'subsidised',
  'purpose_met',
  'letter',
] as const
export type Split = (typeof splits)[number]

type SplitRule = {
  /** The split whose part is divided; null for all that ended. */
  of: Split | null
  /** Zero tells nothing about a person: these are about our letters, not about what became of anybody. */
  zeroIsHarmless: boolean
  /** Told apart by a trait, too. */
  byTrait: boolean
  aspect: Aspect
  /** Each part as parts of the aspect. */
  parts: Readonly<Record<string, readonly string[]>>
}

const ofOutcome = (...outcomes: readonly string[]) =>
  outcomes.flatMap(outcome => answerSources.map(source => `${outcome}.${source}`))
const ofSource = (source: string) => employmentAnswers.map(answer => `${answer}.${source}`)
const known = ofOutcome(...employmentAnswers)
const unknown = ['unknown.asked', 'unknown.unasked']
const notEmployed = employmentAnswers.filter(answer => answer !== 'yes')

const standing = { aspect: 'standing', byTrait: true } as const
const ofQuestion = (of: Split, aspect: keyof typeof partCodes, zeroIsHarmless = false): SplitRule => ({
  of,
  aspect,
  zeroIsHarmless,
  byTrait: false,
  parts: Object.fromEntries(partCodes[aspect].map(code => [code, [code]])),
})

export const splitRules: Readonly<Record<Split, SplitRule>> = {
  size: { ...standing, of: null, zeroIsHarmless: false, parts: { ended: [...known, ...unknown] } },
  known: { ...standing, of: 'size', zeroIsHarmless: false, parts: { known, unknown } },
  employed: {
    ...standing,
    of: 'known',
    zeroIsHarmless: false,
    parts: { yes: ofOutcome('yes'), other: ofOutcome(...notEmployed) },
  },
  answer: {
    ...standing,
    of: 'employed',
    zeroIsHarmless: false,
    parts: Object.fromEntries(notEmployed.map(answer => [answer, ofOutcome(answer)])),
  },
  source: {
    ...standing,
    of: 'known',
    zeroIsHarmless: true,
    parts: Object.fromEntries(answerSources.map(source => [source, ofSource(source)])),
  },
  asked: {
    ...standing,
    of: 'known',
    zeroIsHarmless: true,
    parts: { asked: ['unknown.asked'], unasked: ['unknown.unasked'] },
  },
  form: ofQuestion('employed', 'form'),
  hours: ofQuestion('employed', 'hours'),
  subsidised: ofQuestion('employed', 'subsidised'),
  purpose_met: ofQuestion('known', 'purpose_met'),
  letter: ofQuestion('source', 'letter', true),
}

/** The part of the split above that a split divides, as parts of the standing: what its parts add up to. */
export const whole: Readonly<
  Record<'form' | 'hours' | 'subsidised' | 'purpose_met' | 'letter', readonly string[]>
> = {
  form: ofOutcome('yes'),
  hours: ofOutcome('yes'),
  subsidised: ofOutcome('yes'),
  purpose_met: known,
  letter: ofSource('link'),
}

/** Where a question was left out: the difference is a count like any other. */
export const missing = 'missing'

/** How many placements of the selection are in the part of the split. */
export function countPart(cube: Cube, selection: Selection, split: Split, part: string): number {
  const { aspect, parts } = splitRules[split]
  if (part !== missing) return cube.count(selection, aspect, parts[part] ?? [])
  if (!isDetail(split)) return 0
  const told = cube.count(selection, aspect, Object.values(parts).flat())
  return cube.count(selection, 'standing', whole[split]) - told
}

export function isDetail(split: Split): split is keyof typeof whole {
  return split in whole
}
