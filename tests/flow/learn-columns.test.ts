import { afterAll, beforeAll, expect, test } from 'vitest'
import { learnedColumns, listColumnNames } from '../../src/db/import-columns.ts'
import { events } from '../../src/db/schema.ts'
import { readTable } from '../../src/files/table.ts'
import { importFile } from '../../src/flow/import-file.ts'
import { type ColumnChoices, forgetColumn, learnColumns } from '../../src/flow/learn-columns.ts'
import { previewImport } from '../../src/flow/preview-import.ts'
import { uploadImport } from '../../src/flow/upload-import.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { placementsFile } from '../support/placements-file.ts'
import { makeMember } from '../support/staff.ts'

let context: TestContext
let staffId: string
beforeAll(async () => {
  context = await createTestContext({ now: '2026-12-01T08:00' })
  staffId = (await makeMember(context, 'administrator', { name: 'Märta Ek' })).id
})
afterAll(() => context.close())

const content = placementsFile([{}], { syfte: 'Typ av praktik', sektor: 'Ägare' })

test('choices that are missing, strange or made twice are told, and nothing is learned', async () => {
  const importId = await upload()
  const cases: [ColumnChoices, Awaited<ReturnType<typeof learnColumns>>][] = [
    [
      {},
      [
        { column: 'syfte', problem: 'required' },
        { column: 'sektor', problem: 'required' },
      ],
    ],
    [{ syfte: 'kön', sektor: 'Ägare' }, [{ column: 'syfte', problem: 'required' }]],
    [{ syfte: 'Ägare', sektor: 'Ägare' }, [{ column: 'sektor', problem: 'chosen_twice' }]],
  ]
  for (const [choices, problems] of cases) expect(await learn(importId, choices)).toEqual(problems)
  expect(await listColumnNames(context.db)).toEqual([])
})

test('names are learned once, for every later file, and forgotten one by one', async () => {
  const importId = await upload()
  await expect(preview(importId)).rejects.toMatchObject({ code: 'columns_missing' })
  expect(await learn(importId, { syfte: 'Typ av praktik', sektor: 'Ägare' })).toEqual([])
  expect((await preview(importId))?.result).toMatchObject({ created: 1, rejected: [] })
  expect(await listColumnNames(context.db)).toMatchObject([
    { name: 'typavpraktik', column: 'syfte', staffName: 'Märta Ek', learnedAt: context.clock.now() },
    { name: 'ägare', column: 'sektor' },
  ])

  const table = await readTable(content)
  const fromCommand = { fileName: 'a.csv', table, strict: false, now: context.clock.now() }
  expect(await importFile(context, fromCommand)).toMatchObject({ created: 1 })

  const who = { staffId, now: context.clock.now() }
  await forgetColumn(context, 'typavpraktik', who)
  await forgetColumn(context, 'typavpraktik', who)
  expect([...(await learnedColumns(context.db)).keys()]).toEqual(['ägare'])
  await expect(preview(await upload())).rejects.toMatchObject({ details: { missing: 'syfte' } })
  const told = (await context.db.select().from(events).orderBy(events.id))
    .filter(({ kind }) => kind.startsWith('import_column.'))
    .map(({ kind, actor, detail }) => [kind, actor, detail?.name, detail?.column])
  expect(told).toEqual([
    ['import_column.learned', staffId, 'typavpraktik', 'syfte'],
    ['import_column.learned', staffId, 'ägare', 'sektor'],
    ['import_column.forgotten', staffId, 'typavpraktik', 'syfte'],
  ])
})

function upload(): Promise<number> {
  return uploadImport(context, { fileName: 'a.csv', content, staffId, now: context.clock.now() })
}

function learn(importId: number, choices: ColumnChoices) {
  return learnColumns(context, { importId, choices, staffId, now: context.clock.now() })
}

function preview(importId: number) {
  return previewImport(context, { importId, shown: 10, now: context.clock.now() })
}
