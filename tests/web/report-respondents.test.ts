import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { employmentAnswers } from '../../src/domain/codes.ts'
import { detailBy, type Report } from '../../src/domain/report.ts'
import { reportOutcomes } from '../../src/flow/report-outcomes.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { generateOthers, generateOutcomes, generateTraits } from '../support/generated-outcomes.ts'
import { type OutcomeRow, storeOutcomes } from '../support/outcomes.ts'
import { countIn, rowsOf, seenOn, tableNames } from '../support/report-page.ts'
import { type Agent, createStaffSite, signedIn } from '../support/staff.ts'

const rows = generateOthers(generateTraits(generateOutcomes(6_000, 9), 9), 9)
const year = 'from=2011-01-01&to=2011-12-31'

let context: TestContext
let analyst: Agent
let page: string

beforeAll(async () => {
  context = await createTestContext({ now: '2012-12-01T09:00' })
  await storeOutcomes(context.db, rows)
  analyst = await signedIn(context, createStaffSite(context), 'analyst')
  page = (await analyst.get(`/reports?${year}`)).text
}, 120_000)
afterAll(() => context.close())

/** The women and men whose placements ended in 2011, one at a time. */
function counted(matches: (row: OutcomeRow) => boolean): number {
  return rows.filter(
    row =>
      row.endedOn?.startsWith('2011') &&
      row.endReason !== 'withdrawn' &&
      row.sex !== 'unknown' &&
      matches(row),
  ).length
}

const isAsked = ({ state }: OutcomeRow) => !(state === null || state === 'scheduled' || state === 'withdrawn')
const saidBy = (row: OutcomeRow) => (isAsked(row) ? row.answers.at(-1)?.values.employment : undefined)
const wordOf = ({ participant }: OutcomeRow) => (participant?.work === 'at_host' ? 'yes' : 'no')
function outcomeOf(row: OutcomeRow): string | undefined {
  const said = saidBy(row)
  if (!row.participant) return said
  return said === undefined ? wordOf(row) : (row.settled?.at(-1) ?? said)
}

const cellIn = (id: string, name: string, column: number, body = '') =>
  rowsOf(page, id).find(row => row.name === name && (body === '' || row.body === body))?.cells[column]

describe('the report of what participants and later surveys tell', () => {
  test('has its tables, and says how many have answered', () => {
    expect(tableNames(page)).toEqual(
      expect.arrayContaining([
        'participants-views',
        'participants-purposes',
        'participants-work',
        'learning',
        'lasting-work',
        'lasting-not-yet',
        'sources',
      ]),
    )
    const answered = counted(({ participant }) => participant !== undefined)
    expect(seenOn(page).replaceAll(/(\d) (?=\d{3})/g, '$1')).toContain(
      `För ${answered} av ${counted(() => true)} avslutade placeringar har aspiranten svarat.`,
    )
  })

  test.each([
    ['Hos arbetsgivaren', 'at_host'],
    ['På annat håll', 'elsewhere'],
    ['Inget arbete', 'no'],
  ])('counts work %s as plain loops do', (name, work) => {
    expect(countIn(cellIn('participants-work', name, 0))).toBe(
      counted(({ sex, participant }) => sex === 'woman' && participant?.work === work),
    )
    expect(countIn(cellIn('participants-work', name, 2))).toBe(
      counted(({ participant }) => participant?.work === work),
    )
  })

  test.each([
    ['language', 'Språkpraktik'],
    ['work_training', 'Arbetsträning'],
    ['employment_step', 'Steg till anställning'],
  ])('counts those who answered of %s by sex, and the share with a high mark', (purpose, body) => {
    const answered = (row: OutcomeRow) =>
      row.purpose === purpose && row.sex === 'man' && row.participant !== undefined
    const high = (row: OutcomeRow) => answered(row) && Number(row.participant?.overall) >= 4
    expect(countIn(cellIn('participants-purposes', 'Män', 0, body))).toBe(counted(answered))
    const share = (100 * counted(high)) / counted(answered)
    expect(cellIn('participants-purposes', 'Män', 1, body)).toBe(`${share.toFixed(1).replace('.', ',')} %`)
  })

  test.each([
    ['lasting-work', 'yes'],
    ['lasting-not-yet', 'not_yet'],
  ])('counts %s at the end, after 90 and after 180 days', (id, outcome) => {
    const at = (row: OutcomeRow) => outcomeOf(row) === outcome
    const then = (wave: 'day_90' | 'day_180', answers: string[]) => (row: OutcomeRow) =>
      at(row) && answers.includes(row[wave]?.still_employed ?? '')
    const expected = [
      counted(at),
      counted(then('day_90', ['yes'])),
      counted(then('day_90', ['yes', 'no'])),
      counted(then('day_180', ['yes'])),
      counted(then('day_180', ['yes', 'no'])),
    ]
    expect(expected.map((_, column) => countIn(cellIn(id, 'Alla', column, 'Alla syften')))).toEqual(expected)
  })

  test('tells who has told, and where the two differ', () => {
    const bothSaid = (row: OutcomeRow) => row.participant !== undefined && saidBy(row) !== undefined
    const isOpen = (row: OutcomeRow) => bothSaid(row) && row.settled === undefined
    const agree = (row: OutcomeRow) => (saidBy(row) === 'yes') === (wordOf(row) === 'yes')
    const expected = [
      counted(row => saidBy(row) !== undefined && row.participant === undefined),
      counted(row => saidBy(row) === undefined && row.participant !== undefined),
      counted(row => isOpen(row) && agree(row)),
      counted(row => isOpen(row) && !agree(row)),
      counted(row => bothSaid(row) && row.settled !== undefined),
    ]
    expect(rowsOf(page, 'sources').map(({ cells }) => countIn(cells[2]))).toEqual(expected)
    expect(counted(row => employmentAnswers.some(answer => answer === outcomeOf(row)))).toBe(
      expected.reduce((sum, count) => sum + count, 0),
    )
  })
})

describe('what participants have answered', () => {
  const day = Temporal.PlainDate.from
  const reportOn = (from: string, to: string, exact: boolean): Promise<Report> =>
    reportOutcomes(context, { from: day(from), to: day(to), filters: {}, exact, now: context.clock.now() })

  test('is the same in an exact report as in the public one, where employers’ answers are not', async () => {
    const exact = await reportOn('2011-03-01', '2011-03-31', true)
    const open = await reportOn('2011-03-01', '2011-03-31', false)
    expect(detailBy(exact, 'overall', 'purpose', 'sex')).toEqual(detailBy(open, 'overall', 'purpose', 'sex'))
    expect(exact.hostViews).toEqual(open.hostViews)
    expect(JSON.stringify(detailBy(exact, 'purpose_met', 'purpose', 'sex'))).not.toContain('null')
  })

  test('is in no exact report of a part of a month, which could be subtracted to one person', async () => {
    const exact = await reportOn('2011-03-02', '2011-03-31', true)
    expect(detailBy(exact, 'form')).toBeDefined()
    expect(detailBy(exact, 'overall')).toBeUndefined()
    expect(exact.hostViews).toBeNull()
  })
})
