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

/** A part of another split. */
type Divided = { split: Split; part: string }

type SplitRule = {
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
const ofQuestion = (of: Divided, aspect: keyof typeof partCodes, zeroIsHarmless = false) => ({
  of,
  aspect,
  zeroIsHarmless,
  byTrait: false,
  parts: Object.fromEntries(partCodes[aspect].map(code => [code, [code]])),
})

const ofSize: Divided = { split: 'size', part: 'ended' }
const ofKnown: Divided = { split: 'known', part: 'known' }
const ofUnknown: Divided = { split: 'known', part: 'unknown' }
const ofJobs: Divided = { split: 'employed', part: 'yes' }
const ofOthers: Divided = { split: 'employed', part: 'other' }
const ofLinks: Divided = { split: 'source', part: 'link' }

/** `of` is what a split divides; null for all that ended. */
export const splitRules: Readonly<{
  [Name in Split]: SplitRule & { of: Name extends 'size' ? null : Divided }
}> = {
  size: { ...standing, of: null, zeroIsHarmless: false, parts: { ended: [...known, ...unknown] } },
  known: { ...standing, of: ofSize, zeroIsHarmless: false, parts: { known, unknown } },
  employed: {
    ...standing,
    of: ofKnown,
    zeroIsHarmless: false,
    parts: { yes: ofOutcome('yes'), other: ofOutcome(...notEmployed) },
  },
  answer: {
    ...standing,
    of: ofOthers,
    zeroIsHarmless: false,
    parts: Object.fromEntries(notEmployed.map(answer => [answer, ofOutcome(answer)])),
  },
  source: {
    ...standing,
    of: ofKnown,
    zeroIsHarmless: true,
    parts: Object.fromEntries(answerSources.map(source => [source, ofSource(source)])),
  },
  asked: {
    ...standing,
    of: ofUnknown,
    zeroIsHarmless: true,
    parts: { asked: ['unknown.asked'], unasked: ['unknown.unasked'] },
  },
  form: ofQuestion(ofJobs, 'form'),
  hours: ofQuestion(ofJobs, 'hours'),
  subsidised: ofQuestion(ofJobs, 'subsidised'),
  purpose_met: ofQuestion(ofKnown, 'purpose_met'),
  letter: ofQuestion(ofLinks, 'letter', true),
}

/** Where a question was left out: the difference is a count like any other. */
export const missing = 'missing'

/** How many placements of the selection are in the part of the split. */
export function countPart(cube: Cube, selection: Selection, split: Split, part: string): number {
  const { of, aspect, parts } = splitRules[split]
  if (part !== missing) return cube.count(selection, aspect, parts[part] ?? [])
  const told = cube.count(selection, aspect, Object.values(parts).flat())
  return of ? countPart(cube, selection, of.split, of.part) - told : 0
}
