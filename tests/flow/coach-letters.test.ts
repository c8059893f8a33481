import { eq, like } from 'drizzle-orm'
import type { ParsedMail } from 'mailparser'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { claimOne } from '../../src/db/letter-states.ts'
import { coachLetters } from '../../src/db/office-schema.ts'
import { contacts, events, participants } from '../../src/db/schema.ts'
import { staff } from '../../src/db/staff-schema.ts'
import { ensureUnits } from '../../src/db/units.ts'
import { deliverCoachLetter } from '../../src/flow/deliver-coach-letter.ts'
import { runDue } from '../../src/flow/run-due.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement } from '../support/factories.ts'
import { startFleet } from '../support/fleet.ts'
import { answerAt, toPhone } from '../support/lanes.ts'
import { reply, startSmtp } from '../support/smtp.ts'
import { makeMember } from '../support/staff.ts'
import { swedish } from '../support/swedish.ts'

let context: TestContext
beforeEach(async () => {
  context = await createTestContext({ now: '2026-02-27T12:00' })
})
afterEach(() => context.close())

const day = Temporal.PlainDate.from
const own = 'olle.coach@kommunen.example'

async function coachAt(email = own, values: Partial<typeof staff.$inferInsert> = {}, unit = 'Jobbtorg City') {
  const [found] = await ensureUnits(context.db, [unit])
  const { id } = await makeMember(context, 'coach', { email, unitId: found?.id ?? 0 })
  if (Object.keys(values).length > 0) await context.db.update(staff).set(values).where(eq(staff.id, id))
  return id
}

/** A placement of the coach that waits for a call. */
async function toCall(name = 'Tysta Tårtan', overrides: Parameters<typeof makePlacement>[1] = {}) {
  const { placementId } = await makePlacement(context, {
    employer: { name },
    ...overrides,
    placement: { coachEmail: own, ...overrides.placement },
  })
  await toPhone(context, placementId, 'no_answer', { closesAt: swedish('2026-12-01T00:00') })
  return placementId
}

const subjectsTo = (address: string): (string | undefined)[] =>
  context.inbox.filter(mail => addressOf(mail) === address).map(({ subject }) => subject)

async function rows() {
  const { staffId, week, state, attempts, reason } = coachLetters
  const found = await context.db
    .select({ staffId, week, state, attempts, reason })
    .from(coachLetters)
    .orderBy(coachLetters.id)
  return found.map(row => ({ ...row, week: row.week.toString() }))
}

async function tellings() {
  const found = await context.db
    .select()
    .from(events)
    .where(like(events.kind, 'coach_letter.%'))
    .orderBy(events.id)
  return found.map(({ kind, actor, detail }) => ({ kind, actor, detail }))
}

describe('when it leaves (rule 3)', () => {
  it('is Monday 08:00, once a week, however often it is asked', async () => {
    const staffId = await coachAt()
    await toCall()
    const expected: [string, number][] = [
      ['2026-03-02T07:59', 0],
      ['2026-03-02T08:00', 1],
      ['2026-03-02T08:01', 1],
      ['2026-03-05T12:00', 1],
      ['2026-03-08T23:59', 1],
      ['2026-03-09T07:59', 1],
      ['2026-03-09T08:00', 2],
    ]
    for (const [time, count] of expected) {
      await context.tickAt(time)
      expect([time, subjectsTo(own).length]).toEqual([time, count])
    }
    expect(await rows()).toMatchObject([
      { staffId, week: '2026-03-02', state: 'sent', attempts: 1 },
      { staffId, week: '2026-03-09', state: 'sent', attempts: 1 },
    ])
    expect(await tellings()).toEqual(
      Array(2).fill({ kind: 'coach_letter.sent', actor: 'system', detail: { staffId } }),
    )
  })

  it.each([
    ['late on the Monday', '2026-03-02T23:59'],
    ['on the Wednesday', '2026-03-04T03:00'],
    ['in the last minute of the week', '2026-03-08T23:59'],
  ])('is made up %s', async (_words, time) => {
    await coachAt()
    await toCall()
    await context.tickAt(time)
    expect(subjectsTo(own)).toHaveLength(1)
  })

  it('is not made up for a week that was missed whole', async () => {
    await coachAt()
    await toCall()
    await context.tickAt('2026-03-23T08:00')
    await context.tickAt('2026-03-23T08:01')
    expect((await rows()).map(({ week }) => week)).toEqual(['2026-03-23'])
    expect(subjectsTo(own)).toHaveLength(1)
  })

  it.each([
    ['Easter Monday', '2026-04-06T12:00', '2026-04-07T07:59', '2026-04-07T08:00'],
    ['the spring week of 167 hours', '2026-03-29T23:59', '2026-03-30T07:59', '2026-03-30T08:00'],
    ['the autumn week of 169 hours', '2026-10-25T23:59', '2026-10-26T07:59', '2026-10-26T08:00'],
  ])('keeps to the working day and the clock: %s', async (_words, ...times) => {
    await coachAt()
    await toCall()
    const [before = ''] = times
    await context.tickAt(before)
    const counts: number[] = []
    for (const time of times) {
      await context.tickAt(time)
      counts.push(subjectsTo(own).length)
    }
    // A week before may have had its own.
    expect(counts.map(count => count - (counts[0] ?? 0))).toEqual([0, 0, 1])
  })
})

