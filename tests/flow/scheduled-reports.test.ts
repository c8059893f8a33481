import { eq, sql } from 'drizzle-orm'
import type { ParsedMail } from 'mailparser'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { claimOne } from '../../src/db/letter-states.ts'
import { listPublications } from '../../src/db/published-reports.ts'
import { reportLetters, reportRecipients } from '../../src/db/report-schema.ts'
import { events } from '../../src/db/schema.ts'
import { removeRecipient } from '../../src/flow/change-recipients.ts'
import { deliverReportLetter, publicAddress } from '../../src/flow/deliver-report-letter.ts'
import { publishReport } from '../../src/flow/publish-report.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { startFleet } from '../support/fleet.ts'
import { addToList, answerLate, storeMonth } from '../support/published-report.ts'
import { reply, startSmtp } from '../support/smtp.ts'
import { makeMember } from '../support/staff.ts'
import { swedish } from '../support/swedish.ts'

let context: TestContext
beforeEach(async () => {
  context = await createTestContext({ now: '2026-02-27T12:00' })
})
afterEach(() => context.close())

const board = 'namnd@staden.example'

/** Placements of a month, and the board on the list. */
async function ready(month = '2026-01', count = 200, list: Parameters<typeof addToList>[3] = {}) {
  await storeMonth(context, month, count)
  return addToList(context, 'kim', board, list)
}

const lettersTo = (address: string): ParsedMail[] =>
  context.inbox.filter(({ to }) => [to].flat()[0]?.value[0]?.address === address)

async function published() {
  const { rows } = await listPublications(context.db, 'first', 10)
  return rows.map(({ kind, period, version, staffName }) => ({
    kind,
    from: period.from.toString(),
    version,
    staffName,
  }))
}

const letterRows = () => context.db.select().from(reportLetters).orderBy(reportLetters.id)

async function tellings(kind: string) {
  const found = await context.db.select().from(events).where(eq(events.kind, kind)).orderBy(events.id)
  return found.map(({ actor, detail }) => ({ actor, ...detail }) as Record<string, string | number>)
}

describe('the monthly report', () => {
  it('is published and mailed when letters first go out in the second month after, once', async () => {
    await ready()
    // December's report is the one that is due until then, and there were too few placements.
    const expected: [string, number][] = [
      ['2026-03-01T12:00', 0],
      ['2026-03-02T08:59', 0],
      ['2026-03-02T09:00', 1],
      ['2026-03-02T09:01', 1],
      ['2026-03-31T16:00', 1],
    ]
    for (const [time, count] of expected) {
      await context.tickAt(time)
      expect([time, (await published()).length, lettersTo(board).length]).toEqual([time, count, count])
    }
    expect(await published()).toEqual([{ kind: 'monthly', from: '2026-01-01', version: 1, staffName: null }])
    expect(await letterRows()).toMatchObject([{ state: 'sent', attempts: 1 }])
    expect(await tellings('report.published')).toMatchObject([{ actor: 'system', kind: 'monthly' }])
    expect(await tellings('report_letter.sent')).toMatchObject([{ actor: 'system' }])
  })

  it('is made up late in its month, but never after that', async () => {
    await ready()
    await context.tickAt('2026-03-30T15:00')
    expect(await published()).toMatchObject([{ from: '2026-01-01' }])
    await context.tickAt('2027-03-30T15:00')
    expect(await published()).toHaveLength(1)
  })

  it('waits for the working day and the hour when its tick comes at night or on a Saturday', async () => {
    await ready()
    for (const time of ['2026-03-03T03:00', '2026-03-07T12:00']) await context.tickAt(time)
    expect(await published()).toEqual([])
  })

  it.each([
    ['nobody is on the list', { monthly: false, quarterly: true }],
    ['the only one on it has been removed', 'removed'],
  ] as const)('is not made where %s', async (_words, list) => {
    const recipientId = await ready('2026-01', 200, list === 'removed' ? {} : list)
    const removal = { recipientId, staffId: 'kim', now: context.clock.now() }
    if (list === 'removed') await removeRecipient(context, removal)
    await context.tickAt('2026-03-02T09:00')
    expect(await published()).toEqual([])
    const noted = await tellings('report.not_published')
    expect(noted.filter(({ kind }) => kind === 'monthly')).toEqual([])
  })

  it('of too few is not published nor mailed; that is noted once a day', async () => {
    await ready('2026-01', 3)
    for (const time of ['2026-03-02T09:00', '2026-03-02T09:01', '2026-03-02T16:00']) {
      await context.tickAt(time)
    }
    expect(await published()).toEqual([])
    expect(context.inbox).toEqual([])
    const noted = await tellings('report.not_published')
    expect(noted.filter(({ kind }) => kind === 'monthly')).toEqual([
      { actor: 'system', kind: 'monthly', from: '2026-01-01', to: '2026-01-31', why: 'too_few' },
    ])
  })
})

