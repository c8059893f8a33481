import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { countTallies } from '../../src/db/tallies.ts'
import { timeZone } from '../../src/domain/calendar.ts'
import { aspects, type MonthTallies } from '../../src/domain/tally.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { generateOthers, generateOutcomes, generateTraits } from '../support/generated-outcomes.ts'
import { clearOutcomes, type OutcomeRow, outcomeRow, storeOutcomes } from '../support/outcomes.ts'
import { linesOf } from '../support/tally-lines.ts'

const from = Temporal.PlainDate.from('2011-01-10')
const to = Temporal.PlainDate.from('2011-12-31')
const today = Temporal.PlainDate.from('2011-11-15')

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
beforeEach(() => clearOutcomes(database.db))
afterAll(() => database.drop())

async function tallied(rows: OutcomeRow[]): Promise<MonthTallies> {
  await storeOutcomes(database.db, rows)
  return countTallies(database.db, { from, to }, today)
}

async function partsOf(aspect: string, row: Partial<OutcomeRow>): Promise<string[]> {
  const { tallies } = await tallied([outcomeRow({ endedOn: '2011-03-31', ...row })])
  return tallies.flatMap(tally => (tally.aspect === aspect && tally.trait === null ? [tally.part] : []))
}

function answered(
  values: Record<string, string>,
  answeredAt = '2011-04-07T10:00:00Z',
): Pick<OutcomeRow, 'state' | 'answers'> {
  return { state: 'answered', answers: [{ source: 'link', values, answeredAt }] }
}

describe('tallies', () => {
  test.each([21, 22, 23])('equal a count by plain loops over generated placements, seed %i', async seed => {
    const rows = generateOthers(generateTraits(generateOutcomes(1_500, seed), seed), seed)
    const { tallies, hosts } = await tallied(rows)
    expect(linesOf({ tallies, hosts })).toEqual(linesOf(countByLoops(rows)))
    expect(new Set(tallies.map(({ aspect }) => aspect))).toEqual(new Set(aspects))
    const traits = ['unit', 'district', 'sector', 'funding', 'length', 'end_reason']
    expect(new Set(tallies.map(({ trait }) => trait))).toEqual(new Set([null, ...traits]))
  })

  test.each([
    ['begins', 55, 'under_8_weeks'],
    ['is reached', 56, 'weeks_8_to_11'],
    ['is not over', 83, 'weeks_8_to_11'],
    ['is over', 84, 'weeks_12_to_15'],
    ['is nearly the longest', 111, 'weeks_12_to_15'],
    ['is the longest', 112, 'weeks_16_or_more'],
  ])('know the length of a placement, both days counted: it %s at %i days', async (_case, days, length) => {
    const startedOn = Temporal.PlainDate.from('2011-03-31').subtract({ days: days - 1 })
    const { tallies } = await tallied([
      outcomeRow({ endedOn: '2011-03-31', startedOn: startedOn.toString() }),
    ])
    expect(tallies.flatMap(({ trait, value }) => (trait === 'length' ? [value] : []))).toEqual([length])
  })

  test.each([
    ['on the last day, before midnight in Sweden', '2011-03-31T21:59:59Z', '0'],
    ['after midnight in Sweden', '2011-03-31T22:00:00Z', '1'],
    ['before the end', '2011-03-01T10:00:00Z', '0'],
    ['a week after', '2011-04-07T10:00:00Z', '7'],
  ])('count the days from the end to an answer %s', async (_case, answeredAt, days) => {
    expect(await partsOf('days', answered({ employment: 'no' }, answeredAt))).toEqual([days])
  })

  test.each([
    [0, '1'],
    [1, '1'],
    [2, '2'],
    [3, '3'],
    [4, '3'],
  ])(
    'take an answer by link that came when %i letters had been counted for one after letter %s',
    async (lettersSent, letter) => {
      expect(await partsOf('letter', { ...answered({ employment: 'no' }), lettersSent })).toEqual([letter])
    },
  )

  test('know no letter of an answer by phone', async () => {
    const answers = [{ source: 'phone', values: { employment: 'no' } }] as const
    expect(await partsOf('letter', { state: 'answered', answers: [...answers], lettersSent: 2 })).toEqual([])
  })

  test('know what a job is like only where the answer that counts is a job', async () => {
    const { tallies } = await tallied([
      outcomeRow({ endedOn: '2011-03-31', ...answered({ employment: 'no', form: 'seasonal' }) }),
    ])
    expect(tallies.filter(({ aspect }) => aspect === 'form')).toEqual([])
  })

  test('do not know the answer to a survey that has been withdrawn', async () => {
    const { answers } = answered({ employment: 'no', purpose_met: '4' })
    const { tallies } = await tallied([outcomeRow({ endedOn: '2011-03-31', state: 'withdrawn', answers })])
    expect(new Set(tallies.map(({ aspect, part }) => `${aspect} ${part}`))).toEqual(
      new Set(['standing unknown.unasked']),
    )
  })

  const told = { overall: '4', work: 'at_host' }
  test.each<[string, Partial<OutcomeRow>, string, string]>([
    [
      'the employer, where the participant is silent',
      answered({ employment: 'no' }),
      'no.link',
      'employer_only',
    ],
    [
      'the employer, who agrees',
      { ...answered({ employment: 'yes' }), participant: told },
      'yes.link',
      'agree',
    ],
    [
      'the employer, who disagrees',
      { ...answered({ employment: 'not_yet' }), participant: told },
      'not_yet.link',
      'disagree',
    ],
    ['the participant, where the employer is silent', { participant: told }, 'yes.asked', 'participant_only'],
    [
      'the participant, where no employer was asked',
      { state: null, participant: told },
      'yes.unasked',
      'participant_only',
    ],
    [
      'no work at the host where it is elsewhere',
      { participant: { work: 'elsewhere' } },
      'no.asked',
      'participant_only',
    ],
    [
      'what a coach found out last',
      { ...answered({ employment: 'no' }), participant: told, settled: ['no', 'yes'] },
      'yes.link',
      'settled',
    ],
    [
      'nobody, where a coach has found something out and neither has told',
      { settled: ['yes'] },
      'unknown.asked',
      'none',
    ],
  ])('believe %s', async (_case, row, standing, basis) => {
    const { tallies } = await tallied([outcomeRow({ endedOn: '2011-03-31', ...row })])
    const partOf = (aspect: string) =>
      tallies.find(tally => tally.aspect === aspect && tally.trait === null)?.part
    expect([partOf('standing'), partOf('basis') ?? 'none']).toEqual([standing, basis])
  })

  test('of a period in which nothing ended are none', async () => {
    expect(await tallied([outcomeRow({ endedOn: '2011-01-09' })])).toEqual({ tallies: [], hosts: [] })
  })
})

