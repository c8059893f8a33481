import { eq } from 'drizzle-orm'
import supertest from 'supertest'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { contacts, letters } from '../../src/db/schema.ts'
import { ensureUnits } from '../../src/db/units.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement } from '../support/factories.ts'
import { answerAt, noteCall, toPhone } from '../support/lanes.ts'
import { wordsOf } from '../support/page-text.ts'
import { type Agent, createStaffSite, makeMember, type StaffSite, signedInAs } from '../support/staff.ts'
import { swedish } from '../support/swedish.ts'

let context: TestContext
let site: StaffSite
beforeEach(async () => {
  context = await createTestContext({ now: '2026-02-27T12:00' })
  site = createStaffSite(context)
})
afterEach(() => context.close())

const day = Temporal.PlainDate.from
const own = 'olle.coach@kommunen.example'

/** A coach of Jobbtorg City, the unit of the placements unless a test says otherwise. */
async function coachOf(unit = 'Jobbtorg City', email = own) {
  const [found] = await ensureUnits(context.db, [unit])
  const member = await makeMember(context, 'coach', { unitId: found?.id ?? 0, email })
  return { member, agent: await signedInAs(site, member) }
}

async function administrator() {
  const member = await makeMember(context, 'administrator')
  return { member, agent: await signedInAs(site, member) }
}

const mine = (name: string, overrides: Parameters<typeof makePlacement>[1] = {}) =>
  makePlacement(context, {
    employer: { name },
    ...overrides,
    placement: { coachEmail: own, ...overrides.placement },
  })

async function pageOf(agent: Agent, address = '/'): Promise<string> {
  return (await agent.get(address).expect(200)).text
}

describe('who comes to /', () => {
  test('nobody is asked to sign in, and an analyst starts at the reports', async () => {
    await supertest(site.app).get('/').expect(303).expect('Location', '/sign-in?next=%2F')
    const analyst = await signedInAs(site, await makeMember(context, 'analyst'))
    await analyst.get('/').expect(303).expect('Location', '/reports')
    await analyst.get('/?lane=call').expect(303).expect('Location', '/reports')
  })

  test('a coach sees the own placements, the own unit on demand, and another unit never', async () => {
    const { agent } = await coachOf()
    await mine('Egna Bageriet')
    await makePlacement(context, { employer: { name: 'Kollegans Kök' } })
    const { unitId } = await makePlacement(context, {
      employer: { name: 'Söders Blommor' },
      unit: 'Jobbtorg Söder',
      placement: { coachEmail: own },
    })
    await context.tickAt('2026-03-02T09:00')
    const hosts: [string, string[]][] = [
      ['/', ['Egna Bageriet']],
      ['/?scope=mine', ['Egna Bageriet']],
      ['/?scope=unit', ['Egna Bageriet', 'Kollegans Kök']],
      [`/?unit=${unitId}`, ['Egna Bageriet']],
      [`/?scope=unit&unit=${unitId}`, ['Egna Bageriet', 'Kollegans Kök']],
      [`/?scope=all&unit=${unitId}`, ['Egna Bageriet']],
      [`/?lane=waiting&scope=unit&unit=${unitId}`, ['Egna Bageriet', 'Kollegans Kök']],
    ]
    for (const [address, expected] of hosts) {
      expect([address, hostsIn(await pageOf(agent, address), 'waiting')]).toEqual([address, expected])
    }
    expect(scopesIn(await pageOf(agent))).toEqual(['Mina *', 'Hela enheten'])
    expect(scopesIn(await pageOf(agent, '/?scope=unit'))).toEqual(['Mina', 'Hela enheten *'])
  })

  test('a coach without own placements sees the unit at once', async () => {
    const { agent } = await coachOf()
    await makePlacement(context, { employer: { name: 'Kollegans Kök' } })
    await context.tickAt('2026-03-02T09:00')
    const html = await pageOf(agent)
    expect(hostsIn(html, 'waiting')).toEqual(['Kollegans Kök'])
    expect(scopesIn(html)).toEqual(['Hela enheten *'])
    expect(await pageOf(agent, '/?scope=mine')).toContain('Inga placeringar är dina än')
  })

  test('an administrator sees all units, one unit by the picker, and the own where there are any', async () => {
    const { agent, member } = await administrator()
    const { unitId } = await makePlacement(context, { employer: { name: 'Citys Kök' } })
    await context.tickAt('2026-03-02T09:00')
    expect(scopesIn(await pageOf(agent, '/?scope=mine'))).toEqual(['Alla enheter *'])
    await makePlacement(context, {
      employer: { name: 'Söders Blommor' },
      unit: 'Jobbtorg Söder',
      placement: { coachEmail: member.email },
    })
    await context.tickAt('2026-03-02T09:01')
    expect(hostsIn(await pageOf(agent), 'waiting')).toEqual(['Citys Kök', 'Söders Blommor'])
    const one = await pageOf(agent, `/?unit=${unitId}`)
    expect(hostsIn(one, 'waiting')).toEqual(['Citys Kök'])
    expect(one).toContain(`<option value="${unitId}" selected>Jobbtorg City</option>`)
    const ours = await pageOf(agent, '/?scope=mine')
    expect(hostsIn(ours, 'waiting')).toEqual(['Söders Blommor'])
    expect(scopesIn(ours)).toEqual(['Mina *', 'Alla enheter'])
    expect(hostsIn(await pageOf(agent, '/?unit=999999'), 'waiting')).toHaveLength(2)
  })
})

