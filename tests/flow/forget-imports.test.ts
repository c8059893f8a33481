import { afterAll, beforeAll, expect, test } from 'vitest'
import { findImport, refusedRowsOf, waitingContent } from '../../src/db/imports.ts'
import { events } from '../../src/db/schema.ts'
import { discardImport } from '../../src/flow/discard-import.ts'
import { forgetImports } from '../../src/flow/forget-imports.ts'
import { runDue } from '../../src/flow/run-due.ts'
import { storeImport } from '../../src/flow/store-import.ts'
import { uploadImport } from '../../src/flow/upload-import.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { placementsFile } from '../support/placements-file.ts'
import { makeMember } from '../support/staff.ts'

let context: TestContext
let staffId: string
beforeAll(async () => {
  context = await createTestContext({ now: '2026-12-01T08:00' })
  staffId = (await makeMember(context, 'administrator')).id
})
afterAll(() => context.close())

const content = placementsFile([{}, { placering_id: 'P2', kön: 'Z' }])

test.each([
  ['stays while it is not a day old', 24 * 3_600_000 - 1, 'waiting'],
  ['is discarded when it is a day old', 24 * 3_600_000, 'discarded'],
  ['is discarded when the tick comes late', 30 * 3_600_000, 'discarded'],
])('a file that nobody decided on %s', async (_case, milliseconds, state) => {
  const uploadedAt = context.clock.now()
  const importId = await uploadImport(context, { fileName: 'a.csv', content, staffId, now: uploadedAt })
  const later = uploadedAt.add({ milliseconds })
  await runDue(context, later)
  const isKept = state === 'waiting'
  expect(await findImport(context.db, importId)).toMatchObject({
    state,
    decidedAt: isKept ? null : later,
    counts: null,
  })
  expect(await waitingContent(context.db, importId)).toEqual(isKept ? content : undefined)
  const told = (await context.db.select().from(events)).filter(
    ({ kind, detail }) => kind === 'import.discarded' && detail?.importId === importId,
  )
  expect(told.map(({ actor }) => actor)).toEqual(isKept ? [] : ['system'])
  await forgetImports(context, later.add({ hours: 48 }))
})

test.each([
  ['stored', storeImport],
  ['discarded', discardImport],
])(
  'the refused rows of a %s file are taken away after 30 days, its numbers never',
  async (_state, decide) => {
    const now = context.clock.now()
    const importId = await uploadImport(context, { fileName: 'a.csv', content, staffId, now })
    await decide(context, { importId, staffId, now })
    const month = now.add({ hours: 30 * 24 })
    await forgetImports(context, month.subtract({ milliseconds: 1 }))
    expect(await refusedRowsOf(context.db, importId)).not.toBeNull()
    await forgetImports(context, month)
    expect(await refusedRowsOf(context.db, importId)).toBeNull()
    expect(await findImport(context.db, importId)).toMatchObject({ counts: { rows: 2, refused: 1 } })
  },
)
