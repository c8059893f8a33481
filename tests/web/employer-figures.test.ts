import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { eq } from 'drizzle-orm'
import readXlsxFile from 'read-excel-file/node'
import { afterEach, describe, expect, test } from 'vitest'
import type { EmployerFigures } from '../../src/db/employer-figures.ts'
import { placements, surveys } from '../../src/db/schema.ts'
import { dayOf } from '../../src/domain/calendar.ts'
import { purposes, type Sector, sectors } from '../../src/domain/codes.ts'
import { readTable, readTableFile } from '../../src/files/table.ts'
import { importPlacements } from '../../src/flow/import-placements.ts'
import { mergeEmployers } from '../../src/flow/merge-employers.ts'
import { receiveAnswer } from '../../src/flow/receive-answer.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { countByHand } from '../support/employer-counts.ts'
import { storeEmployerWorld } from '../support/employer-world.ts'
import { wordsOf } from '../support/page-text.ts'
import { type Agent, createStaffSite, makeMember, signedIn } from '../support/staff.ts'

const folder = fileURLToPath(new URL('../../../shared/data', import.meta.url))

let context: TestContext | undefined
afterEach(async () => {
  await context?.close()
  context = undefined
})

/** A city of which everything is made up: around the day, in every state. */
async function generatedCity(): Promise<TestContext> {
  const city = await createTestContext({ now: '2026-02-27T12:00' })
  const today = dayOf(city.clock.now())
  await storeEmployerWorld(city.db, { hosts: 130, count: 1_500, today, seed: 3 })
  return city
}

/** The year 2011 in the middle of November, with answers to some of the surveys that are out. */
async function city2011(): Promise<TestContext> {
  const city = await createTestContext({ now: '2011-11-15T12:00' })
  const table = await readTableFile(`${folder}/placeringar-2011.csv`)
  await importPlacements(city, { table, strict: false, actor: 'import', now: city.clock.now() })
  await city.queueAt('2011-11-16T09:00')
  const { id: staffId } = await makeMember(city, 'coach', { unitId: 1 })
  const open = await city.db.select().from(surveys).where(eq(surveys.state, 'open')).orderBy(surveys.id)
  for (const [index, survey] of open.entries()) {
    if (index % 3 === 2) continue
    const byPhone = index % 3 === 1
    const raw = {
      purpose_met: '4',
      employment: ['no', 'offered_declined', 'not_yet'][index % 5] ?? 'no',
      host_again: ['yes', 'conditions', 'no'][index % 7] ?? 'yes',
    }
    city.clock.set(city.clock.now().add({ seconds: 1 }))
    const now = city.clock.now()
    const source = byPhone ? 'phone' : 'link'
    const asked = {
      surveyId: survey.id,
      raw,
      basedOn: 0,
      source,
      staffId: byPhone ? staffId : null,
      now,
    } as const
    expect(await receiveAnswer(city, asked)).toMatchObject({ outcome: 'stored' })
  }
  return city
}

describe.each([
  ['a generated city', generatedCity, true],
  ['the year 2011', city2011, existsSync(folder)],
] as const)('every figure of %s equals a count by plain loops', (_city, makeCity, isThere) => {
  test('on the pages of the register, in its files, and in the compilation of a month', {
    timeout: 120_000,
  }, async ctx => {
    if (!isThere) ctx.skip('shared/data is absent')
    context = await makeCity()
    const now = context.clock.now()
    const actor = (await makeMember(context, 'administrator')).id
    for (const [employerId, intoId] of [
      [2, 3],
      [3, 4],
      [9, 4],
    ] as const)
      await mergeEmployers(context, { employerId, intoId, actor, now })
    const agent = await signedIn(context, createStaffSite(context), 'analyst')
    const counted = [...(await countByHand(context.db, dayOf(now))).values()]

    const onPages = await rowsOfPages(agent)
    expect(onPages.toSorted()).toEqual(counted.map(rowInWords).toSorted())

    const inFile = counted.map(rowInFile)
    const xlsx = await sheetsOf(agent, '/employers/export')
    expect(xlsx[0]?.rows.toSorted(byText)).toEqual(inFile.toSorted(byText))
    const csv = await readTable((await download(agent, '/employers/export?format=csv')).bytes)
    expect(csv.rows.toSorted(byText)).toEqual(inFile.map(row => row.map(asText)).toSorted(byText))

    const month = dayOf(now).toPlainYearMonth().subtract({ months: 1 })
    const [hosts, totals] = await sheetsOf(agent, `/employers/monthly?month=${month}`)
    const expected = await monthByHand(context, month, counted)
    expect(expected.hosts.length).toBeGreaterThan(20)
    expect(hosts?.rows.toSorted(byText)).toEqual(expected.hosts.toSorted(byText))
    expect(totals?.rows).toEqual(expected.totals)
  })
})

const sectorNames: Record<Sector, string> = {
  municipal: 'kommunal',
  other_public: 'annan offentlig',
  private: 'privat',
  non_profit: 'ideell',
}
const againNames = { yes: 'ja', conditions: 'ja, på vissa villkor', no: 'nej' }
const monthNames =
  'januari februari mars april maj juni juli augusti september oktober november december'.split(' ')

