import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { findImport, listImports, refusedRowsOf, waitingContent } from '../../src/db/imports.ts'
import { imports } from '../../src/db/office-schema.ts'
import { events, placements } from '../../src/db/schema.ts'
import { readTable } from '../../src/files/table.ts'
import { discardImport } from '../../src/flow/discard-import.ts'
import { importFile } from '../../src/flow/import-file.ts'
import { previewImport } from '../../src/flow/preview-import.ts'
import { storeImport } from '../../src/flow/store-import.ts'
import { uploadImport } from '../../src/flow/upload-import.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { placementsFile, yearFile } from '../support/placements-file.ts'
import { makeMember } from '../support/staff.ts'

let context: TestContext
let staffId: string
beforeAll(async () => {
  context = await createTestContext({ now: '2026-12-01T08:00' })
  staffId = (await makeMember(context, 'administrator')).id
})
beforeEach(async () => {
  await context.db.execute(sql`truncate employers, participants, events, imports restart identity cascade`)
})
afterAll(() => context.close())

describe('the preview of a file', () => {
  test('stores nothing, and says what storing would do', async () => {
    const importId = await upload(
      placementsFile([
        {},
        { placering_id: 'P2', slutdatum: '' },
        { placering_id: 'P3', slutdatum: '2026-10-01' },
        { placering_id: 'P4', avslutsorsak: 'makulerad' },
        { placering_id: 'P5', syfte: 'semester' },
      ]),
    )
    const preview = await previewOf(importId)
    expect(preview).toMatchObject({
      result: { rows: 5, accepted: 4, created: 4, updated: 0, unchanged: 0 },
      outlook: { surveyed: 1, no_end: 1, too_old: 1, withdrawn: 1 },
      updated: [],
    })
    expect(preview.created.map(({ caseId }) => caseId)).toEqual(['P1', 'P2', 'P3', 'P4'])
    expect(await context.db.$count(placements)).toBe(0)
    expect(await kinds()).toEqual(['import.uploaded'])
  })

  test.each([
    ['2026-10-02', 'surveyed'],
    ['2026-10-01', 'too_old'],
  ] as const)('knows that what ended on %s is %s, as the import does', async (slutdatum, outlook) => {
    const importId = await upload(placementsFile([{ slutdatum }]))
    expect((await previewOf(importId)).outlook[outlook]).toBe(1)
    await storeImport(context, { importId, staffId, now: context.clock.now() })
    const [row] = await context.db.select().from(placements)
    expect(row?.status).toBe(outlook === 'surveyed' ? 'ongoing' : 'not_surveyed')
  })

  test('tells what changes, compared with what is stored', async () => {
    await store(await upload(placementsFile([{}, { placering_id: 'P2' }])))
    const changed = { slutdatum: '2027-01-15', kontakt_epost: 'ny@akeri.example' }
    const preview = await previewOf(await upload(placementsFile([{}, { placering_id: 'P2', ...changed }])))
    expect(preview.result).toMatchObject({ created: 0, updated: 1, unchanged: 1 })
    expect(preview.updated.map(({ changes }) => changes)).toEqual([
      [
        { column: 'kontakt_epost', from: 'elin@akeri.example', to: 'ny@akeri.example' },
        { column: 'slutdatum', from: '2026-12-31', to: '2027-01-15' },
      ],
    ])
  })

  test('is made anew each time: what somebody imported meanwhile is unchanged', async () => {
    const importId = await upload(placementsFile([{}]))
    expect((await previewOf(importId)).result).toMatchObject({ created: 1 })
    await store(await upload(placementsFile([{}])))
    expect((await previewOf(importId)).result).toMatchObject({ created: 0, unchanged: 1 })
    await store(importId)
    expect(await countsOf(importId)).toMatchObject({ created: 0, unchanged: 1 })
  })

  test.for(['placeringar-2011.csv', 'placeringar-2011-rev2.csv'])(
    'of %s agrees with what is then stored',
    async (name, running) => {
      const year = yearFile(running, 'placeringar-2011.csv')
      if (name !== 'placeringar-2011.csv') await store(await upload(year))
      const importId = await upload(yearFile(running, name))
      const preview = await previewOf(importId)
      await store(importId)
      const { rejected, ...counts } = preview.result
      expect(await countsOf(importId)).toEqual({ ...counts, refused: new Set(rejected.map(r => r.row)).size })
      expect(await refusedRowsOf(context.db, importId)).toEqual(rejected.length > 0 ? preview.refused : null)
      expect(preview.updated.filter(({ changes }) => changes.length === 0)).toEqual([])
    },
  )
})

