import { expect, test } from 'vitest'
import type { AnswerDays, OutcomeRow } from '../../src/domain/report.ts'
import { createRenderer } from '../../src/render.ts'
import { daysSentence } from '../../src/web/reports/answers.ts'
import { traitTables } from '../../src/web/reports/outcome-tables.ts'
import { purposeMetTable } from '../../src/web/reports/purposes.ts'
import { madeUpReport, outcomeRowOf } from '../support/published-report.ts'

const words = { language: 'sv', t: createRenderer().t } as const
const seen = (text: string | null | undefined) => text?.replaceAll(/\s/g, ' ')

const days = (...told: [number, number, number][]): AnswerDays[] =>
  told.map(([firstDay, lastDay, answers]) => ({ firstDay, lastDay, answers }))

test.each([
  [
    'days that are known well',
    days([0, 5, 40], [6, 7, 20], [8, 9, 40]),
    'Hälften av svaren hade kommit 7 dagar efter avslutet. Nio av tio hade kommit efter 9 dagar.',
  ],
  [
    'a last band that holds the last of ten',
    days([0, 6, 20], [7, 8, 60], [9, 40, 20]),
    'Hälften av svaren hade kommit 8 dagar efter avslutet. Efter 8 dagar hade 80,0 % av svaren kommit.',
  ],
  ['one band for all', days([0, 30, 100]), 'Efter 30 dagar hade 100,0 % av svaren kommit.'],
])('with %s the sentence says no more than is known', (_case, answerDays, expected) => {
  expect(seen(daysSentence(madeUpReport({ answerDays }), words))).toBe(expected)
})

function unitRow(unit: string, share: { knowledge: number; work: number | null }): OutcomeRow {
  const { knowledge, work } = share
  const row = outcomeRowOf({ unit }, { ended: 100, known: knowledge * 100 })
  const employment = work === null ? { value: null, lower: null, upper: null } : bounds(work)
  return { ...row, rates: { response: null, knowledge, employment } }
}

function bounds(value: number) {
  return { value, lower: value - 0.1, upper: value + 0.1 }
}

const unitSentences = (...rows: OutcomeRow[]) =>
  traitTables(madeUpReport({ tables: [{ by: ['unit'], rows }] }), words)[0]?.sentences.map(seen)

test('units are compared by all that are known, and it is said of how many the work is shown', () => {
  const [known, work] =
    unitSentences(
      unitRow('1', { knowledge: 0.7, work: 0.2 }),
      unitRow('2', { knowledge: 0.8, work: 0.3 }),
      unitRow('3', { knowledge: 0.5, work: null }),
    ) ?? []
  expect(known).toBe('Vi vet hur det gick för 50,0–80,0 % av placeringarna, beroende på jobbtorg.')
  expect(work).toBe(
    'I de 2 jobbtorg som kan visas ledde mellan 20,0 % och 30,0 % av de kända utfallen till arbete.',
  )
})

test('what is hidden is not said to be too small, and what is too small is not said to be hidden', () => {
  const hidden = unitRow('1', { knowledge: 0.7, work: null })
  const small = { ...hidden, counts: { ...hidden.counts, ended: 12, known: 9 } }
  expect(unitSentences(hidden, hidden)?.at(-1)).toBe(
    'Andelarna visas inte, för att skydda enskilda personer.',
  )
  expect(unitSentences(small, small)?.at(-1)).toBe('Underlaget är för litet för att jämföra andelar.')
})

test('a purpose of which not all four answers are shown is not in the table of how the purposes were met', () => {
  const row = (purpose: 'language' | 'work_training', counts: Record<string, number | null>) => ({
    group: { purpose },
    of: 100,
    counts,
  })
  const report = madeUpReport({
    details: [
      {
        detail: 'purpose_met',
        by: ['purpose'],
        rows: [
          row('language', { 4: 40, 3: 30, 2: 20, 1: 10, unknown: 0 }),
          row('work_training', { 4: 40, 3: null, 2: null, 1: 10, unknown: 0 }),
        ],
      },
    ],
  })
  expect(purposeMetTable(report, words).bodies.map(({ head }) => head)).toEqual(['Språkpraktik'])
})
