import { describe, expect, test } from 'vitest'
import type { EndedPlacement } from '../support/ended-placement.ts'
import { type ReportChoices, reportOf } from '../support/report-of.ts'

/** Placements at a host of which so many participants have answered, with these marks in turn. */
function viewsAt(
  host: number,
  answered: number,
  marks: string[],
  sex?: EndedPlacement['sex'],
): EndedPlacement[] {
  return Array.from({ length: 40 }, (_, index) => ({
    month: '2011-02',
    sex: sex ?? (index % 2 === 0 ? 'woman' : 'man'),
    purpose: 'language',
    unit: '1',
    district: 'Farsta',
    sector: 'private',
    funding: 'other',
    length: 'under_8_weeks',
    end_reason: 'as_planned',
    host,
    standing: 'no.link',
    basis: index < answered ? 'agree' : 'employer_only',
    letter: '1',
    days: '3',
    ...(index < answered ? { overall: marks[index % marks.length], work: 'no' } : {}),
  }))
}

/** Beside those of whom nothing is known: else the totals are hidden. */
const viewsIn = (rows: EndedPlacement[], choices?: ReportChoices) =>
  reportOf([...rows, ...unknown], choices).hostViews?.map(({ id, answers, overall }) => [
    id,
    answers,
    overall,
  ]) ?? null

const unknown = viewsAt(9, 0, []).map(({ basis: _basis, letter: _letter, days: _days, ...row }) => ({
  ...row,
  standing: 'unknown.asked',
}))
const few = [...viewsAt(3, 4, ['1']), ...viewsAt(4, 4, ['2'])]
const many = viewsAt(1, 12, ['5', '4', '4'])

describe('what participants think of a host', () => {
  test('is told with one decimal where at least five have answered', () => {
    expect(viewsIn([...many, ...viewsAt(2, 6, ['5', '4', '3', '2', '1', '1']), ...few])).toEqual([
      [1, 12, 4.3],
      [2, 6, 2.7],
    ])
  })

  test('is not told where four have, and who is left out is never alone', () => {
    expect(viewsIn([...many, ...viewsAt(2, 6, ['3']), ...viewsAt(3, 4, ['1'])])).toEqual([[1, 12, 4.3]])
  })

  test('is told of women and men, and of whole years only', () => {
    const withoutSex = viewsAt(1, 40, ['1'], 'unknown')
    expect(viewsIn([...many, ...withoutSex, ...few])).toEqual([[1, 12, 4.3]])
    expect(viewsIn([...many, ...few], { from: '2011-01-01', to: '2011-03-31' })).toBeNull()
    expect(viewsIn([...many, ...few], { filters: { sex: 'woman' } })).toBeNull()
  })

  test('is the same in an exact report, for nobody sees what few have answered', () => {
    expect(viewsIn([...many, ...few], { exact: true })).toEqual([[1, 12, 4.3]])
  })

  test('is not told where all hosts would be, and some of the marks are hidden', () => {
    expect(viewsIn(many)).toBeNull()
    expect(viewsIn(viewsAt(1, 40, ['5', '4', '3', '2', '1']))).toEqual([[1, 40, 3]])
  })
})
