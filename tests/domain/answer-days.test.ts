import { describe, expect, test } from 'vitest'
import type { EndedPlacement } from '../support/ended-placement.ts'
import { reportOf } from '../support/report-of.ts'

/** Placements of a month that were answered so many days after their end, and ten that were not. */
function answeredAfter(month: string, days: readonly number[], sex?: 'unknown'): EndedPlacement[] {
  const answered = days.map(
    (day, index): EndedPlacement => ({
      ...placement,
      month,
      sex: sex ?? (index % 2 === 0 ? 'woman' : 'man'),
      standing: 'no.link',
      letter: '1',
      days: String(day),
    }),
  )
  // Where all have answered, that is what would be told of them: some have not.
  const silent = Array.from({ length: 10 }, () => ({ ...placement, month, sex: sex ?? ('woman' as const) }))
  return [...answered, ...silent]
}

const placement = {
  purpose: 'language',
  unit: '1',
  district: 'Farsta',
  sector: 'private',
  funding: 'other',
  length: 'under_8_weeks',
  end_reason: 'as_planned',
  host: 1,
  standing: 'unknown.asked',
} as const

const often = (day: number, times: number) => Array.from({ length: times }, () => day)

describe('the days from the end to the answer', () => {
  test('are told from each day on which one came in an exact report', () => {
    const rows = answeredAfter('2011-02', [3, 3, 9])
    expect(reportOf(rows, { from: '2011-01-01', to: '2011-12-31', exact: true }).answerDays).toEqual([
      { firstDay: 3, lastDay: 8, answers: 2 },
      { firstDay: 9, lastDay: 9, answers: 1 },
    ])
  })

  test('are told together in a public one until there are five answers, the last without an end', () => {
    const rows = answeredAfter('2011-02', [...often(3, 4), 4, 5, ...often(9, 7), 40, 41])
    expect(reportOf(rows, { from: '2011-01-01', to: '2011-12-31' }).answerDays).toEqual([
      { firstDay: 0, lastDay: 4, answers: 5 },
      { firstDay: 5, lastDay: null, answers: 10 },
    ])
  })

  test('do not tell the day of somebody without a registered sex', () => {
    const known = answeredAfter('2011-02', [...often(1, 20), ...often(3, 20)])
    const without = answeredAfter('2011-02', [212, ...often(2, 9)], 'unknown')
    const { answerDays } = reportOf([...known, ...without], { from: '2011-01-01', to: '2011-12-31' })
    expect(answerDays.map(({ firstDay, answers }) => [firstDay, answers])).toEqual([
      [0, 20],
      [3, 20],
    ])
  })

  test('are not told of a period in which one part has too few answers', () => {
    const many = ['2011-01', '2011-02', '2011-03', '2011-04', '2011-05', '2011-06'].flatMap(month =>
      answeredAfter(month, [...often(3, 20), ...often(9, 20)]),
    )
    const few = answeredAfter('2011-07', [3, 30])
    const rows = [...many, ...few]
    expect(reportOf(rows, { from: '2011-01-01', to: '2011-06-30' }).answerDays).toEqual([])
    expect(reportOf(rows, { from: '2011-01-01', to: '2011-07-31' }).answerDays).toEqual([])
    expect(reportOf(rows, { from: '2011-01-01', to: '2011-12-31' }).answerDays.length).toBeGreaterThan(1)
  })
})
