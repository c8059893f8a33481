import { inflateRawSync } from 'node:zlib'
import pino from 'pino'
import type { Response } from 'supertest'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { events } from '../../src/db/schema.ts'
import type { Role } from '../../src/domain/codes.ts'
import { createLink } from '../../src/domain/link.ts'
import { issueShortCode } from '../../src/flow/issue-short-code.ts'
import { createMetrics } from '../../src/web/metrics.ts'
import { type Route, routes } from '../../src/web/routes.ts'
import { createStaffPage } from '../../src/web/staff-page.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement } from '../support/factories.ts'
import { type Agent, createStaffSite, makeMember, type StaffSite, signedIn } from '../support/staff.ts'
import { answerOf, employerSays, everybodyAsked, surveyAbout } from '../support/three-respondents.ts'

/**
 * Nobody but the participant sees what a participant has answered: it is looked for in everything that a coach and an
 * administrator can open or take out, in the letters, in the log and in the events.
 */
const comment = 'Handledaren ropade varje morgon'
const answer = { overall: '1', treated: 'no', recommend: 'no', work: 'elsewhere', comment }
/** What an answer is kept as. Reports have them as names of columns, with figures about five people at the least. */
const codes = /at_host|elsewhere|"overall"|"treated"/

let context: TestContext
let site: StaffSite
let agents: Record<Role, Agent>
let ids: Record<string, string>
const logged: string[] = []

beforeAll(async () => {
  context = await createTestContext({ now: '2026-02-27T12:00', settings: everybodyAsked })
  const log = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) })
  const loud = { ...context, log }
  site = createStaffSite(loud)
  const { placementId, employerId, unitId } = await makePlacement(context, {
    participant: { email: 'praktikant@post.example' },
  })
  await context.tickAt('2026-03-02T09:00')
  const { id: staffId } = await makeMember(context, 'administrator')
  const now = context.clock.now()
  await issueShortCode(loud, { placementId, staffId, now })
  await answerOf(loud as TestContext, placementId, 'employer', employerSays('yes'))
  await answerOf(loud as TestContext, placementId, 'participant', answer)
  agents = {
    coach: await signedIn(context, site, 'coach', { unitId }),
    administrator: await signedIn(context, site, 'administrator'),
    analyst: await signedIn(context, site, 'analyst'),
  }
  ids = {
    placements: String(placementId),
    employers: String(employerId),
    units: String(unitId),
    staff: staffId,
    letters: 'invitation',
  }
})
afterAll(() => context.close())

function addressesOf(): string[] {
  const all = routes(context, site.auth, createStaffPage(context), createMetrics(context))
  const shown = all.filter(({ method }) => method === 'get')
  return [...shown.map(addressOf), ...besides(ids.placements ?? '')]
}

/** "/placements/:id" with the number of a placement that there is. */
function addressOf({ path }: Route): string {
  return path
    .replace('/letters/forms/:name', '/letters/forms/language')
    .replace(/:(id|name)/, ids[path.split('/')[1] ?? ''] ?? '1')
    .replaceAll(/:\w+/g, '1')
}

/** What the same routes give when they are asked for something in particular. */
function besides(placementId: string): string[] {
  const year = 'from=2026-01-01&to=2026-03-31'
  return [
    ...['mine', 'unit', 'all'].map(scope => `/?scope=${scope}`),
    ...['call', 'undeliverable', 'disagree', 'waiting', 'answered', 'ends_soon'].map(
      lane => `/?scope=unit&lane=${lane}`,
    ),
    `/placements/${placementId}/phone-answer?wave=day_90`,
    `/placements?q=${encodeURIComponent('Handledaren')}`,
    '/employers/export?month=2026-02',
    '/employers/monthly?month=2026-02',
    `/reports?${year}`,
    `/reports/publish?${year}`,
    ...['csv', 'json', 'json-stat', 'xlsx'].map(format => `/reports/export?${year}&format=${format}`),
    ...['ended', 'answered', 'yes', 'unknown'].map(
      measure => `/reports/placements?${year}&measure=${measure}`,
    ),
  ]
}