it.each([
  ['nothing', 0],
  ['too few', 3],
])('a report of %s is published on the day after a late import', async (_words, count) => {
  await ready()
  const late = sql`id >= ${count} + (select min(id) from placements)`
  await context.db.execute(sql`update placements set ended_on = '2026-02-15' where ${late}`)
  await context.tickAt('2026-03-02T09:00')
  await context.db.execute(sql`update placements set ended_on = '2026-01-15' where ${late}`)
  await context.tickAt('2026-03-02T16:00')
  expect(await published()).toEqual([])
  await context.tickAt('2026-03-03T09:00')
  expect(await published()).toMatchObject([{ kind: 'monthly', from: '2026-01-01' }])
  expect(lettersTo(board)).toHaveLength(1)
})

it('a month that can not be stored keeps neither the quarter nor the letters from their turn', async () => {
  await ready('2026-03', 200)
  await context.db.execute(
    sql`alter table published_reports add constraint no_month check (kind <> 'monthly')`,
  )
  await expect(context.tickAt('2026-05-04T09:00')).rejects.toThrow()
  await context.deliverAll()
  expect(await published()).toMatchObject([{ kind: 'quarterly', from: '2026-01-01' }])
  expect(lettersTo(board)).toHaveLength(1)
})

it('a report of nothing is not mailed, and that is noted once', async () => {
  await ready()
  for (const time of ['2026-03-02T09:00', '2026-03-02T09:01']) await context.tickAt(time)
  expect((await published()).map(({ kind }) => kind)).toEqual(['monthly'])
  expect(await tellings('report.not_published')).toEqual([
    { actor: 'system', kind: 'quarterly', from: '2025-10-01', to: '2025-12-31', why: 'nothing_ended' },
  ])
})

it('the quarterly report comes in the second month after the quarter, beside the monthly one', async () => {
  await ready('2026-03', 200)
  await context.tickAt('2026-05-04T08:59')
  expect((await published()).filter(({ kind }) => kind === 'quarterly')).toEqual([])
  await context.tickAt('2026-05-04T09:00')
  expect((await published()).map(({ kind, from }) => `${kind} ${from}`).toSorted()).toEqual([
    'monthly 2026-03-01',
    'quarterly 2026-01-01',
  ])
  expect(
    lettersTo(board)
      .map(({ subject }) => subject)
      .toSorted(),
  ).toEqual([
    'Kvartalsrapport om praktikplaceringar: första kvartalet 2026',
    'Månadsrapport om praktikplaceringar: mars 2026',
  ])
})