/** The same, one placement and one tally at a time. */
function countByLoops(rows: OutcomeRow[]): MonthTallies {
  const counted = rows.filter(
    ({ endedOn, endReason }) =>
      endedOn !== null &&
      endedOn >= from.toString() &&
      endedOn <= today.toString() &&
      endReason !== 'withdrawn',
  )
  const units = ['Jobbtorg City', ...rows.map(({ unit }) => unit)].filter(
    (unit, index, all) => all.indexOf(unit) === index,
  )
  const lines = new Map<string, MonthTallies['tallies'][number]>()
  for (const row of counted)
    for (const tally of talliesOf(row, units)) {
      const key = JSON.stringify(tally)
      lines.set(key, { ...tally, count: (lines.get(key)?.count ?? 0) + 1 })
    }
  return { tallies: [...lines.values()], hosts: hostsByLoops(rows, counted) }
}

/** All that one placement is counted in. */
function talliesOf(row: OutcomeRow, units: string[]): MonthTallies['tallies'] {
  const { sex, purpose } = row
  const month = (row.endedOn ?? '').slice(0, 7)
  const same = { month, sex, purpose, count: 1 }
  const standing = standingOf(row)
  const traits = [
    ['unit', String(units.indexOf(row.unit) + 1)],
    ['district', row.district ?? 'unknown'],
    ['sector', row.employer.sector ?? 'private'],
    ['funding', row.funding],
    ['length', lengthOf(row)],
    ['end_reason', row.endReason ?? 'unknown'],
  ] as const
  const parts = Object.entries(answerParts(row)).filter(([, part]) => part !== undefined)
  return [
    { ...same, trait: null, value: null, aspect: 'standing', part: standing },
    ...traits.map(([trait, value]) => ({
      ...same,
      trait,
      value,
      aspect: 'standing' as const,
      part: standing,
    })),
    ...parts.map(([aspect, part = '']) => ({
      ...same,
      trait: null,
      value: null,
      aspect: aspect as MonthTallies['tallies'][number]['aspect'],
      part,
    })),
  ]
}

/** The employer's answer at the end, unless the survey is withdrawn. */
function employerOf({ state, answers }: OutcomeRow) {
  return isAsked(state) ? answers.at(-1) : undefined
}

function isAsked(state: OutcomeRow['state']): boolean {
  return state !== null && state !== 'scheduled' && state !== 'withdrawn'
}