describe('storing a file', () => {
  test('happens once, whoever else presses the button at the same moment', async () => {
    const importId = await upload(placementsFile([{}]))
    const other = (await makeMember(context, 'administrator')).id
    const now = context.clock.now()
    const results = await Promise.all(
      [staffId, other, staffId].map(id => storeImport(context, { importId, staffId: id, now })),
    )
    expect(results.filter(isDone => isDone)).toHaveLength(1)
    expect((await kinds()).filter(kind => kind === 'import.finished')).toHaveLength(1)
    expect(await context.db.$count(placements)).toBe(1)
  })

  test('and discarding it at the same moment have one winner', async () => {
    const importId = await upload(placementsFile([{}]))
    const request = { importId, staffId, now: context.clock.now() }
    const [stored, discarded] = await Promise.all([
      storeImport(context, request),
      discardImport(context, request),
    ])
    expect(stored).not.toBe(discarded)
    expect(await context.db.$count(placements)).toBe(stored ? 1 : 0)
    expect((await findImport(context.db, importId))?.state).toBe(stored ? 'stored' : 'discarded')
  })

  test('that breaks off half-way leaves the file waiting and nothing stored, and can be done again', async () => {
    const rows = Array.from({ length: 1500 }, (_, index) => ({ placering_id: `P${index + 1}` }))
    const importId = await upload(placementsFile(rows))
    await context.db.execute(sql`alter table placements add constraint breaks check (case_id <> 'P1500')`)
    await expect(store(importId)).rejects.toThrow()
    expect(await context.db.$count(placements)).toBe(0)
    expect(await kinds()).toEqual(['import.uploaded'])
    expect(await findImport(context.db, importId)).toMatchObject({ state: 'waiting', decidedAt: null })
    expect(await waitingContent(context.db, importId)).toEqual(placementsFile(rows))
    await context.db.execute(sql`alter table placements drop constraint breaks`)
    await store(importId)
    expect(await context.db.$count(placements)).toBe(1500)
  })

  test('empties the file, keeps the refused rows, and is told as done by the member', async () => {
    const importId = await upload(placementsFile([{}, { placering_id: 'P2', kön: 'Z' }]))
    await store(importId)
    const [row] = await context.db.select().from(imports).where(eq(imports.id, importId))
    expect(row).toMatchObject({ state: 'stored', staffId, content: null, decidedAt: context.clock.now() })
    expect(row?.refusedRows?.rows.map(cells => cells.slice(-2))).toEqual([['2', 'kön unknown_code']])
    const told = await context.db.select().from(events).orderBy(events.id)
    expect(told.map(({ kind, actor }) => [kind, actor])).toEqual([
      ['import.uploaded', staffId],
      ['placement.imported', staffId],
      ['survey.scheduled', staffId],
      ['import.finished', staffId],
    ])
    expect(told.at(-1)?.detail).toMatchObject({ importId, created: 1, rejected: 1 })
  })
})

describe('discarding a file', () => {
  test('stores nothing and keeps what was refused in it', async () => {
    const importId = await upload(placementsFile([{}, { placering_id: 'P2', kön: 'Z' }]))
    expect(await discardImport(context, { importId, staffId, now: context.clock.now() })).toBe(true)
    expect(await context.db.$count(placements)).toBe(0)
    expect(await countsOf(importId)).toEqual({
      rows: 2,
      accepted: 0,
      created: 0,
      updated: 0,
      unchanged: 0,
      refused: 1,
    })
    expect(await kinds()).toEqual(['import.uploaded', 'import.discarded'])
    expect(await discardImport(context, { importId, staffId, now: context.clock.now() })).toBe(false)
  })
})

describe('an import from the command line', () => {
  test.each([
    [false, 'stored', 1],
    [true, 'discarded', 0],
  ] as const)('stands in the history (strict: %s, %s)', async (strict, state, created) => {
    const table = await readTable(placementsFile([{}, { placering_id: 'P2', kön: 'Z' }]))
    const now = context.clock.now()
    const result = await importFile(context, { fileName: 'export.csv', table, strict, now })
    expect(result).toMatchObject({ rows: 2, created, rejected: [{ row: 2, field: 'kön' }] })
    const { rows } = await listImports(context.db, 'first', 10)
    expect(rows).toMatchObject([
      { fileName: 'export.csv', staffName: null, state, counts: { rows: 2, created, refused: 1 } },
    ])
    expect(await context.db.$count(placements)).toBe(created)
  })
})

function upload(content: Buffer): Promise<number> {
  return uploadImport(context, { fileName: 'export.csv', content, staffId, now: context.clock.now() })
}

async function previewOf(importId: number) {
  const preview = await previewImport(context, { importId, shown: 100, now: context.clock.now() })
  if (!preview) throw new Error('no file waits')
  return preview
}

async function store(importId: number): Promise<void> {
  expect(await storeImport(context, { importId, staffId, now: context.clock.now() })).toBe(true)
}

async function countsOf(importId: number) {
  return (await findImport(context.db, importId))?.counts
}

async function kinds(): Promise<string[]> {
  const rows = await context.db.select({ kind: events.kind }).from(events).orderBy(events.id)
  return rows.map(({ kind }) => kind)
}
