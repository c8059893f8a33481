import type { TestContext as Running } from 'vitest'
import { swedish } from '../../src/domain/codes.ts'
import { yearFile } from './placements-file.ts'

/** A count of the synthetic year that was made without the service. */
export type Expected = { table: string; told: Record<string, string>; measure: string; count: number }

const codes: Record<string, Record<string, string>> = {
  sex: { K: 'woman', M: 'man', okänt: 'unknown' },
  purpose: swedish.purpose,
  sector: swedish.sector,
}

type Numbers = Record<string, number>

/** What expected-2011.json counts of the things that a report tells. */
export function expectedOf2011(running: Running): Expected[] {
  const told = JSON.parse(String(yearFile(running, 'expected-2011.json')))
  const answers: Numbers = told.answers
  return [
    fact('placements', {}, 'ended', told.accepted),
    fact('placements', {}, 'known', told.known),
    fact('outcome', {}, 'known', told.known),
    fact('outcome', {}, 'unknown', answers.none ?? 0),
    ...[1, 2, 3].map(letter => fact('letter', {}, String(letter), answers[`letter${letter}`] ?? 0)),
    ...facts('outcome', ['sex'], told.by_sex, 'ended'),
    ...facts('outcome', ['purpose'], told.by_purpose, 'ended'),
    ...facts('outcome', ['sex', 'purpose'], told.by_sex_purpose, 'ended'),
    ...facts('outcome', ['district'], told.by_district, 'ended'),
    ...facts('outcome', ['sector'], told.by_sector, 'ended'),
    ...facts('outcome', ['unit'], told.by_unit, 'ended'),
    ...facts('outcome', ['sex'], told.employment_by_sex),
    ...facts('outcome', ['purpose'], told.employment_by_purpose),
    ...facts('outcome', ['sex', 'purpose'], told.employment_by_sex_purpose),
    ...facts('form', ['sex'], told.form_by_sex),
    ...facts('hours', ['sex'], told.hours_by_sex),
    ...facts('subsidised', ['sex'], told.subsidised_by_sex),
  ]
}

/** "K | arbetsträning | yes": what is told apart, and last the measure unless it is given. */
function facts(about: string, by: string[], numbers: Numbers, measure?: string): Expected[] {
  return Object.entries(numbers).map(([key, count]) => {
    const parts = key.split(' | ')
    const told = Object.fromEntries(
      by.map((dimension, index) => {
        const value = parts[index] ?? ''
        return [dimension, codes[dimension]?.[value] ?? value]
      }),
    )
    return fact(about, told, measure ?? parts.at(-1) ?? '', count)
  })
}

function fact(about: string, told: Record<string, string>, measure: string, count: number): Expected {
  const by = ['purpose', 'sex', 'district', 'sector', 'unit'].filter(dimension => dimension in told)
  return { table: by.length === 0 ? about : `${about}_by_${by.join('_')}`, told, measure, count }
}
