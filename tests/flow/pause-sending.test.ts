import { eq } from 'drizzle-orm'
import { afterEach, describe, expect, it } from 'vitest'
import { contacts } from '../../src/db/schema.ts'
import { findSendingPause } from '../../src/db/sending-pauses.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement, movePlacement, surveyOf } from '../support/factories.ts'
import { eventKinds, lettersOf } from '../support/records.ts'
import { reply, type SmtpSink, startSmtp } from '../support/smtp.ts'
import { swedish } from '../support/swedish.ts'

let context: TestContext
let server: SmtpSink
afterEach(async () => {
  await context.close()
  await server.stop()
})

/** A mail server whose password has changed until `mend()`, and a service that has not heard of it. */
async function withWrongPassword() {
  let isMended = false
  let tries = 0
  server = await startSmtp({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: (_auth, _session, done) => {
      tries += 1
      if (isMended) done(null, { user: 'survey' })
      else done(reply(535, '5.7.8 authentication failed'))
    },
  })
  const settings = { SMTP_URL: server.url.replace('//', '//survey:secret@') }
  context = await createTestContext({ now: '2026-02-20T12:00', settings })
  return {
    mend: () => {
      isMended = true
    },
    tries: () => tries,
  }
}

const letterCount = 12

async function inviteMany() {
  const made = []
  for (let letter = 0; letter < letterCount; letter += 1) made.push(await makePlacement(context))
  return made
}

async function statesOf(contactIds: readonly number[]) {
  const letters = await Promise.all(contactIds.map(id => lettersOf(context, id)))
  return letters.flat().map(({ state, attempts }) => `${state} ${attempts}`)
}

describe('a mail server that refuses the sign-in', () => {
  it('pauses the queue, burns no letter, and is tried by one letter at a time until it lets it in', async () => {
    const { mend, tries } = await withWrongPassword()
    const made = await inviteMany()
    const contactIds = made.map(({ contactId }) => contactId)
    await context.tickAt('2026-03-02T09:00')
    expect(await statesOf(contactIds)).toEqual(Array(letterCount).fill('queued 0'))
    expect(await findSendingPause(context.db)).toEqual({
      cause: 'sign_in',
      reason: expect.stringContaining('535 5.7.8 authentication failed'),
      since: swedish('2026-03-02T09:00'),
      attempts: 1,
      tryAt: swedish('2026-03-02T09:01'),
    })
    // The pauses between the attempts grow to a quarter of an hour: 09:01, 09:03, 09:08, 09:18, 09:33, 09:48.
    let before = tries()
    expect(before).toBeLessThanOrEqual(5)
    const tried: string[] = []
    for (let minute = 1; minute < 60; minute += 1) {
      const time = `09:${String(minute).padStart(2, '0')}`
      await context.tickAt(`2026-03-02T${time}`)
      if (tries() > before) tried.push(`${time} ${tries() - before}`)
      before = tries()
    }
    expect(tried).toEqual(['09:01 1', '09:03 1', '09:08 1', '09:18 1', '09:33 1', '09:48 1'])
    expect(server.messages).toEqual([])
    mend()
    await context.tickAt('2026-03-02T10:03')
    expect(server.messages).toHaveLength(1)
    expect(await findSendingPause(context.db)).toBeUndefined()
    await context.tickAt('2026-03-02T10:04')
    expect(server.messages).toHaveLength(letterCount)
    expect(await statesOf(contactIds)).toEqual(Array(letterCount).fill('sent 1'))
    const [first] = made
    expect((await eventKinds(context, first?.placementId ?? 0)).slice(2)).toEqual(['letter.sent'])
  })

  it('takes nothing of the days that a letter is tried: after a week it is the same invitation', async () => {
    const { mend } = await withWrongPassword()
    const { placementId, contactId } = await makePlacement(context)
    for (const day of ['02', '03', '04', '05', '06', '09']) await context.tickAt(`2026-03-${day}T09:00`)
    expect(await statesOf([contactId])).toEqual(['queued 0'])
    mend()
    await context.tickAt('2026-03-10T09:00')
    expect(await statesOf([contactId])).toEqual(['sent 1'])
    expect(await surveyOf(context, placementId)).toMatchObject({
      lettersSent: 1,
      invitedAt: swedish('2026-03-10T09:00'),
    })
  })

  it('is told once, when the pause begins, and once when it ends', async () => {
    const { mend } = await withWrongPassword()
    await inviteMany()
    for (const minute of ['00', '01', '03']) await context.tickAt(`2026-03-02T09:${minute}`)
    mend()
    for (const minute of ['08', '09']) await context.tickAt(`2026-03-02T09:${minute}`)
    const rows = await context.db.query.events.findMany({ orderBy: (event, { asc }) => asc(event.id) })
    expect(rows.filter(({ kind }) => kind.startsWith('sending.'))).toEqual([
      expect.objectContaining({
        kind: 'sending.paused',
        at: swedish('2026-03-02T09:00'),
        detail: { cause: 'sign_in' },
      }),
      expect.objectContaining({ kind: 'sending.resumed', at: swedish('2026-03-02T09:08') }),
    ])
  })
})

describe('a certificate that nobody vouches for', () => {
  it('pauses the queue, and no letter goes out in the clear instead', async () => {
    server = await startSmtp({ disabledCommands: ['AUTH'] })
    context = await createTestContext({ now: '2026-02-20T12:00', settings: { SMTP_URL: server.url } })
    const { contactId } = await makePlacement(context)
    await context.tickAt('2026-03-02T09:00')
    expect(await statesOf([contactId])).toEqual(['queued 0'])
    expect(await findSendingPause(context.db)).toMatchObject({ cause: 'tls' })
    expect(server.messages).toEqual([])
  })
})

describe('the one letter that tries the mail server', () => {
  it('is the next one, where the first has nothing to say any more or an address that is none', async () => {
    const { mend } = await withWrongPassword()
    const made = await inviteMany()
    await context.tickAt('2026-03-02T09:00')
    mend()
    const [answered, unsendable] = made
    await movePlacement(context, answered?.placementId ?? 0, { endedOn: null, endReason: null })
    await context.db
      .update(contacts)
      .set({ email: 'ingen adress' })
      .where(eq(contacts.id, unsendable?.contactId ?? 0))
    for (const minute of ['01', '02', '03']) await context.tickAt(`2026-03-02T09:${minute}`)
    expect(server.messages.length).toBeGreaterThan(0)
    expect(await findSendingPause(context.db)).toBeUndefined()
  })
})
