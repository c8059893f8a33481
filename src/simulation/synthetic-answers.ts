import { followUpWaves, type Purpose, sexes } from '../domain/codes.ts'
import type { ImportRow } from '../domain/import-row.ts'
import { employerSurvey } from '../domain/survey.ts'
import type { PlannedAnswer } from './answers-file.ts'
import { createRandom, type Random } from './random.ts'

/** Chances in per cent of each mark that a participant gives, best first: made up. */
const marks = [
  ['5', 31],
  ['4', 34],
  ['3', 20],
  ['2', 9],
  ['1', 6],
] as const

/** Whether somebody who had a job at the end, or was to get one, has one so many days later, in per cent: made up. */
const stillEmployed = { yes: { day_90: 84, day_180: 71 }, not_yet: { day_90: 38, day_180: 41 } } as const

/** Between so much was paid in income support to a person and quarter, in kronor: made up. */
const paidAPerson = { least: 9_000, most: 27_000 }

/**
 * Makes up what participants answer, what employers answer about what lasted, and what districts return for each quarter:
 * the same for the same placements and the same seed, whatever order they stand in.
 */
export function createOtherAnswers(
  placements: readonly ImportRow[],
  employers: readonly PlannedAnswer[],
  seed: number,
): PlannedAnswer[] {
  const told = new Map(employers.map(answer => [answer.subject, answer]))
  return [
    ...placements.map(placement => participantAnswer(placement, told.get(placement.caseId), seed)),
    ...placements.flatMap(placement => followUpAnswers(placement, told.get(placement.caseId), seed)),
    ...costReturns(placements, seed),
  ]
}

function participantAnswer(
  { caseId, participant, purpose }: ImportRow,
  employer: PlannedAnswer | undefined,
  seed: number,
): PlannedAnswer {
  const random = createRandom(seedOf(seed, caseId))
  const answered =
    participant.email === null
      ? random.weighted([
          ['code', 45],
          ['never', 55],
        ])
      : random.weighted([
          [1, 28],
          [2, 12],
          [3, 6],
          ['never', 54],
        ])
  return {
    questionnaire: 'participant',
    wave: employerSurvey.wave,
    subject: caseId,
    bounces: false,
    letter: typeof answered === 'number' ? answered : 0,
    byPhone: false,
    byCode: answered === 'code',
    delayHours: random.between(1, 90),
    fields: participantFields(random, purpose, employer?.fields.employment),
  }
}

/** Mostly in agreement with the employer about work, as in life. */
function participantFields(random: Random, purpose: Purpose, employment: string | undefined) {
  const degree = () => random.pick(['4', '4', '3', '3', '3', '2', '1', 'unknown'])
  const atHost = employment === 'yes' ? 93 : purpose === 'employment_step' ? 4 : 2
  const work = random.weighted([
    ['at_host', atHost],
    ['elsewhere', (100 - atHost) / 4],
    ['no', ((100 - atHost) * 3) / 4],
  ])
  return {
    overall: random.weighted(marks),
    supervision: degree(),
    tasks: degree(),
    learned: degree(),
    treated: random.weighted([
      ['yes', 84],
      ['partly', 12],
      ['no', 4],
    ]),
    closer: degree(),
    recommend: random.weighted([
      ['yes', 71],
      ['maybe', 18],
      ['no', 11],
    ]),
    work,
  }
}

function followUpAnswers(
  { caseId }: ImportRow,
  employer: PlannedAnswer | undefined,
  seed: number,
): PlannedAnswer[] {
  const employment = employer?.fields.employment
  if (employer === undefined || employer.bounces || (employment !== 'yes' && employment !== 'not_yet'))
    return []
  return followUpWaves.map(wave => {
    const random = createRandom(seedOf(seed, `${caseId} ${wave}`))
    const answered = random.weighted([
      [1, 42],
      [2, 18],
      [3, 8],
      ['phone', 12],
      ['never', 20],
    ])
    const isEmployed = random.share() * 100 < stillEmployed[employment][wave]
    return {
      questionnaire: employerSurvey.questionnaire,
      wave,
      subject: caseId,
      bounces: false,
      letter: typeof answered === 'number' ? answered : 0,
      byPhone: answered === 'phone',
      byCode: false,
      delayHours: random.between(1, 90),
      fields: isEmployed ? employedFields(random, employer.fields) : { still_employed: 'no' },
    }
  })
}

function employedFields(random: Random, { form }: Record<string, string>) {
  const other = random.pick(['permanent', 'probationary', 'fixed_term', 'substitute'])
  return {
    still_employed: 'yes',
    form: form !== undefined && random.share() < 0.7 ? form : other,
    subsidised: random.weighted([
      ['yes', 40],
      ['no', 52],
      ['unknown', 8],
    ]),
  }
}

/** For each district and quarter in which a placement with income support went on. */
function costReturns(placements: readonly ImportRow[], seed: number): PlannedAnswer[] {
  const districts = Map.groupBy(
    placements.filter(({ district, endedOn }) => district !== null && endedOn !== null),
    ({ district }) => district ?? '',
  )
  return [...districts].flatMap(([district, own]) =>
    quartersOf(own).map(quarter => costReturn(district, quarter, own, seed)),
  )
}

type Quarter = { key: string; from: Temporal.PlainDate; to: Temporal.PlainDate }

function costReturn(
  district: string,
  { key, from, to }: Quarter,
  placements: readonly ImportRow[],
  seed: number,
): PlannedAnswer {
  const random = createRandom(seedOf(seed, `${district} ${key}`))
  const supported = placements.filter(
    ({ funding, startedOn, endedOn }) =>
      funding === 'income_support' &&
      Temporal.PlainDate.compare(startedOn, to) <= 0 &&
      endedOn !== null &&
      Temporal.PlainDate.compare(endedOn, from) >= 0,
  )
  const answered = random.weighted([
    [1, 46],
    [2, 26],
    [3, 10],
    ['phone', 8],
    ['never', 10],
  ])
  const counted = sexes.slice(0, 2).flatMap(sex => {
    const persons = new Set(
      supported.flatMap(({ participant }) => (participant.sex === sex ? participant.caseId : [])),
    ).size
    const paid = persons * random.between(paidAPerson.least, paidAPerson.most)
    return [
      [`persons_${sex}`, String(persons)],
      [`paid_${sex}`, String(paid)],
    ]
  })
  return {
    questionnaire: 'district',
    wave: key,
    subject: district,
    bounces: false,
    letter: typeof answered === 'number' ? answered : 0,
    byPhone: answered === 'phone',
    byCode: false,
    delayHours: random.between(2, 90),
    fields: {
      ...Object.fromEntries(counted),
      signed_by: `Handläggare ${random.between(1, 9)}`,
      confirmed: 'yes',
    },
  }
}

/** The quarters that lie between the first and the last end. */
function quartersOf(placements: readonly ImportRow[]): Quarter[] {
  const ends = placements.flatMap(({ endedOn }) => endedOn ?? []).toSorted(Temporal.PlainDate.compare)
  const [first, last] = [ends.at(0), ends.at(-1)]
  if (!first || !last) return []
  const quarters: Quarter[] = []
  let from = first.with({ month: first.month - ((first.month - 1) % 3), day: 1 })
  while (Temporal.PlainDate.compare(from, last) <= 0) {
    const next = from.add({ months: 3 })
    quarters.push({ key: `${from.year}-Q${(from.month + 2) / 3}`, from, to: next.subtract({ days: 1 }) })
    from = next
  }
  return quarters
}

/** FNV-1a: what is made up about a subject does not depend on the others. */
function seedOf(seed: number, text: string): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0
  return hash
}
