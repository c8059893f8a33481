import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import JSONstat from 'jsonstat-toolkit'
import readXlsxFile from 'read-excel-file/node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readReportOptions } from '../../src/commands/report-options.ts'
import { nothingShownText, reportText } from '../../src/commands/report-text.ts'
import { languages } from '../../src/domain/codes.ts'
import { readTable } from '../../src/files/table.ts'
import { createRenderer } from '../../src/render.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { outcomeRow, storeOutcomes } from '../support/outcomes.ts'
import { reportOf } from '../support/report-of.ts'
import { endedIn2011 } from '../support/year-2011.ts'

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const { t } = createRenderer()
const period = ['--from', '2011-01-01', '--to', '2011-12-31']

let database: TestDatabase
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'report-'))
  database = await createTestDatabase()
  await storeOutcomes(
    database.db,
    Array.from({ length: 22 }, (_, index) =>
      outcomeRow({
        employer: { organisationNumber: '2120000142', name: `Enhet ${index}` },
        sex: index % 2 === 0 ? 'woman' : 'man',
      }),
    ),
  )
})
afterAll(async () => {
  await rm(folder, { recursive: true })
  await database.drop()
})

// Each run starts a process.
describe('npm run report', { timeout: 90_000 }, () => {
  test('prints one line of JSON, exact where asked for', async () => {
    const { code, stdout, stderr } = await report([...period, '--exact', '--json'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout.trim().split('\n')).toHaveLength(1)
    const { placements, employers, exact } = JSON.parse(stdout)
    expect(placements).toEqual({ ended: 22, surveyed: 22, answered: 0, known: 0 })
    expect(employers).toHaveLength(22)
    expect(exact).toBe(true)
  })

  test('gives the public report without --exact, its small counts hidden', async () => {
    const { code, stdout } = await report([...period, '--json'])
    const { placements, employers, exact } = JSON.parse(stdout)
    expect({ code, exact, ended: placements.ended }).toEqual({ code: 0, exact: false, ended: 22 })
    expect(employers.every((host: { placements: number | null }) => host.placements === null)).toBe(true)
  })

  test('writes several files at once, beside JSON, and says which', async () => {
    const files = ['ut.csv', 'ut.xlsx', 'ut.json'].map(name => join(folder, name))
    const [csv = '', xlsx = '', stat = ''] = files
    await writeFile(csv, 'gammal')
    const outputs = ['--csv', csv, '--xlsx', xlsx, '--json-stat', stat, '--json']
    const { code, stdout, stderr } = await report([
      ...period,
      ...outputs,
      '--unit',
      'jobbtorg city',
      '--sex',
      'woman',
    ])
    expect(code).toBe(0)
    expect(JSON.parse(stdout).filters).toEqual({ sex: 'woman', unit: 'Jobbtorg City' })
    for (const file of files) expect(stderr).toContain(`Skrev ${file}.`)
    const { columns, rows } = await readTable(await readFile(csv))
    const first = Object.fromEntries(columns.map((column, index) => [column, rows[0]?.[index]]))
    expect(first).toMatchObject({ table: 'placements', unit: 'Jobbtorg City', sex: 'woman', count: '11' })
    expect((await readXlsxFile(await readFile(xlsx)))[0]?.data[1]?.[0]).toBe(11)
    const [placements] = JSONstat(JSON.parse(await readFile(stat, 'utf8'))).Dataset()
    expect(placements?.Data({ measure: 'ended' }).value).toBe(11)
    expect((await readdir(folder)).toSorted()).toEqual(['ut.csv', 'ut.json', 'ut.xlsx'])
  })

  test('says why nothing is shown and what to do, and exits with 0', async () => {
    const part = ['--from', '2011-01-01', '--to', '2011-12-30']
    const text = await report(part)
    expect(text).toMatchObject({ code: 0, stderr: '' })
    expect(text.stdout).toContain('Siffror visas bara för hela kalendermånader. Välj en period')
    const json = await report([...part, '--json'])
    expect(json.code).toBe(0)
    expect(json.stderr).toContain('Siffror visas bara för hela kalendermånader.')
    expect(JSON.parse(json.stdout)).toMatchObject({ nothing_shown: 'not_whole_months', tables: [] })
  })

  test('lists the units when one is not known, and writes nothing', async () => {
    const file = join(folder, 'aldrig.csv')
    const { code, stdout, stderr } = await report([...period, '--unit', 'Jobbtorg Nord', '--csv', file])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toBe('Enheten "Jobbtorg Nord" finns inte. Enheterna är: Jobbtorg City.\n')
    expect(await readdir(folder)).not.toContain('aldrig.csv')
  })

  test('tells of a folder that is not there, with exit code 2 and nothing printed', async () => {
    const { code, stdout, stderr } = await report([
      ...period,
      '--json',
      '--csv',
      join(folder, 'saknas', 'ut.csv'),
    ])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/går inte att skriva: mappen .*saknas finns inte/)
  })
})