describe('who gets one', () => {
  it('are coaches who may sign in, each for the own placements in the own unit', async () => {
    const gone = swedish('2026-02-01T00:00')
    await coachAt()
    await coachAt('disabled@kommunen.example', { disabledAt: new Date(gone.epochMilliseconds) })
    await makeMember(context, 'administrator', { email: 'admin@kommunen.example' })
    await makeMember(context, 'analyst', { email: 'analyst@kommunen.example' })
    await coachAt('other@kommunen.example')
    await toCall('Egna Bageriet')
    for (const name of ['disabled', 'admin', 'analyst']) {
      await toCall(`Värd ${name}`, { placement: { coachEmail: `${name}@kommunen.example` } })
    }
    await toCall('Söders Blommor', { unit: 'Jobbtorg Söder' })
    await context.tickAt('2026-03-02T08:00')
    expect(context.inbox.map(addressOf)).toEqual([own])
    expect(context.inbox[0]?.subject).toBe('Veckan: 1 att ringa')
    expect(context.inbox[0]?.text).not.toContain('Söders')
  })

  it('is nobody who has nothing to hear of, and that is noted once', async () => {
    const staffId = await coachAt()
    await makePlacement(context, { placement: { coachEmail: own } })
    await makePlacement(context, {
      contact: { email: null },
      placement: { coachEmail: own, endedOn: null, endReason: null, plannedEndOn: day('2026-03-06') },
    })
    await context.tickAt('2026-03-02T08:00')
    await toCall()
    await context.tickAt('2026-03-02T08:01')
    expect(subjectsTo(own)).toEqual([])
    expect(await rows()).toMatchObject([{ staffId, state: 'cancelled', attempts: 0 }])
    expect(await tellings()).toEqual([
      { kind: 'coach_letter.cancelled', actor: 'system', detail: { staffId } },
    ])
  })

  it.each([
    ['disabled', { disabledAt: new Date('2026-03-02T07:00Z') }],
    ['an administrator', { role: 'administrator' }],
  ] as const)('is nobody who became %s while the letter waited', async (_words, change) => {
    const staffId = await coachAt()
    await toCall()
    await context.queueAt('2026-03-02T08:00')
    await context.db.update(staff).set(change).where(eq(staff.id, staffId))
    await context.deliverAll()
    expect(context.inbox).toEqual([])
    expect(await rows()).toMatchObject([{ state: 'cancelled', attempts: 0 }])
  })
})

