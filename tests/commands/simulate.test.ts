import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { swedish } from '../../src/domain/codes.ts'
import { importColumns } from '../../src/domain/import-columns.ts'
import { temporaryFolder } from '../support/data-folder.ts'

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const shared = fileURLToPath(new URL('../../../shared/data', import.meta.url))

const keptPromises = {
  same_letter_twice: 0,
  two_letters_in_a_day: 0,
  too_close: 0,
  not_a_working_day: 0,
  after_the_answer: 0,
  over_three_letters: 0,
}

function simulate(
  placements: string,
  answers: string,
): Promise<{ code: unknown; stdout: string; stderr: string }> {
  const args = [main, 'simulate', '--placements', placements, '--answers', answers, '--json']
  return new Promise(resolve => {
    execFile(process.execPath, args, { env: { PATH: process.env.PATH } }, (error, stdout, stderr) =>
      resolve({ code: error ? error.code : 0, stdout, stderr }),
    )
  })
}

describe('two small files, played through', () => {
  const placement = (number: number) =>
    `P-${number};A-${number};Å.B.;K;1980;;Farsta;språkpraktik;Jobbtorg Farsta;;Bageri ${number} AB;556016-0680;privat;;Eva Ek;eva@bageri${number}.example;08-1;sv;2011-03-01;2011-05-31;2011-05-31;enligt plan;`
  const no = 'no,,,,3,yes'
  const plans = [
    `P-1,ok,letter1,30,yes,substitute,part_time,no,4,yes`,
    `P-2,ok,letter2,0.5,${no}`,
    `P-3,ok,letter3,26,${no}`,
    `P-4,ok,phone,0,${no}`,
    `P-5,bounce,phone,0,${no}`,
    `P-6,ok,none,0,,,,,,`,
  ]

  test('give a report of what was answered, by letters that keep every promise', {
    timeout: 120_000,
  }, async () => {
    const folder = await temporaryFolder()
    const [placements, answers] = [join(folder, 'placements.csv'), join(folder, 'answers.csv')]
    await writeFile(
      placements,
      [importColumns.join(';'), ...plans.map((_, row) => placement(row + 1))].join('\n'),
    )
    const head =
      'placering_id,delivery,answers,delay_hours,employment,form,hours,subsidised,purpose_met,host_again'
    await writeFile(answers, [head, ...plans].join('\n'))
    const { code, stdout } = await simulate(placements, answers)
    const { seconds, resident_megabytes, report, ...played } = JSON.parse(stdout)
    expect(code).toBe(0)
    expect(played).toEqual({
      import: { rows: 6, accepted: 6, created: 6, updated: 0, unchanged: 0, rejected: [] },
      letters: { invitation: 5, reminder: 7 },
      broken_promises: keptPromises,
    })
    expect(report.placements).toEqual({ ended: 6, surveyed: 6, answered: 3, known: 5 })
    expect(tally(report.cells.employment, ['sex', 'purpose', 'answer'])).toEqual({
      'woman | language | yes': 1,
      'woman | language | no': 4,
      'woman | language | unknown': 1,
    })
    expect(tally(report.cells.form, ['sex', 'code'])).toEqual({ 'woman | substitute': 1 })
    expect(report.employers[0]).toEqual({
      organisation_number: '5560160680',
      name: 'Bageri 1 AB',
      sector: 'private',
      placements: 1,
      answered: 1,
      employed: 1,
    })
    expect(seconds).toBeGreaterThan(0)
    expect(resident_megabytes).toBeGreaterThan(0)
  })
})

test('the year 2011 gives every count that is expected', { timeout: 400_000 }, async ctx => {
  if (!existsSync(shared)) ctx.skip('shared/data is absent')
  const expected = JSON.parse(readFileSync(join(shared, 'expected-2011.json'), 'utf8'))
  const { stdout } = await simulate(join(shared, 'placeringar-2011.csv'), join(shared, 'svar-2011.csv'))
  const { import: imported, broken_promises: broken, report } = JSON.parse(stdout)
  const { cells, placements } = report
  expect(imported).toMatchObject({ accepted: expected.accepted, rejected: expected.rejected_lines })
  expect(broken).toEqual(keptPromises)
  expect(placements).toMatchObject({ ended: expected.accepted, known: expected.known })
  const told = cells.employment.filter(({ answer }: { answer: string }) => answer !== 'unknown')
  expect(tally(told, ['sex', 'purpose', 'answer'])).toEqual(inCodes(expected.employment_by_sex_purpose))
  expect(tally(cells.form, ['sex', 'code'])).toEqual(inCodes(expected.form_by_sex))
  expect(tally(cells.hours, ['sex', 'code'])).toEqual(inCodes(expected.hours_by_sex))
  expect(tally(cells.subsidised, ['sex', 'code'])).toEqual(inCodes(expected.subsidised_by_sex))
})

type Cell = Record<string, string> & { count: number }

/** 'woman | language | yes' -> 17, without the cells that nobody is in. */
function tally(cells: readonly Cell[], names: readonly string[]): Record<string, number> {
  const counted = cells.filter(({ count }) => count > 0)
  return Object.fromEntries(counted.map(cell => [names.map(name => cell[name]).join(' | '), cell.count]))
}

/** The expected file's Swedish words as codes: 'K | språkpraktik | yes' -> 'woman | language | yes'. */
function inCodes(counts: Record<string, number>): Record<string, number> {
  const codes: Record<string, string> = { K: 'woman', M: 'man', okänt: 'unknown', ...swedish.purpose }
  const inCode = (name: string) => codes[name] ?? name
  return Object.fromEntries(
    Object.entries(counts).map(([key, count]) => [key.split(' | ').map(inCode).join(' | '), count]),
  )
}