function wordOf({ participant }: OutcomeRow): 'yes' | 'no' | undefined {
  if (!participant) return undefined
  return participant.work === 'at_host' ? 'yes' : 'no'
}

function outcomeOf(row: OutcomeRow): string {
  const [employer, word] = [employerOf(row), wordOf(row)]
  const settled = employer && word ? row.settled?.at(-1) : undefined
  return settled ?? employer?.values.employment ?? word ?? 'unknown'
}

function standingOf(row: OutcomeRow): string {
  const way = employerOf(row)?.source ?? (isAsked(row.state) ? 'asked' : 'unasked')
  return `${outcomeOf(row)}.${way}`
}

function basisOf(row: OutcomeRow): string | undefined {
  const [employer, word] = [employerOf(row), wordOf(row)]
  if (!employer) return word ? 'participant_only' : undefined
  if (!word) return 'employer_only'
  if (row.settled) return 'settled'
  const saysYes = employer.values.employment === 'yes'
  return saysYes === (word === 'yes') ? 'agree' : 'disagree'
}

function lastingParts(row: OutcomeRow): Record<string, string | undefined> {
  const outcome = outcomeOf(row)
  const parts: Record<string, string | undefined> = {}
  for (const wave of ['day_90', 'day_180'] as const) {
    if (outcome !== 'yes' && outcome !== 'not_yet') continue
    const then = row[wave]?.still_employed
    const told = then === 'yes' ? 'employed' : then === 'no' ? 'not_employed' : 'unknown'
    parts[wave] = `${outcome}.${told}`
    if (outcome === 'yes' && then === 'yes') parts[`${wave}_subsidised`] = row[wave]?.subsidised
  }
  return parts
}

function lengthOf({ startedOn, endedOn }: OutcomeRow): string {
  const { days } = Temporal.PlainDate.from(startedOn).until(endedOn ?? startedOn)
  const weeks = Math.floor((days + 1) / 7)
  if (weeks < 8) return 'under_8_weeks'
  if (weeks < 12) return 'weeks_8_to_11'
  return weeks < 16 ? 'weeks_12_to_15' : 'weeks_16_or_more'
}

function answerParts(row: OutcomeRow): Record<string, string | undefined> {
  const { endedOn, lettersSent, participant = {} } = row
  const last = employerOf(row)
  const isJob = outcomeOf(row) === 'yes'
  const { employment, form, hours, subsidised, purpose_met } = last?.values ?? {}
  const describes = employment === 'yes'
  const { comment: _comment, ...views } = participant
  return {
    ...(isJob && describes && { form, hours, subsidised }),
    ...(isJob && { described: describes ? 'described' : 'undescribed' }),
    purpose_met,
    letter: last?.source === 'link' ? String(Math.min(3, Math.max(1, lettersSent))) : undefined,
    days: last && daysTo(last.answeredAt ?? '', endedOn ?? ''),
    basis: basisOf(row),
    word: last ? undefined : wordOf(row),
    ...views,
    ...lastingParts(row),
  }
}

function daysTo(answeredAt: string, endedOn: string): string {
  const answeredOn = Temporal.Instant.from(answeredAt).toZonedDateTimeISO(timeZone).toPlainDate()
  return String(Math.max(0, Temporal.PlainDate.from(endedOn).until(answeredOn).days))
}

/** Employers are numbered in the order in which they are first named. */
function hostsByLoops(rows: OutcomeRow[], counted: OutcomeRow[]): MonthTallies['hosts'] {
  const nameOf = ({ employer }: OutcomeRow) => `${employer.organisationNumber} ${employer.name}`
  const order = [...new Set(rows.map(nameOf))]
  const months = [...new Set(counted.map(({ endedOn }) => (endedOn ?? '').slice(0, 7)))]
  return months.flatMap(month =>
    order.flatMap((name, index) =>
      [true, false].flatMap(hasSex => {
        const own = counted.filter(
          row => nameOf(row) === name && row.endedOn?.startsWith(month) && (row.sex !== 'unknown') === hasSex,
        )
        const answers = own.map(employerOf)
        const marks = own.flatMap(({ participant }) => (participant ? [Number(participant.overall)] : []))
        if (own.length === 0) return []
        return {
          month,
          employerId: index + 1,
          hasSex,
          ended: own.length,
          answered: answers.filter(answer => answer?.source === 'link').length,
          employed: own.filter(row => outcomeOf(row) === 'yes').length,
          views: marks.length,
          marks: marks.reduce((sum, mark) => sum + mark, 0),
        }
      }),
    ),
  )
}
