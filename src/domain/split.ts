import { employmentAnswers, type followUpWaves } from './codes.ts'
import {
  type Aspect,
  type Cube,
  lastingParts,
  partCodes,
  participantAspects,
  type Selection,
} from './tally.ts'

/**
 * How ended placements are divided, step by step: each split divides one part of another, so that what it leaves out can
 * be reckoned from no other. All figures of a report are parts of these.
 */
const splits = [
  'size',
  'known',
  'employed',
  'answer',
  'reached',
  'source',
  'asked',
  'heard',
  'voice',
  'word',
  'company',
  'agreement',
  'described',
  'form',
  'hours',
  'subsidised',
  'purpose_met',
  'letter',
  'participant',
  ...participantAspects,
  'day_90_yes',
  'day_90_not_yet',
  'day_180_yes',
  'day_180_not_yet',
  'day_90_subsidised',
  'day_180_subsidised',
] as const
export type Split = (typeof splits)[number]

/** A part of another split. */
export type Divided = { split: Split; part: string }

type SplitRule = {
  /** Zero tells nothing about a person: these are about our letters, not about what became of anybody. */
  zeroIsHarmless: boolean
  /** Told apart by a trait, too. */
  byTrait: boolean
  aspect: Aspect
  /** Each part as parts of the aspect. */
  parts: Readonly<Record<string, readonly string[]>>
  /** Another split that this one would give away by subtracting: where that one is hidden, so is this. */
  beside?: Split
}

/** What of the employer: the second half of a standing. */
const employerWays = ['link', 'phone', 'asked', 'unasked']
const standings = (outcomes: readonly string[], ways: readonly string[]) =>
  outcomes.flatMap(outcome => ways.map(way => `${outcome}.${way}`))
const ofOutcome = (...outcomes: readonly string[]) => standings(outcomes, employerWays)
const ofWay = (...ways: readonly string[]) => standings(employmentAnswers, ways)
const known = ofOutcome(...employmentAnswers)
const unknown = ['unknown.asked', 'unknown.unasked']
const notEmployed = employmentAnswers.filter(answer => answer !== 'yes')

const standing = { aspect: 'standing', byTrait: true } as const
const harmless = { zeroIsHarmless: true, byTrait: false } as const
const part = (split: Split, name: string): Divided => ({ split, part: name })
const ofQuestion = (of: Divided, aspect: keyof typeof partCodes, zeroIsHarmless = false) => ({
  of,
  aspect,
  zeroIsHarmless,
  byTrait: false,
  parts: Object.fromEntries(partCodes[aspect].map(code => [code, [code]])),
})
const ofParticipant = (aspect: (typeof participantAspects)[number]) =>
  ofQuestion(part('participant', 'answered'), aspect)
const ofFollowUp = (of: Divided, aspect: (typeof followUpWaves)[number], atEnd: string) => ({
  of,
  aspect,
  zeroIsHarmless: false,
  byTrait: false,
  parts: Object.fromEntries(lastingParts.map(name => [name, [`${atEnd}.${name}`]])),
})

const ofSize = part('size', 'ended')
const ofKnown = part('known', 'known')
const ofJobs = part('employed', 'yes')
const ofEmployers = part('voice', 'employer')
const ofDescribed = part('described', 'described')

/** `of` is what a split divides; null for all that ended. Why the splits by respondent lie as they do: docs/disclosure.md. */
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
    of: part('employed', 'other'),
    zeroIsHarmless: false,
    parts: Object.fromEntries(notEmployed.map(answer => [answer, ofOutcome(answer)])),
  },
  reached: {
    ...standing,
    of: ofKnown,
    zeroIsHarmless: true,
    parts: { asked: ofWay('link', 'phone', 'asked'), unasked: ofWay('unasked') },
  },
  source: {
    ...standing,
    of: part('reached', 'asked'),
    zeroIsHarmless: true,
    parts: { link: ofWay('link'), other: ofWay('phone', 'asked') },
  },
  asked: {
    ...standing,
    of: part('known', 'unknown'),
    zeroIsHarmless: true,
    parts: { asked: ['unknown.asked'], unasked: ['unknown.unasked'] },
  },
  heard: {
    ...harmless,
    of: part('source', 'other'),
    aspect: 'standing',
    parts: { phone: ofWay('phone'), unheard: ofWay('asked') },
  },
  voice: {
    ...harmless,
    of: ofKnown,
    aspect: 'standing',
    parts: { employer: ofWay('link', 'phone'), participant_only: ofWay('asked', 'unasked') },
    beside: 'heard',
  },
  word: {
    ...harmless,
    of: part('voice', 'participant_only'),
    aspect: 'word',
    parts: { yes: ['yes'], no: ['no'] },
  },
  company: {
    ...harmless,
    of: ofEmployers,
    aspect: 'basis',
    parts: { employer_only: ['employer_only'], both: ['agree', 'disagree', 'settled'] },
  },
  agreement: {
    ...harmless,
    of: part('company', 'both'),
    aspect: 'basis',
    parts: { agree: ['agree'], disagree: ['disagree'], settled: ['settled'] },
  },
  described: {
    ...harmless,
    of: ofJobs,
    aspect: 'described',
    parts: { described: ['described'], undescribed: ['undescribed'] },
    beside: 'word',
  },
  form: ofQuestion(ofDescribed, 'form'),
  hours: ofQuestion(ofDescribed, 'hours'),
  subsidised: ofQuestion(ofDescribed, 'subsidised'),
  purpose_met: ofQuestion(ofEmployers, 'purpose_met'),
  letter: ofQuestion(part('source', 'link'), 'letter', true),
  participant: {
    ...harmless,
    of: ofKnown,
    aspect: 'basis',
    parts: {
      answered: ['participant_only', 'agree', 'disagree', 'settled'],
      not_answered: ['employer_only'],
    },
    beside: 'company',
  },
  overall: ofParticipant('overall'),
  supervision: ofParticipant('supervision'),
  tasks: ofParticipant('tasks'),
  learned: ofParticipant('learned'),
  treated: ofParticipant('treated'),
  closer: ofParticipant('closer'),
  recommend: ofParticipant('recommend'),
  work: ofParticipant('work'),
  day_90_yes: ofFollowUp(ofJobs, 'day_90', 'yes'),
  day_90_not_yet: ofFollowUp(part('answer', 'not_yet'), 'day_90', 'not_yet'),
  day_180_yes: ofFollowUp(ofJobs, 'day_180', 'yes'),
  day_180_not_yet: ofFollowUp(part('answer', 'not_yet'), 'day_180', 'not_yet'),
  day_90_subsidised: ofQuestion(part('day_90_yes', 'employed'), 'day_90_subsidised'),
  day_180_subsidised: ofQuestion(part('day_180_yes', 'employed'), 'day_180_subsidised'),
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