describe('the lists', () => {
  test('tell whom to call, why and until when, with the number, and both next steps', async () => {
    const { agent, member } = await coachOf()
    const { placementId: silent } = await mine('Tysta Tårtan', { contact: { phone: '08-123 45 67' } })
    const { placementId: optedOut } = await mine('Nejtack Nät')
    await toPhone(context, silent, 'no_answer', { lettersSent: 3 })
    await toPhone(context, optedOut, 'opted_out', { lettersSent: 1 })
    await noteCall(context, silent, member.id, '2026-03-19T10:00')
    await noteCall(context, silent, member.id, '2026-03-20T10:00')
    context.clock.set(swedish('2026-03-24T10:00'))
    const html = await pageOf(agent)
    expect(rowsIn(html, 'call')).toEqual([
      'Tysta Tårtan Köket 1 december 2025–27 februari 2026 Åsa Öberg 08-123 45 67 Inget svar på 3 brev Ringd 2 gånger utan svar, senast 20 mars Sista dag att svara 1 maj Registrera svar : Tysta Tårtan Ringde, inget svar : Tysta Tårtan',
      'Nejtack Nät Köket 1 december 2025–27 februari 2026 Åsa Öberg 08-123 45 67 Vill inte ha fler brev, har fått ett Sista dag att svara 1 maj Registrera svar : Nejtack Nät Ringde, inget svar : Nejtack Nät',
    ])
    expect(html).toContain('href="tel:081234567"')
    expect(html).toContain(`href="/placements/${silent}/phone-answer"`)
    expect(html).toContain(`<form method="post" action="/placements/${silent}/calls">`)
    expect(html).toContain('name="back" value="/?scope&#x3D;mine"')
  })

  test('say of a call today that it was today, and put it last', async () => {
    const { agent, member } = await coachOf()
    const { placementId: called } = await mine('Nyss Ringda')
    const { placementId: next } = await mine('Näst På Tur')
    for (const id of [called, next]) await toPhone(context, id, 'no_answer')
    await noteCall(context, called, member.id, '2026-03-24T09:59')
    context.clock.set(swedish('2026-03-24T10:00'))
    const html = await pageOf(agent)
    expect(hostsIn(html, 'call')).toEqual(['Näst På Tur', 'Nyss Ringda'])
    expect(rowsIn(html, 'call')[1]).toContain('Ringd i dag utan svar')
  })

  test('tell why letters do not arrive, and lead to the address and to the call', async () => {
    const { agent } = await coachOf()
    const refused = await mine('Studsande Bollar', { contact: { email: 'gone@host.example' } })
    const without = await mine('Adresslösa AB', { contact: { email: null } })
    const wrong = await mine('Fel Person AB')
    const undeliverableReason = '550 5.1.1 mailbox unavailable'
    await context.db
      .update(contacts)
      .set({ undeliverableAt: swedish('2026-03-03T09:00'), undeliverableReason })
      .where(eq(contacts.id, refused.contactId))
    await toPhone(context, refused.placementId, 'undeliverable')
    await toPhone(context, without.placementId, 'no_address')
    await toPhone(context, wrong.placementId, 'wrong_person')
    const html = await pageOf(agent)
    const [first = '', second, third] = rowsIn(html, 'undeliverable')
    expect(first).toContain(
      `Breven kommer inte fram gone@host.example Mottagarens server svarade: ${undeliverableReason}`,
    )
    expect(second).toContain('E-postadress saknas')
    expect(third).toContain('Fel person fick brevet')
    expect(html).toContain(`href="/placements/${refused.placementId}/contact"`)
    expect(html).toContain(`href="/placements/${refused.placementId}/phone-answer"`)
    expect(hostsIn(html, 'call')).toEqual([])
  })

  test('tell when the last letter left, and what comes next', async () => {
    const { agent } = await coachOf()
    const { placementId } = await mine('Väntans Snickeri')
    await mine('Senare Skola', { placement: { endedOn: day('2026-03-10') } })
    await context.tickAt('2026-03-02T09:00')
    await context.tickAt('2026-03-09T09:00')
    expect(rowsIn(await pageOf(agent), 'waiting')).toEqual([
      expect.stringContaining('2 brev, senast 9 mars Påminnelse 18 mars Skicka tidigare'),
    ])
    await context.queueAt('2026-03-11T09:00')
    const html = await pageOf(agent)
    expect(rowsIn(html, 'waiting')[1]).toContain('Inget brev skickat än Nästa brev står på tur')
    expect(html).toContain(`href="/placements/${placementId}/send-now"`)
  })

  test('count a letter only where it left, with the placement in it', async () => {
    const { agent } = await coachOf()
    await mine('Väntans Snickeri')
    await context.tickAt('2026-03-02T09:00')
    await context.db.update(letters).set({ state: 'unconfirmed' })
    expect(rowsIn(await pageOf(agent), 'waiting')[0]).toContain('Inget brev skickat än')
  })

  test('tell what was answered this week, how and when', async () => {
    const { agent } = await coachOf()
    const { placementId } = await mine('Svarande Skola')
    await context.tickAt('2026-03-02T09:00')
    const work = { employment: 'yes', form: 'permanent', hours: 'full_time', subsidised: 'no' }
    await answerAt(context, placementId, '2026-03-03T09:00', work)
    expect(rowsIn(await pageOf(agent), 'answered')[0]).toContain('Arbete via länk, 3 mars Visa svaret')
    context.clock.set(swedish('2026-03-09T00:00'))
    expect(rowsIn(await pageOf(agent), 'answered')).toEqual([])
  })

  test('tell in full of the answers since another day, which the weekly letter leads to', async () => {
    const { agent } = await coachOf()
    const { placementId } = await mine('Svarande Skola')
    await context.tickAt('2026-03-02T09:00')
    await answerAt(context, placementId, '2026-03-03T09:00')
    context.clock.set(swedish('2026-03-09T08:00'))
    const since = await pageOf(agent, '/?lane=answered&since=2026-03-02')
    expect(wordsOf(since)).toContain('Svar sedan 2 mars')
    expect(hostsIn(since, 'answered')).toEqual(['Svarande Skola'])
    expect(wordsOf(await pageOf(agent, '/?lane=answered&since=2026-03-04'))).toContain(
      'Inget svar har kommit in sedan dess.',
    )
    for (const day of ['0001-01-01', '2026-02-30', 'snart', '']) {
      expect(hostsIn(await pageOf(agent, `/?lane=answered&since=${day}`), 'answered')).toEqual([])
    }
  })

  test('tell what ends soon, and whose address to mend before the letter', async () => {
    const { agent } = await coachOf()
    const going = { endedOn: null, endReason: null, plannedEndOn: day('2026-03-06') }
    await mine('Nåbara AB', { placement: going })
    const { placementId } = await mine('Onåbara AB', { contact: { email: null }, placement: going })
    await mine('Avslutade AB', { placement: { ...going, endedOn: day('2026-03-04') } })
    context.clock.set(swedish('2026-03-02T10:00'))
    const html = await pageOf(agent)
    expect(rowsIn(html, 'ends_soon').map(row => row.replace(/^(\S+) .*?67 /, '$1: '))).toEqual([
      'Avslutade: Slutar 4 mars',
      'Nåbara: Slutar 6 mars enligt plan',
      'Onåbara: Slutar 6 mars enligt plan E-postadress saknas Rätta adressen : Onåbara AB',
    ])
    expect(html).toContain(`href="/placements/${placementId}/contact"`)
  })
})