test.each(['coach', 'administrator', 'analyst'] as const)(
  'no page and no file that a member who is %s can open holds what the participant answered',
  async role => {
    const opened: string[] = []
    for (const address of addressesOf()) {
      const { status, body } = await agents[role].get(address).buffer(true).parse(asBytes)
      if (status !== 200) continue
      opened.push(address)
      const text = textIn(body as Buffer)
      // What was searched for stands in its own field.
      if (!address.includes('q=')) expect([address, text.includes('Handledaren')]).toEqual([address, false])
      const isReport = /^\/(reports|published|letters)/.test(address)
      if (!isReport) expect([address, codes.exec(text)?.[0]]).toEqual([address, undefined])
    }
    expect(opened).toContain(`/placements/${ids.placements}`)
    expect(opened.length).toBeGreaterThan(role === 'administrator' ? 45 : 15)
  },
)

test('the placement tells that the participant has answered, and that the two disagree, and not who said what', async () => {
  const { text } = await agents.coach.get(`/placements/${ids.placements}`).expect(200)
  expect(text).toContain('Besvarad 2 mars 2026. Vad praktikanten har svarat visas inte för någon.')
  expect(text).toContain('Uppgifterna om anställning går isär')
})

test('not even the link, which a coach may have seen on the screen, shows the answer again', async () => {
  const survey = await surveyAbout(context, Number(ids.placements), 'participant')
  const path = `/s/${createLink(context.linkKeys, survey)}`
  for (const address of [path, `${path}?edit=1`, `${path}?sent=1`]) {
    const { text } = await agents.coach.get(address).expect(200)
    expect(text).not.toContain(comment)
    expect(text).not.toMatch(/type="radio"[^>]* checked/)
  }
})

test('no letter, no line of the log and no event holds it', async () => {
  await context.tickAt('2026-03-09T09:00')
  expect(context.inbox.length).toBeGreaterThan(0)
  const letters = context.inbox.map(({ text, html, subject }) => `${subject} ${text} ${String(html)}`)
  const told = JSON.stringify(await context.db.select().from(events))
  expect(logged.length).toBeGreaterThan(50)
  for (const text of [...letters, ...logged, told]) {
    expect(text).not.toContain(comment)
    expect(text).not.toMatch(codes)
  }
})

/** As it is sent, whatever it is. */
function asBytes(response: Response, done: (error: Error | null, body: Buffer) => void): void {
  const chunks: Buffer[] = []
  const stream = response as unknown as NodeJS.ReadableStream
  stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  stream.on('end', () => done(null, Buffer.concat(chunks)))
}

/** The text of a page or a file; of a workbook, that of everything in it. */
function textIn(bytes: Buffer): string {
  return bytes.subarray(0, 2).toString() === 'PK' ? unzipped(bytes) : bytes.toString()
}

/** Every entry of a zip file, by the directory at its end (APPNOTE 4.3.12). */
function unzipped(bytes: Buffer): string {
  const texts: string[] = []
  let at = bytes.readUInt32LE(bytes.lastIndexOf('PK\u0005\u0006') + 16)
  while (bytes.readUInt32LE(at) === 0x02014b50) {
    const [size, name, extra, note] = [20, 28, 30, 32].map(offset =>
      offset === 20 ? bytes.readUInt32LE(at + offset) : bytes.readUInt16LE(at + offset),
    ) as [number, number, number, number]
    const local = bytes.readUInt32LE(at + 42)
    const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
    const packed = bytes.subarray(from, from + size)
    const isDeflated = bytes.readUInt16LE(at + 10) === 8
    texts.push((isDeflated ? inflateRawSync(packed) : packed).toString())
    at += 46 + name + extra + note
  }
  return texts.join('\n')
}
