import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { reportCommand } from '../../src/commands/report.ts'
import { reportText } from '../../src/commands/report-text.ts'
import { languages } from '../../src/domain/codes.ts'
import { reportOutcomes } from '../../src/flow/report-outcomes.ts'
import { createRenderer } from '../../src/render.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { outcomeRow, storeOutcomes } from '../support/outcomes.ts'

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const { t } = createRenderer()
const period = ['--from', '2011-01-01', '--to', '2011-12-31']

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
  const employers = Array.from({ length: 22 }, (_, index) => ({
    organisationNumber: '2120000142',
    name: `Enhet ${index}`,
  }))
  await storeOutcomes(
    database.db,
    employers.map(employer => outcomeRow({ employer })),
  )
})
afterAll(() => database.drop())

describe('the report command', () => {
  test('prints one line of JSON', async () => {
    const { code, stdout } = await report([...period, '--exact', '--json'])
    expect(code).toBe(0)
    expect(stdout.trim().split('\n')).toHaveLength(1)
    const { placements, employers } = JSON.parse(stdout)
    expect(placements).toEqual({ ended: 22, surveyed: 22, answered: 0, known: 0 })
    expect(employers).toHaveLength(22)
  })

  test('without --exact says why it refuses and what to do, with exit code 2 and nothing printed', async () => {
    const { code, stdout, stderr } = await report(period)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/^Lägg till --exact. .* små grupper inte är skyddade.*\n$/)
  })

  test.each([
    [['--json', '--exact'], 'report_from_required'],
    [['--from', '2011-01-01'], 'report_to_required'],
    [['--from', '2011-02-29', '--to', '2011-12-31'], 'report_from_not_a_date'],
    [['--from', '2011-01-01', '--to', '2012'], 'report_to_not_a_date'],
    [['--from', '2011-12-31', '--to', '2011-01-01'], 'report_to_end_before_start'],
    [[...period, '--json'], 'report_exact_required'],
    [[...period, '--exact', '--xlsx', 'fil.xlsx'], 'report_usage'],
    [['2011'], 'report_usage'],
  ])('refuses %j: %s, which has a message in every language', async (args, code) => {
    await expect(reportCommand(args)).rejects.toMatchObject({ name: 'ExpectedError', code })
    for (const language of languages) expect(t(language, `error.${code}`)).not.toBe('')
  })
})

describe('the tables', () => {
  test('are laid out to be read, and tell how many employers are left out', async () => {
    const days = { from: Temporal.PlainDate.from('2011-01-01'), to: Temporal.PlainDate.from('2011-12-31') }
    const now = Temporal.Instant.from('2012-03-01T08:00:00Z')
    const text = reportText(await reportOutcomes(database, { ...days, now }), t)
    expect(text).toContain('Placeringar som avslutades 1 januari–31 december 2011\n====')
    expect(text).toMatch(/^Kännedomsgrad +0,0\u00a0%$/m)
    expect(text).toMatch(/^Andel i arbete +–$/m)
    expect(text).toMatch(/^Språkpraktik +Kvinnor +22 +0 +0 +0 +0 +0 +22 +– +0,0\u00a0%–100,0\u00a0%$/m)
    expect(text).toContain('… och 2 till.')
  })
})

function report(args: string[]): Promise<{ code: unknown; stdout: string; stderr: string }> {
  const settings = { DATABASE_URL: database.url, SECRET_KEYS: 'a secret for tests that is long enough' }
  const env = { PATH: process.env.PATH, LOG_LEVEL: 'silent', SMTP_URL: 'smtp://127.0.0.1:1', ...settings }
  return new Promise(resolve => {
    execFile(process.execPath, [main, 'report', ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: error ? error.code : 0, stdout, stderr }),
    )
  })
}