describe('a long list', () => {
  test('shows ten with the way to all of them, page by page', async () => {
    const { agent } = await coachOf()
    for (let count = 0; count < 52; count += 1) {
      const { placementId } = await mine(`Värd ${count}`)
      await toPhone(context, placementId, 'no_answer')
    }
    const html = await pageOf(agent)
    expect(hostsIn(html, 'call')).toHaveLength(10)
    expect(wordsOf(html)).toContain('Visa alla 52 att ringa')
    const whole = await pageOf(agent, hrefOf(html, 'Visa alla 52 att ringa'))
    expect(hostsIn(whole, 'call')).toHaveLength(50)
    expect(wordsOf(whole)).toContain('52 placeringar bland dina placeringar')
    const nextHref = hrefOf(whole, 'Nästa sida')
    const last = await pageOf(agent, nextHref)
    expect(hostsIn(last, 'call')).toEqual(['Värd 50', 'Värd 51'])
    const back = /name="back" value="([^"]*)"/
      .exec(last)?.[1]
      ?.replaceAll('&#x3D;', '=')
      .replaceAll('&amp;', '&')
    expect(back).toBe(nextHref)
    expect(hostsIn(await pageOf(agent, hrefOf(last, 'Till första sidan')), 'call')).toHaveLength(50)
  })

  test.each([
    'true_2026-05-01T22:00:00Z_41',
    'x_2026-05-01T22:00:00Z_41',
    'false_0000-01-01T00:00:00Z_1',
    'false_2026-02-30T00:00:00Z_1',
    'false_2026-02-03T25:00:00Z_1',
    'false_2026-05-01_41',
    '99999999999999999999',
    '',
  ])('is read from a place that is none without a fault: %s', async after => {
    const { agent } = await coachOf()
    for (const lane of ['call', 'undeliverable', 'waiting', 'answered', 'ends_soon', 'nonsense']) {
      await agent.get(`/?${new URLSearchParams({ lane, after })}`).expect(200)
    }
  })
})

