import supertest from 'supertest'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ensureUnits } from '../src/db/units.ts'
import { importColumns } from '../src/domain/import-columns.ts'
import { tableBy } from '../src/domain/report.ts'
import { readTable } from '../src/files/table.ts'
import { importPlacements } from '../src/flow/import-placements.ts'
import { reportOutcomes } from '../src/flow/report-outcomes.ts'
import { createTestContext, type TestContext } from './support/context.ts'
import { type Agent, createStaffSite, type StaffSite, signedIn } from './support/staff.ts'

/** The mission, read from top to bottom: two placements end; of one the employer tells, of the other a coach asks. */

let context: TestContext
let site: StaffSite
let coach: Agent
let employer: Agent

beforeAll(async () => {
  context = await createTestContext({ now: '2026-02-20T14:00' })
  site = createStaffSite(context)
  employer = supertest.agent(site.app)
})
afterAll(() => context.close())

it('an administrator imports the weekly file of the case system', async () => {
  const file = [
    importColumns.join(';'),
    'P-1;A-1;A.B.;K;1990;;Farsta;språkpraktik;Jobbtorg Farsta;;Kvarnbageriet AB;556016-0680;privat;Bageriet;Eva Ek;eva@kvarnbageriet.example;08-1;sv;2025-12-01;2026-02-27;2026-02-27;enligt plan;aktivitetsstöd',
    'P-2;A-2;C.D.;M;1985;;Farsta;steg till anställning;Jobbtorg Farsta;;Sjöhotellet AB;556103-4249;privat;;Bo Lind;bo@sjohotellet.example;08-2;sv;2025-12-01;2026-02-27;2026-02-27;enligt plan;försörjningsstöd',
  ].join('\r\n')
  const table = await readTable(Buffer.from(file, 'latin1'))
  const request = { table, strict: false, actor: 'import', now: context.clock.now() }
  expect(await importPlacements(context, request)).toMatchObject({ rows: 2, created: 2, rejected: [] })
  const [unit] = (await ensureUnits(context.db, ['Jobbtorg Farsta'])).values()
  coach = await signedIn(context, site, 'coach', { unitId: unit?.id ?? 0 })
})

it('nothing is sent while the placements are going on, nor on the weekend after their end', async () => {
  for (const time of ['2026-02-27T09:00', '2026-02-28T09:00', '2026-03-01T09:00']) await context.tickAt(time)
  expect(context.inbox).toHaveLength(0)
})

it('on Monday morning each employer gets one letter, which names the place and never the person', async () => {
  await context.tickAt('2026-03-02T09:00')
  const [letter, ...others] = context.inbox.filter(({ text }) => text?.includes('Kvarnbageriet'))
  expect(context.inbox).toHaveLength(2)
  expect(others).toEqual([])
  expect(letter?.subject).toContain('Kvarnbageriet AB')
  expect(letter?.text).not.toMatch(/A\.B\.|språkpraktik|A-1/)
})

it('the employer opens the form with an answer chosen, completes it and submits', async () => {
  const link = linkTo('Kvarnbageriet')
  const form = await employer.get(`${link}?employment=yes`).expect(200)
  expect(form.text).toContain('A.B.')
  expect(form.headers['set-cookie']).toBeUndefined()
  const answer = { employment: 'yes', form: 'substitute', hours: 'part_time', subsidised: 'no' }
  const others = { purpose_met: '4', host_again: 'yes', ...hiddenFields(form.text) }
  const sent = await employer
    .post(link)
    .type('form')
    .send({ ...answer, ...others })
    .expect(303)
  expect((await employer.get(sent.headers.location ?? '').expect(200)).text).toContain('Tack för ditt svar')
})

it('the one who has answered hears no more; the silent one is reminded twice', async () => {
  for (const time of ['2026-03-09T09:00', '2026-03-18T09:00']) await context.tickAt(time)
  const later = context.inbox.slice(2)
  expect(later.map(({ subject }) => subject?.startsWith('Påminnelse'))).toEqual([true, true])
  expect(later.every(({ text }) => text?.includes('Sjöhotellet'))).toBe(true)
})

it('what stays silent comes to the coach of the unit, who calls and records the answer', async () => {
  await context.tickAt('2026-03-23T09:00')
  const list = await coach.get('/placements?status=phone').expect(200)
  expect(list.text).toContain('Sjöhotellet AB')
  expect(list.text).not.toContain('Kvarnbageriet AB')
  const page = /href="(\/placements\/\d+)/.exec(list.text)?.[1] ?? ''
  const form = await coach.get(`${page}/phone-answer`).expect(200)
  const answer = { employment: 'no', reason: 'no_vacancy', purpose_met: '3', host_again: 'conditions' }
  await coach
    .post(`${page}/phone-answer`)
    .type('form')
    .send({ ...answer, ...hiddenFields(form.text) })
    .expect(303)
  expect((await coach.get('/placements?status=phone')).text).not.toContain('Sjöhotellet AB')
})

it('the board has its figures by sex and by purpose', async () => {
  const from = Temporal.PlainDate.from('2026-01-01')
  const to = Temporal.PlainDate.from('2026-12-31')
  const report = await reportOutcomes(context, {
    from,
    to,
    filters: {},
    exact: true,
    now: context.clock.now(),
  })
  expect(report.placements).toEqual({ ended: 2, surveyed: 2, answered: 1, known: 2 })
  const rows = tableBy(report, 'purpose', 'sex')?.rows.filter(({ counts }) => counts.ended !== 0)
  expect(rows).toMatchObject([
    { group: { sex: 'woman', purpose: 'language' }, counts: { yes: 1 } },
    { group: { sex: 'man', purpose: 'employment_step' }, counts: { no: 1 } },
  ])
  expect(report.rates).toMatchObject({ response: 0.5, knowledge: 1, employment: { value: 0.5 } })
})

function linkTo(host: string): string {
  const letter = context.inbox.find(({ text }) => text?.includes(host))
  return /\/s\/[0-9a-v]+/.exec(letter?.text ?? '')?.[0] ?? ''
}

function hiddenFields(page: string): Record<string, string> {
  const inputs = page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)
  return Object.fromEntries(inputs.map(([, name, value]) => [name, value]))
}
