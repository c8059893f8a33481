import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { importCommand } from '../../src/commands/import.ts'
import { listImports } from '../../src/db/imports.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

const project = fileURLToPath(new URL('../..', import.meta.url))
const header =
  'placering_id;aspirant_id;initialer;kön;födelseår;aspirant_epost;stadsdelsnämnd;syfte;jobbtorg;coach_epost;arbetsgivare;organisationsnummer;sektor;arbetsställe;kontaktperson;kontakt_epost;kontakt_telefon;språk;startdatum;planerat_slutdatum;slutdatum;avslutsorsak;finansiering'
const good =
  'P1;A1;Å.B.;K;1980;;Älvsjö;språkpraktik;Jobbtorg Farsta;;Åkeri AB;559989-9571;privat;;Elin Falk;elin@akeri.example;+46 8 530;sv;2026-09-09;;;;'
const bad = good.replace('P1;', 'P2;').replace(';K;', ';Z;')

let folder = ''
let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
  folder = await mkdtemp(`${tmpdir()}/import-`)
  await writeFile(`${folder}/bra.csv`, `${header}\n${good}\n`)
  await writeFile(`${folder}/blandad.csv`, `${header}\n${good}\n${bad}\n`)
  await writeFile(`${folder}/trasig.csv`, `${header.replace('syfte', 'avsikt')}\n${good}\n`)
})
afterAll(async () => {
  await rm(folder, { recursive: true })
  await database.drop()
})

// Each run starts a process.
describe('npm run import', { timeout: 90_000 }, () => {
  test('tells in Swedish what was imported', async () => {
    const { code, stdout, stderr } = await run('bra.csv')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toBe('Rader i bra.csv: 1\nGodkända: 1 (nya: 1, ändrade: 0, oförändrade: 0)\n')
  })

  test('prints nothing but JSON with --json, and exits with 1 when a row is refused', async () => {
    const { code, stdout, stderr } = await run('blandad.csv', '--json')
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toEqual({
      rows: 2,
      accepted: 1,
      created: 0,
      updated: 0,
      unchanged: 1,
      rejected: [{ row: 2, field: 'kön', problem: 'unknown_code' }],
    })
    expect(stderr).toContain(`${folder}/blandad-avvisade.csv`)
  })

  test('writes the refused rows beside the file, with the reason, and takes them mended', async () => {
    await run('blandad.csv')
    const refused = await readFile(`${folder}/blandad-avvisade.csv`, 'utf8')
    const row = `${bad.replace('+46', "'+46")};2;kön har ett okänt värde. Välj något av: k, m.`
    expect(refused).toBe(`\uFEFF${header};rad;orsak\r\n${row}\r\n`)
    await writeFile(`${folder}/rättad.csv`, refused.replace(';Z;', ';M;'))
    const { code, stdout } = await run('rättad.csv', '--json')
    expect({ code, result: JSON.parse(stdout) }).toMatchObject({ code: 0, result: { created: 1 } })
  })

  test('leaves a read-only folder alone and says where the refused rows are', async () => {
    const readOnly = await mkdtemp(`${folder}/export-`)
    await writeFile(`${readOnly}/fil.csv`, `${header}\n${bad}\n`)
    await chmod(readOnly, 0o555)
    const { stdout } = await run(`${readOnly}/fil.csv`)
    await chmod(readOnly, 0o755)
    expect(await readdir(readOnly)).toEqual(['fil.csv'])
    expect(stdout).toContain(`${folder}/data/fil-avvisade.csv`)
  })

  test('changes nothing with --strict when a row is refused', async () => {
    const { code, stdout } = await run('blandad.csv', '--strict')
    expect(code).toBe(1)
    expect(stdout).toContain('Inget har ändrats')
  })

  test('stands in the history that the browser shows, with nobody as the member', async () => {
    const { rows } = await listImports(database.db, 'first', 1)
    expect(rows).toMatchObject([
      { fileName: 'blandad.csv', staffName: null, state: 'discarded', counts: { rows: 2, refused: 1 } },
    ])
  })

  test('exits with 2 and one clear message when the file can not be imported', async () => {
    const { code, stdout, stderr } = await run('trasig.csv')
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/^Kolumner saknas: syfte\.\nFilen har kolumnerna: placering_id, /)
    expect(stderr).not.toMatch(/^ +at /m)
  })

  const refusals = [
    { args: [], code: 'import_usage' },
    { args: ['bra.csv', 'blandad.csv'], code: 'import_usage' },
    { args: ['bra.csv', '--force'], code: 'import_usage' },
    { args: ['saknas.csv'], code: 'file_missing' },
    { args: ['.'], code: 'file_is_folder' },
  ]
  test.each(refusals)('with $args is refused: $code', async ({ args, code }) => {
    await expect(importCommand(args)).rejects.toMatchObject({ code })
  })
})

/** The command as an operator runs it from the folder with the files. */
function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const settings = { DATABASE_URL: database.url, DATA_DIR: `${folder}/data`, INIT_CWD: folder }
  // Vitest sets a BASE_URL of its own.
  const options = { cwd: project, env: { ...process.env, ...settings, BASE_URL: '' } }
  return new Promise(resolve => {
    const child = execFile(
      process.execPath,
      ['src/main.ts', 'import', ...args],
      options,
      (_, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    )
  })
}