describe('a call in vain that was just noted', () => {
  test('is told, with a button that takes it back and shows the same page again', async () => {
    const { agent, member } = await coachOf()
    const { placementId } = await mine('Tysta Tårtan')
    await toPhone(context, placementId, 'no_answer')
    const noteId = await noteCall(context, placementId, member.id, '2026-02-27T12:00')
    const called = `called=${placementId}.${noteId}`
    for (const [address, back] of [
      [`/?${called}`, '/?scope&#x3D;mine'],
      [`/?scope=unit&${called}`, '/?scope&#x3D;unit'],
      [`/?lane=call&scope=unit&${called}`, '/?scope&#x3D;unit&amp;lane&#x3D;call'],
    ] as const) {
      const html = await pageOf(agent, address)
      const notice = /<div class="note undo" role="status">.*?<\/div>/s.exec(html)?.[0] ?? ''
      expect(wordsOf(notice)).toContain('Antecknat: inget svar hos Tysta Tårtan.')
      expect(notice).toContain(`action="/placements/${placementId}/notes/${noteId}/remove"`)
      expect(notice).toContain(`name="back" value="${back}"`)
    }
  })

  test('is not told of another unit, of a colleague, of a note that is none, or of a wrong id', async () => {
    const { agent, member } = await coachOf()
    const { placementId } = await mine('Tysta Tårtan')
    const other = await makePlacement(context, { unit: 'Jobbtorg Söder' })
    const colleague = await makeMember(context, 'administrator')
    const ours = await noteCall(context, placementId, member.id, '2026-02-27T12:00')
    const theirs = await noteCall(context, placementId, colleague.id, '2026-02-27T12:00')
    const elsewhere = await noteCall(context, other.placementId, member.id, '2026-02-27T12:00')
    const wrong = [
      `${other.placementId}.${elsewhere}`,
      `${placementId}.${elsewhere}`,
      `${other.placementId}.${ours}`,
      `${placementId}.${theirs}`,
      `${placementId}.99999`,
      `${placementId}`,
      'x.y',
      '999999999999999.999999999999999',
      '99999999999999999999.1',
    ]
    for (const called of wrong) {
      expect([called, await pageOf(agent, `/?called=${called}`)]).toEqual([
        called,
        expect.not.stringContaining('role="status"'),
      ])
    }
  })
})