describe('what it tells', () => {
  it('counts the answers of the week, the calls and how soon they close, the addresses and the ends', async () => {
    await coachAt()
    const placement = { coachEmail: own }
    const answered = []
    for (let count = 0; count < 3; count += 1) answered.push(await makePlacement(context, { placement }))
    await context.tickAt('2026-03-02T09:00')
    const moments = ['2026-03-02T09:30', '2026-03-09T07:59', '2026-03-09T08:00']
    for (const [index, { placementId }] of answered.entries()) {
      await answerAt(context, placementId, moments[index] ?? '')
    }
    const soon = await toCall('Stänger Snart')
    await toPhone(context, soon, 'no_answer', { closesAt: swedish('2026-03-17T00:00') })
    const later = await toCall('Stänger Sedan')
    await toPhone(context, later, 'opted_out', { closesAt: swedish('2026-03-18T00:00') })
    await toPhone(context, await toCall('Adresslösa'), 'no_address')
    await makePlacement(context, {
      contact: { email: null },
      placement: { ...placement, endedOn: null, endReason: null, plannedEndOn: day('2026-03-20') },
    })
    await context.tickAt('2026-03-09T08:00')
    const mail = context.inbox.find(({ to }) => [to].flat()[0]?.text === own)
    expect(mail?.subject).toBe('Veckan: 2 att ringa, 1 adress att rätta, 2 svar')
    const words = (mail?.text ?? '').replaceAll(/\s+/g, ' ')
    expect(words).toContain('2 samtal att ringa En av enkäterna stänger inom sju dagar.')
    expect(words).toContain(`Stänger Snart Arbetsställe: Köket Period: 1 december 2025–27 februari 2026`)
    expect(words).toContain(`/placements/${soon}`)
    expect(words).toContain('1 adress att rätta')
    expect(words).toContain('2 svar har kommit in Sedan måndagen den 2 mars 2026.')
    expect(words).toContain('1 placering slutar snart och saknar en fungerande adress')
  })

  it('names five at most, the best ones to call next', async () => {
    await coachAt()
    for (let count = 1; count <= 7; count += 1) {
      const id = await toCall(`Värd ${count}`)
      await toPhone(context, id, 'no_answer', { closesAt: swedish(`2026-04-2${9 - count}T00:00`) })
    }
    await context.tickAt('2026-03-02T08:00')
    const named = context.inbox[0]?.text?.match(/Värd \d/g)
    expect(named).toEqual(['Värd 7', 'Värd 6', 'Värd 5', 'Värd 4', 'Värd 3'])
  })

  it('tells how things stand when it leaves, and is not sent when nothing is left', async () => {
    await coachAt()
    const id = await toCall()
    await context.queueAt('2026-03-02T08:00')
    await answerAt(context, id, '2026-03-02T08:00')
    await context.deliverAll()
    expect(context.inbox).toEqual([])
    expect(await rows()).toMatchObject([{ state: 'cancelled' }])
  })

  it.each(['sv', 'en'] as const)('holds nothing of any person, in %s', async language => {
    await coachAt(own, { language, name: 'Olle Coach' })
    const persons = {
      contact: { name: 'Åsa Hemlig', email: 'asa.hemlig@bageriet.example', phone: '08-765 43 21' },
      participant: { initials: 'X.Q.', caseId: 'A-997755', email: 'x.q@mail.example' },
    }
    for (const reason of ['no_answer', 'opted_out', 'undeliverable', 'wrong_person'] as const) {
      const { contact, participant } = persons
      const made = await makePlacement(context, {
        contact: { ...contact, email: `${reason}.${contact.email}` },
        participant: { ...participant, caseId: `${participant.caseId}-${reason}` },
        placement: { coachEmail: own, caseId: `P-8866-${reason}` },
      })
      await toPhone(context, made.placementId, reason)
      const undeliverableReason = `550 <${reason}.${contact.email}> unknown`
      await context.db.update(contacts).set({ undeliverableReason }).where(eq(contacts.id, made.contactId))
    }
    const { placementId } = await makePlacement(context, {
      contact: persons.contact,
      participant: persons.participant,
      placement: { coachEmail: own, caseId: 'P-8866' },
    })
    await context.tickAt('2026-03-02T07:00')
    await toPhone(context, placementId, 'no_answer', { state: 'open', phoneReason: null })
    await answerAt(context, placementId, '2026-03-02T07:30')
    await context.tickAt('2026-03-02T08:00')
    const mail = context.inbox.find(found => addressOf(found) === own)
    const told = [mail?.subject, mail?.text, mail?.html, ...(mail?.headerLines ?? []).map(({ line }) => line)]
      .filter(part => !String(part).startsWith('To:'))
      .join('\n')
    expect(told).toContain(language === 'sv' ? 'Veckan:' : 'Your week:')
    expect(told).not.toMatch(/Hemlig|Olle|X\.Q\.|765 43|A-9977|P-8866|bageriet\.example|mail\.example/)
    const html = String(mail?.html).replace(/<style>.*<\/style>/s, '')
    expect(`${mail?.text}${html}`).not.toMatch(/@|tel:|språkpraktik|language/i)
    const everyone = [
      ...(await context.db.select({ name: contacts.name }).from(contacts)).map(({ name }) => name),
      ...(await context.db.select({ name: participants.initials }).from(participants)).map(
        ({ name }) => name,
      ),
    ]
    for (const name of everyone) expect(told).not.toContain(name)
  })
})