describe('the options of the report', () => {
  test.each([
    [[], 'report_usage'],
    [['--json', '--exact'], 'report_from_required'],
    [['--from', '2011-01-01'], 'report_to_required'],
    [['--from', '2011-02-29', '--to', '2011-12-31'], 'report_from_not_a_date'],
    [['--from', '2011-01-01', '--to', '2012'], 'report_to_not_a_date'],
    [['--from', '2011-12-31', '--to', '2011-01-01'], 'report_to_end_before_start'],
    [['2011'], 'report_argument'],
    [[...period, '--pdf', 'fil.pdf'], 'report_option_unknown'],
    [[...period, '-x'], 'report_option_unknown'],
    [[...period, '--csv'], 'report_value_missing'],
    [[...period, '--csv', '--exact'], 'report_value_missing'],
    [[...period, '--csv='], 'report_value_missing'],
    [[...period, '--exact=yes'], 'report_value_unexpected'],
    [[...period, '--from', '2011-02-01'], 'report_option_twice'],
    [[...period, '--csv', 'ut', '--xlsx', './ut'], 'report_same_file'],
    [[...period, '--sex', 'kvinna'], 'report_code_unknown'],
    [[...period, '--purpose', 'job'], 'report_code_unknown'],
    [[...period, '--sector', 'privat'], 'report_code_unknown'],
    [[...period, '--funding', 'x'], 'report_code_unknown'],
    [[...period, '--length', '8'], 'report_code_unknown'],
    [[...period, '--end-reason', 'withdrawn'], 'report_code_unknown'],
    [[...period, '--unit', 'A', '--district', 'B'], 'report_two_traits'],
    [[...period, '--sex', 'man', '--purpose', 'language', '--unit', 'A'], 'report_too_many'],
  ])('%j: %s, which has a message in every language', (args, code) => {
    const error = faultOf(() => readReportOptions(args))
    expect(error).toMatchObject({ name: 'ExpectedError', code })
    for (const language of languages) {
      const message = t(language, `error.${code}`, error.details)
      expect(message).not.toBe('')
      expect(message).not.toContain('undefined')
    }
  })

  test('are read in any order, with a value that begins with a dash written after =', () => {
    const args = ['--csv', 'ut.csv', '--end-reason', 'interrupted', ...period, '--sex=man', '--exact']
    expect(readReportOptions(args)).toEqual({
      period: { from: Temporal.PlainDate.from('2011-01-01'), to: Temporal.PlainDate.from('2011-12-31') },
      exact: true,
      json: false,
      outputs: [{ format: 'csv', path: 'ut.csv' }],
      filters: { sex: 'man', end_reason: 'interrupted' },
    })
    expect(readReportOptions([...period, '--unit=-enhet']).filters).toEqual({ unit: '-enhet' })
  })
})

describe('the tables', () => {
  test('are laid out to be read, all of them, and tell how many employers are left out', async running => {
    const text = reportText(reportOf(await endedIn2011(running), { exact: true }), t)
    expect(text).toContain('Placeringar som avslutades 1 januari–31 december 2011\n====')
    expect(text).toMatch(/^Avslutade +2\u00a0638$/m)
    expect(text).toMatch(/^Kännedomsgrad +72,6\u00a0%$/m)
    expect(text).toMatch(/^Språkpraktik +Kvinnor +461 +340 +29 +14 +23 +274 +121 +73,8\u00a0% +8,5\u00a0%/m)
    for (const heading of [
      'Utfall efter stadsdel',
      'Hur syftet uppnåddes efter kön',
      'Dagar från slut till svar',
    ])
      expect(text).toContain(`\n${heading}\n---`)
    expect(text).toContain('… och 699 till.')
    expect(text).toContain('Siffrorna är exakta och bara för internt bruk.')
    expect(Math.max(...text.split('\n').map(line => line.length))).toBeLessThan(170)
  })

  test('mark what is hidden in a public report, and say what the mark means', async running => {
    const text = reportText(reportOf(await endedIn2011(running)), t)
    expect(text).toMatch(/^Bromma +121 +87 +23 +x +x +54 +34 /m)
    expect(text).toContain('x = antalet visas inte.')
    expect(text).not.toContain('internt bruk')
  })

  test('say that nothing ended in an empty period', () => {
    const text = reportText(reportOf([], { exact: true }), t)
    expect(text).toContain('Ingen placering avslutades 1 januari–31 december 2011.')
    const selection = reportOf([], { exact: true, filters: { district: 'Farstaa' } })
    expect(reportText(selection, t)).toContain('Ingen placering i urvalet avslutades')
    expect(nothingShownText(reportOf([], { exact: true }), t)).toBe('')
  })
})

function faultOf(run: () => unknown) {
  try {
    run()
  } catch (error) {
    return error as { details: Record<string, string> }
  }
  throw new Error('Nothing was refused')
}

function report(args: string[]): Promise<{ code: unknown; stdout: string; stderr: string }> {
  const settings = { DATABASE_URL: database.url, SECRET_KEYS: 'a secret for tests that is long enough' }
  const env = { PATH: process.env.PATH, LOG_LEVEL: 'silent', SMTP_URL: 'smtp://127.0.0.1:1', ...settings }
  return new Promise(resolve => {
    execFile(process.execPath, [main, 'report', ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: error ? error.code : 0, stdout, stderr }),
    )
  })
}
