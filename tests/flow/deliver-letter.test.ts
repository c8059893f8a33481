import { eq } from 'drizzle-orm'
import { afterEach, describe, expect, it } from 'vitest'
import { contacts } from '../../src/db/schema.ts'
import { letterIdIn } from '../../src/domain/return-address.ts'
import { sampleLetters } from '../../src/flow/sample-letters.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement, surveyOf } from '../support/factories.ts'
import { eventKinds, lettersOf } from '../support/records.ts'
import { reply, type SmtpSink, startSmtp } from '../support/smtp.ts'
import { swedish } from '../support/swedish.ts'

let context: TestContext
let server: SmtpSink
afterEach(async () => {
  await context.close()
  await server.stop()
})

/** A mail server that refuses the first letters for now, and a placement that ended on 27 February. */
async function withRefusals(count: number) {
  let refusals = 0
  server = await startSmtp({
    onRcptTo: (_address, _session, done) => {
      refusals += 1
      done(refusals > count ? null : reply(450, '4.2.1 try again later'))
    },
  })
  context = await createTestContext({ now: '2026-02-20T12:00', settings: { SMTP_URL: server.url } })
  return makePlacement(context)
}

describe('rule 4: a mail server that refuses for now', () => {
  it('is asked again after growing pauses, with the same letter, until it takes it', async () => {
    const { placementId, contactId } = await withRefusals(2)
    const attempts: [string, number, string][] = [
      ['2026-03-02T09:00', 1, 'queued'],
      ['2026-03-02T09:04', 1, 'queued'],
      ['2026-03-02T09:05', 2, 'queued'],
      ['2026-03-02T09:19', 2, 'queued'],
      ['2026-03-02T09:20', 3, 'sent'],
      ['2026-03-02T09:21', 3, 'sent'],
    ]
    for (const [time, count, state] of attempts) {
      await context.tickAt(time)
      const letters = await lettersOf(context, contactId)
      expect([time, ...letters.map(letter => [letter.attempts, letter.state])]).toEqual([
        time,
        [count, state],
      ])
    }
    const kinds = await eventKinds(context, placementId)
    expect(kinds.slice(2)).toEqual(['letter.queued', 'letter.queued', 'letter.sent'])
    const [letter] = await lettersOf(context, contactId)
    expect(server.messages.map(String)).toEqual([expect.stringContaining(`Message-ID: ${letter?.messageId}`)])
    expect(await surveyOf(context, placementId)).toMatchObject({
      lettersSent: 1,
      invitedAt: swedish('2026-03-02T09:20'),
      nextLetterAt: swedish('2026-03-09T09:00'),
    })
  })

  it('is given up after four days, and the next reminder covers it', async () => {
    const { placementId, contactId } = await withRefusals(11)
    const days = ['02', '03', '04', '05', '06']
    const times = days.flatMap(day =>
      ['09:00', '09:05', '09:20', '10:20', '14:20', '21:00'].map(time => [day, time]),
    )
    for (const [day, time] of times) await context.tickAt(`2026-03-${day}T${time}`)
    expect(await lettersOf(context, contactId)).toMatchObject([
      { state: 'failed', attempts: 11, reason: expect.stringContaining('4.2.1') },
    ])
    expect(await eventKinds(context, placementId)).toContain('letter.failed')
    await context.tickAt('2026-03-11T21:00')
    expect(server.messages).toHaveLength(0)
    await context.tickAt('2026-03-12T09:00')
    expect(server.messages).toHaveLength(1)
    expect(await surveyOf(context, placementId)).toMatchObject({ state: 'open', lettersSent: 2 })
  })

  it('gets no letter that nobody wants any longer', async () => {
    const { placementId, contactId } = await withRefusals(1)
    await context.tickAt('2026-03-02T09:00')
    const survey = await surveyOf(context, placementId)
    await context.db.execute(
      `update surveys set state = 'withdrawn', next_letter_at = null where id = ${survey?.id}`,
    )
    await context.tickAt('2026-03-02T09:05')
    expect(server.messages).toHaveLength(0)
    expect(await lettersOf(context, contactId)).toMatchObject([{ state: 'cancelled', attempts: 2 }])
  })
})

describe('an address with å before the @', () => {
  const asa = { name: 'Åsa', email: 'åsa@bageriet.example' }

  async function withAsa(hideSMTPUTF8: boolean) {
    server = await startSmtp({ hideSMTPUTF8 })
    context = await createTestContext({ now: '2026-02-20T12:00', settings: { SMTP_URL: server.url } })
    const ids = await makePlacement(context, { contact: asa })
    await context.tickAt('2026-03-02T09:00')
    return ids
  }

  it('gets its letter through a mail server that can send there', async () => {
    const { placementId } = await withAsa(false)
    expect(server.messages.map(String)).toEqual([expect.stringContaining('åsa@bageriet.example')])
    expect(await surveyOf(context, placementId)).toMatchObject({ state: 'open', lettersSent: 1 })
  })

  it('gets none through another one: the coach is to call, and told why', async () => {
    const { placementId, contactId } = await withAsa(true)
    expect(server.messages).toHaveLength(0)
    expect(await lettersOf(context, contactId)).toMatchObject([{ state: 'failed', attempts: 1 }])
    expect(await surveyOf(context, placementId)).toMatchObject({
      state: 'phone',
      phoneReason: 'undeliverable',
    })
    const [contact] = await context.db.select().from(contacts).where(eq(contacts.id, contactId))
    expect(contact?.undeliverableCause).toBe('unsendable')
  })
})

describe('where a letter is returned to', () => {
  it.each([
    ['MAIL_FROM', {}, 'enkat@kommunen.example'],
    ['RETURN_ADDRESS', { RETURN_ADDRESS: 'retur@kommunen.example' }, 'retur@kommunen.example'],
  ])(
    'is made of %s: of each letter about surveys its own, of any other as it is',
    async (_, settings, base) => {
      const senders: string[] = []
      server = await startSmtp({
        onMailFrom: ({ address }, _session, done) => {
          senders.push(address)
          done()
        },
      })
      const now = '2026-02-20T12:00'
      context = await createTestContext({ now, settings: { SMTP_URL: server.url, ...settings } })
      const { contactId } = await makePlacement(context)
      await context.tickAt('2026-03-02T09:00')
      const [letter] = await lettersOf(context, contactId)
      for (const { name, compose } of sampleLetters.filter(({ reader }) => reader === 'staff')) {
        const sample = { language: 'sv' as const, unit: null, now: context.clock.now() }
        expect([name, await context.mailer.send(compose(context, sample))]).toEqual([
          name,
          { outcome: 'accepted' },
        ])
      }
      const [own = '', ...others] = senders
      expect(letterIdIn(context.returnKeys, own)).toBe(letter?.id)
      expect(own.replace(/\+[^@]*/, '')).toBe(base)
      expect(new Set(others)).toEqual(new Set([base]))
    },
  )
})