describe('nothing to do', () => {
  test('a service without placements says where they come from', async () => {
    const { agent } = await administrator()
    const coach = await coachOf()
    expect(wordsOf(await pageOf(agent))).toMatch(
      /Här är det tomt än Placeringarna kommer från verksamhetssystemet/,
    )
    expect(wordsOf(await pageOf(coach.agent))).toContain('Enheten har inga placeringar än')
  })

  test('is said where nobody waits for a call or an address, and only there', async () => {
    const { agent } = await coachOf()
    const { placementId } = await mine('Väntans Snickeri')
    await context.tickAt('2026-03-02T09:00')
    const kind = 'Just nu behöver du inte göra något.'
    expect(wordsOf(await pageOf(agent))).toContain(kind)
    await toPhone(context, placementId, 'no_address')
    expect(wordsOf(await pageOf(agent))).not.toContain(kind)
  })
})

test('the counts and the answers by month are told in numbers, in the chart and in words', async () => {
  const { agent } = await coachOf()
  const { placementId } = await mine('Svarande Skola')
  await mine('Väntans Snickeri')
  await mine('Gamla Garaget', { placement: { startedOn: day('2025-03-01'), endedOn: day('2025-06-30') } })
  await context.tickAt('2026-03-02T09:00')
  await answerAt(context, placementId, '2026-03-03T09:00')
  const html = await pageOf(agent)
  expect(talliesIn(html)).toEqual({
    'Att ringa': 0,
    'Breven kommer inte fram': 0,
    'Uppgifter går isär': 0,
    'Väntar på svar': 1,
    'Svar den här veckan': 1,
    'Slutar snart': 0,
  })
  const finding =
    'Avslutade placeringar de senaste tolv månaderna: 3. Besvarade: 1. Väntar på svar eller ska ringas: 1. Okänt utfall: 1.'
  expect(wordsOf(html)).toContain(finding)
  expect(html).toContain(`<svg role="img" aria-label="Svar efter månaden då placeringen slutade. ${finding}"`)
  expect(wordsOf(html)).toMatch(/mars 2026 0 0 0 0 februari 2026 2 1 1 0 januari 2026 0 0 0 0/)
  expect(wordsOf(html)).toContain('juni 2025 1 0 0 1')
})

test('all of it is there in English too', async () => {
  const { agent } = await coachOf()
  const { placementId } = await mine('Quiet Cakes')
  await mine('Waiting Wood')
  await context.tickAt('2026-03-02T09:00')
  await toPhone(context, placementId, 'no_answer', { lettersSent: 1 })
  const { text } = await agent.get('/').set('Accept-Language', 'en').expect(200)
  expect(rowsIn(text, 'call')[0]).toContain('No answer to one letter Last day to answer 1 May Record answer')
  expect(rowsIn(text, 'waiting')[0]).toContain('Letter sent 2 March Reminder 9 March Send sooner')
  expect(wordsOf(text)).toContain('Answers by the month the placement ended')
})

/** The part of the page that shows one list. */
function laneIn(html: string, lane: string): string {
  return html.match(new RegExp(`<h[12] id="${lane}">.*?(?=<section|<figure|</main>)`, 's'))?.[0] ?? ''
}

function rowsIn(html: string, lane: string): string[] {
  const [, body = ''] = laneIn(html, lane).split('<tbody')
  const rows = body.match(/<tr.*?<\/tr>/gs) ?? []
  return rows.map(row => wordsOf(row).trim())
}

function hostsIn(html: string, lane: string): string[] {
  return [...laneIn(html, lane).matchAll(/scope="row"><a [^>]*>([^<]*)</g)].map(([, name = '']) => name)
}

/** The names of the scopes, a star at the one that is shown. */
function scopesIn(html: string): string[] {
  const [, links = ''] = /<nav aria-label="Vems placeringar">(.*?)<\/nav>/s.exec(html) ?? []
  return [...links.matchAll(/<a [^>]*?(aria-current)?(?:="page")?>([^<]*)/g)].map(
    ([, current, name]) => `${name}${current ? ' *' : ''}`,
  )
}

function talliesIn(html: string): Record<string, number> {
  const links = html.matchAll(/<li><a [^>]*href="#[^>]*>([^<]*) <b>(\d+)<\/b>/g)
  return Object.fromEntries([...links].map(([, name, count]) => [name, Number(count)]))
}

function hrefOf(html: string, words: string): string {
  const [, href = ''] = new RegExp(`<a href="([^"]*)"[^>]*>${words}</a>`).exec(html) ?? []
  return href.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&')
}