async function rowsOfPages(agent: Agent): Promise<string[]> {
  const rows: string[] = []
  let address: string | undefined = '/employers'
  while (address !== undefined) {
    const { text } = await agent.get(address).expect(200)
    const body = /<tbody[\s\S]*<\/tbody>/.exec(text)?.[0] ?? ''
    rows.push(...[...body.matchAll(/<tr[\s\S]*?<\/tr>/g)].map(([row]) => plain(wordsOf(row))))
    address = nextAddress(text)
  }
  return rows
}

function nextAddress(html: string): string | undefined {
  const href = /href="([^"]*)" rel="next"/.exec(html)?.[1]
  return href?.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&')
}

function rowInWords(row: EmployerFigures): string {
  const { latestEnd: end, latestHostAgain: again } = row
  return plain(
    [
      row.name,
      row.earlierNames.length > 0 ? `tidigare ${row.earlierNames.join(', ')}` : '',
      `${written(row.organisationNumber)}, ${sectorNames[row.sector]}`,
      `Placeringar ${row.placements}`,
      row.ongoing > 0 ? `${row.ongoing} pågår nu` : '',
      row.ahead > 0 ? `${row.ahead} börjar senare` : '',
      `Senaste slut ${end ? `${end.day} ${monthNames[end.month - 1]} ${end.year}` : '–'}`,
      `Svar på enkäter ${row.asked > 0 ? `${row.byLink + row.byPhone} av ${row.asked}` : 'inte frågad än'}`,
      `Tar emot igen ${again ? againNames[again.answer] : 'inte svarat'}`,
    ].join(' '),
  )
}

function rowInFile(row: EmployerFigures) {
  const { latestEnd, latestHostAgain } = row
  return [
    written(row.organisationNumber),
    row.name,
    sectorNames[row.sector],
    row.earlierNames.join(', ') || null,
    row.placements,
    row.ongoing,
    row.ahead,
    dateCell(latestEnd),
    row.asked,
    row.byLink,
    row.byPhone,
    row.waiting,
    row.onPhoneList,
    row.neverAnswered,
    row.employed,
    latestHostAgain && againNames[latestHostAgain.answer],
    dateCell(latestHostAgain && dayOf(latestHostAgain.at)),
  ]
}

async function monthByHand(
  { db }: TestContext,
  month: Temporal.PlainYearMonth,
  employers: EmployerFigures[],
) {
  const stored = await db.select().from(placements)
  const inMonth = (day: Temporal.PlainDate | null) => day?.toPlainYearMonth().equals(month) ?? false
  const isAfter = (day: Temporal.PlainDate | null) =>
    day !== null && Temporal.PlainYearMonth.compare(day.toPlainYearMonth(), month) > 0
  const isBefore = (day: Temporal.PlainDate | null) => day !== null && !inMonth(day) && !isAfter(day)
  const counts = (of: (employerId: number) => boolean) => {
    const chosen = stored.filter(
      ({ employerId, startedOn, endedOn, endReason }) =>
        of(employerId) && endReason !== 'withdrawn' && !isAfter(startedOn) && !isBefore(endedOn),
    )
    return [
      chosen.length,
      chosen.filter(({ startedOn }) => inMonth(startedOn)).length,
      chosen.filter(({ endedOn }) => inMonth(endedOn)).length,
      ...purposes.map(purpose => chosen.filter(placement => placement.purpose === purpose).length),
    ]
  }
  const hosts = employers
    .map(({ id, organisationNumber, name, sector }) => ({
      sector,
      cells: [
        written(organisationNumber),
        name,
        sectorNames[sector],
        ...counts(employerId => employerId === id),
      ],
    }))
    .filter(({ cells }) => Number(cells[3]) > 0)
  const sectorOf = new Map(employers.map(({ id, sector }) => [id, sector]))
  const totals = [
    ...sectors.map(sector => [
      sectorNames[sector],
      hosts.filter(host => host.sector === sector).length,
      ...counts(employerId => sectorOf.get(employerId) === sector),
    ]),
    ['alla sektorer', hosts.length, ...counts(() => true)],
  ]
  return { hosts: hosts.map(({ cells }) => cells), totals }
}

async function sheetsOf(agent: Agent, address: string) {
  const { bytes } = await download(agent, address)
  return (await readXlsxFile(bytes)).map(({ sheet, data: [, ...rows] }) => ({ sheet, rows }))
}

async function download(agent: Agent, address: string): Promise<{ bytes: Buffer }> {
  const { body } = await agent.get(address).responseType('blob').expect(200)
  return { bytes: body }
}

function written(organisationNumber: string): string {
  return `${organisationNumber.slice(0, 6)}-${organisationNumber.slice(6)}`
}

function dateCell(day: Temporal.PlainDate | null): Date | null {
  return day && new Date(`${day}T00:00:00Z`)
}

function asText(cell: unknown): string {
  return cell instanceof Date ? cell.toISOString().slice(0, 10) : String(cell ?? '')
}

function byText(one: unknown, other: unknown): number {
  return JSON.stringify(one) < JSON.stringify(other) ? -1 : 1
}

/** As a reader sees it: one blank between words, and signs as they are. */
function plain(text: string): string {
  return text.replaceAll('&amp;', '&').replaceAll(/\s+/g, ' ').trim()
}