describe('the letter', () => {
  it.each([
    ['sv', /Av 200 avslutade placeringar vet vi hur det gick för 160\./, 'januari 2026'],
    ['en', /Of 200 placements that ended, we know how it went for 160\./, 'January 2026'],
  ] as const)(
    'tells in %s which period, one sentence, and the way to it',
    async (language, sentence, when) => {
      await ready('2026-01', 200, { language })
      await context.tickAt('2026-03-02T09:00')
      const [mail] = lettersTo(board)
      const words = (mail?.text ?? '').replaceAll(/[\s\u00a0]+/g, ' ')
      expect(mail?.subject).toContain(when)
      expect(words).toMatch(sentence)
      const [row] = (await listPublications(context.db, 'first', 1)).rows
      const address = `${publicAddress(context, row?.reportId ?? 0)}?lang=${language}`
      expect(mail?.text).toContain(address)
      expect(String(mail?.html)).toContain(address.replaceAll('=', '&#x3D;'))
      expect(String(mail?.html)).toMatch(sentence)
      expect(mail?.headers.get('auto-submitted')).toBe('auto-generated')
    },
  )

  it('is not sent to somebody who was taken off the list while it waited', async () => {
    const recipientId = await ready()
    await context.queueAt('2026-03-02T09:00')
    await removeRecipient(context, { recipientId, staffId: 'kim', now: context.clock.now() })
    await context.deliverAll()
    expect(context.inbox).toEqual([])
    expect(await letterRows()).toMatchObject([{ state: 'cancelled', attempts: 0 }])
    expect(await context.db.$count(reportRecipients)).toBe(1)
  })

  it('tells what the latest version says when it leaves', async () => {
    await ready()
    await context.queueAt('2026-03-02T09:00')
    await answerLate(context, 20, '2026-03-02T09:00')
    const now = context.clock.now()
    const [row] = (await listPublications(context.db, 'first', 1)).rows
    if (!row) throw new Error('nothing is published')
    const { period, id: basedOn } = row
    const order = { period, filters: {}, kind: null, reason: 'Rättat', basedOn, staffId: 'kim', now }
    expect(await publishReport(context, order)).toMatchObject({ outcome: 'published' })
    await context.deliverAll()
    expect(lettersTo(board)[0]?.text?.replaceAll(/\s+/g, ' ')).toContain('hur det gick för 180')
  })

  it('that is refused for good fails and is not tried again', async () => {
    await ready()
    context.refused.add(board)
    await context.tickAt('2026-03-02T09:00')
    await context.tickAt('2026-03-03T09:00')
    expect(await letterRows()).toMatchObject([
      { state: 'failed', attempts: 1, reason: expect.stringContaining('5.1.1') },
    ])
    expect(await tellings('report_letter.failed')).toHaveLength(1)
  })

  it('that is refused for now is tried again, as the same letter, in sending time only', async () => {
    let refusals = 0
    const server = await startSmtp({
      onRcptTo: (_address, _session, done) => {
        refusals += 1
        done(refusals > 2 ? null : reply(450, '4.2.1 try again later'))
      },
    })
    await context.close()
    context = await createTestContext({ now: '2026-02-27T12:00', settings: { SMTP_URL: server.url } })
    await ready()
    const expected: [string, number, string][] = [
      ['2026-03-02T23:50', 1, 'queued'],
      ['2026-03-02T23:54', 1, 'queued'],
      ['2026-03-02T23:55', 2, 'queued'],
      ['2026-03-03T00:10', 2, 'queued'],
      ['2026-03-03T08:59', 2, 'queued'],
      ['2026-03-03T09:00', 3, 'sent'],
      ['2026-03-03T09:01', 3, 'sent'],
    ]
    for (const [time, attempts, state] of expected) {
      await context.tickAt(time)
      expect([time, ...(await letterRows())]).toMatchObject([time, { attempts, state }])
    }
    const [letter] = await letterRows()
    expect(server.messages.map(String)).toEqual([expect.stringContaining(`Message-ID: ${letter?.messageId}`)])
    await server.stop()
  })

  it('whose process died becomes unconfirmed and is not sent again', async () => {
    await ready()
    await context.queueAt('2026-03-02T09:00')
    const claim = async (id: number) =>
      void (await claimOne(context.db, 'report_letter', id, context.clock.now()))
    await context.jobs.drain({ reportLetter: claim })
    await context.tickAt('2026-03-02T09:15')
    expect(await letterRows()).toMatchObject([{ state: 'sending' }])
    await context.tickAt('2026-03-02T09:16')
    await context.tickAt('2026-03-03T09:00')
    expect(await letterRows()).toMatchObject([{ state: 'unconfirmed', attempts: 1 }])
    expect(await tellings('report_letter.unconfirmed')).toHaveLength(1)
    expect(context.inbox).toEqual([])
  })

  it('is sent once by four who take it at once', async () => {
    await ready()
    await context.queueAt('2026-03-02T09:00')
    const [letter] = await letterRows()
    await Promise.all(Array.from({ length: 4 }, () => deliverReportLetter(context, letter?.id ?? 0)))
    expect(lettersTo(board)).toHaveLength(1)
    expect(await letterRows()).toMatchObject([{ state: 'sent', attempts: 1 }])
  })
})

it('two instances at once publish one report and write one letter to each', async () => {
  const fleet = await startFleet(2)
  const { first } = fleet
  fleet.setClocks(swedish('2026-02-27T12:00'))
  await storeMonth(first, '2026-01', 200)
  const { id } = await makeMember(first, 'administrator')
  const recipients = Array.from({ length: 6 }, (_, index) => `ledamot${index}@staden.example`)
  for (const email of recipients) await addToList(first, id, email)
  const now = swedish('2026-03-02T09:00')
  await fleet.tick([now, now], 3)
  await fleet.tick([now.add({ minutes: 1 }), now.add({ minutes: 1 })], 1)
  expect((await listPublications(first.db, 'first', 10)).rows.map(({ kind }) => kind)).toEqual(['monthly'])
  expect(fleet.postbox.map(({ recipient }) => recipient).toSorted()).toEqual(recipients)
  expect(fleet.errors).toEqual([])
  await fleet.stop()
})