describe('what the mail server says (rule 4)', () => {
  it('a refused address fails, and is not tried again before the next week', async () => {
    const staffId = await coachAt()
    await toCall()
    context.refused.add(own)
    await context.tickAt('2026-03-02T08:00')
    await context.tickAt('2026-03-03T08:00')
    expect(await rows()).toMatchObject([
      { staffId, state: 'failed', attempts: 1, reason: expect.stringContaining('5.1.1') },
    ])
    expect((await tellings()).map(({ kind }) => kind)).toEqual(['coach_letter.failed'])
    context.refused.delete(own)
    await context.tickAt('2026-03-09T08:00')
    expect(subjectsTo(own)).toHaveLength(1)
  })

  it('a refusal for now is tried again after growing pauses, also before nine, with the same letter', async () => {
    let refusals = 0
    const server = await startSmtp({
      onRcptTo: (_address, _session, done) => {
        refusals += 1
        done(refusals > 2 ? null : reply(450, '4.2.1 try again later'))
      },
    })
    await context.close()
    context = await createTestContext({ now: '2026-02-27T12:00', settings: { SMTP_URL: server.url } })
    await coachAt()
    await toCall()
    const expected: [string, number, string][] = [
      ['2026-03-02T08:00', 1, 'queued'],
      ['2026-03-02T08:04', 1, 'queued'],
      ['2026-03-02T08:05', 2, 'queued'],
      ['2026-03-02T08:19', 2, 'queued'],
      ['2026-03-02T08:20', 3, 'sent'],
      ['2026-03-02T08:21', 3, 'sent'],
    ]
    for (const [time, attempts, state] of expected) {
      await context.tickAt(time)
      expect([time, ...(await rows())]).toMatchObject([time, { attempts, state }])
    }
    expect((await tellings()).map(({ kind }) => kind)).toEqual([
      'coach_letter.queued',
      'coach_letter.queued',
      'coach_letter.sent',
    ])
    const [letter] = await context.db.select().from(coachLetters)
    expect(server.messages.map(String)).toEqual([expect.stringContaining(`Message-ID: ${letter?.messageId}`)])
    await server.stop()
  })

  it('a letter whose week is over is not sent any more', async () => {
    await coachAt()
    await toCall()
    await context.queueAt('2026-03-08T23:59')
    context.clock.set(swedish('2026-03-09T00:00'))
    await context.deliverAll()
    expect(context.inbox).toEqual([])
    expect(await rows()).toMatchObject([{ week: '2026-03-02', state: 'cancelled' }])
  })

  it('a letter whose process died becomes unconfirmed, is not sent again, and the next one comes', async () => {
    await coachAt()
    await toCall()
    await context.queueAt('2026-03-02T08:00')
    const claim = async (id: number) =>
      void (await claimOne(context.db, 'coach_letter', id, context.clock.now()))
    await context.jobs.drain({ coachLetter: claim })
    await context.tickAt('2026-03-02T08:15')
    expect(await rows()).toMatchObject([{ state: 'sending' }])
    await context.tickAt('2026-03-02T08:16')
    expect(await rows()).toMatchObject([{ state: 'unconfirmed', attempts: 1 }])
    expect((await tellings()).map(({ kind }) => kind)).toEqual(['coach_letter.unconfirmed'])
    expect(context.inbox).toEqual([])
    await context.tickAt('2026-03-09T08:00')
    expect(subjectsTo(own)).toHaveLength(1)
  })

  it('a hung mail server does not hold the tick up, nor the letters to employers behind it', async () => {
    await coachAt()
    await toCall()
    await makePlacement(context)
    const hanging = Promise.withResolvers<void>()
    await context.queueAt('2026-03-02T09:00')
    const draining = context.jobs.drain({ coachLetter: () => hanging.promise })
    await context.tickAt('2026-03-02T09:01')
    expect(context.inbox.length).toBeGreaterThanOrEqual(1)
    hanging.resolve()
    await draining
  })
})

describe('two instances', () => {
  it('at once write one letter to each coach', async () => {
    const fleet = await startFleet(2)
    const { first } = fleet
    fleet.setClocks(swedish('2026-02-27T12:00'))
    const coachCount = 12
    for (let count = 0; count < coachCount; count += 1) {
      const coachEmail = `coach${count}@kommunen.example`
      const { placementId, unitId } = await makePlacement(first, { placement: { coachEmail } })
      await toPhone(first, placementId, 'no_answer')
      await makeMember(first, 'coach', { email: coachEmail, unitId })
    }
    const now = swedish('2026-03-02T08:00')
    await fleet.tick([now, now], 3)
    await fleet.tick([now.add({ minutes: 1 }), now.add({ minutes: 1 })], 1)
    const sent = await first.db.select().from(coachLetters).where(eq(coachLetters.state, 'sent'))
    expect(sent).toHaveLength(coachCount)
    const recipients = fleet.postbox.map(({ recipient }) => recipient)
    expect(recipients).toHaveLength(coachCount)
    expect(new Set(recipients).size).toBe(coachCount)
    expect(fleet.errors).toEqual([])
    await fleet.stop()
  })

  it('who take the same letter send it once', async () => {
    await coachAt()
    await toCall()
    context.clock.set(swedish('2026-03-02T08:00'))
    await runDue(context, context.clock.now())
    const [letter] = await context.db.select().from(coachLetters)
    await Promise.all(Array.from({ length: 4 }, () => deliverCoachLetter(context, letter?.id ?? 0)))
    expect(subjectsTo(own)).toHaveLength(1)
    expect(await rows()).toMatchObject([{ state: 'sent', attempts: 1 }])
  })
})

function addressOf({ to }: ParsedMail): string | undefined {
  return [to].flat()[0]?.value[0]?.address
}
