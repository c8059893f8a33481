import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { dutyDone, dutyFailed } from '../../src/db/duties.ts'
import { returns, sendingPauses, sendingTurns } from '../../src/db/sending-schema.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement } from '../support/factories.ts'
import { titleOf, wordsOf } from '../support/page-text.ts'
import { type Agent, createStaffSite, makeMember, type StaffSite, signedIn } from '../support/staff.ts'
import { swedish } from '../support/swedish.ts'

let context: TestContext
let site: StaffSite
let administrator: Agent

async function begin(settings: Record<string, string> = {}, now = '2026-02-27T12:00') {
  context = await createTestContext({ now, settings })
  site = createStaffSite(context)
  administrator = await signedIn(context, site, 'administrator')
}
beforeEach(() => begin())
afterEach(() => context.close())

const page = async () => (await administrator.get('/sending').expect(200)).text
const words = async () => wordsOf(await page())
const minutesAgo = (minutes: number) => context.clock.now().subtract({ minutes })
const tick = (minutes = 0) => dutyDone(context.db, 'tick', minutesAgo(minutes))

/** What the sections at the top say, the worst first. */
async function findings(): Promise<string[]> {
  const found = (await page()).matchAll(
    /<section class="standing flow of-\w+"[^>]*>\s*<h2[^>]*>(.*?)<\/h2>/gs,
  )
  return [...found].map(([, heading = '']) => wordsOf(heading).trim())
}

describe('the page says first, in a sentence, whether letters go out:', () => {
  test('the first start', async () => {
    expect(await findings()).toEqual(['! Se efter Tjänsten har just startat.'])
  })

  test('the scheduler that is never heard of, after a quarter of an hour', async () => {
    context.clock.set(swedish('2026-02-27T12:15'))
    expect(await findings()).toEqual(['✕ Stopp Schemaläggaren har aldrig hörts av.'])
    expect(await words()).toContain('Sidorna har varit igång sedan i dag kl. 12:00')
  })

  test('that no letter was ever sent', async () => {
    await tick()
    expect(await findings()).toEqual(['✓ Allt väl Inget brev har skickats än.'])
    expect(await words()).toContain('Senaste brevet Inget brev har skickats än.')
  })

  test('that all is well, with the latest letter', async () => {
    await makePlacement(context)
    await context.tickAt('2026-03-02T09:02')
    context.clock.set(swedish('2026-03-02T12:00'))
    await tick(1)
    expect(await findings()).toEqual(['✓ Allt väl Breven går ut som de ska. Senast i dag kl. 09:02.'])
    context.clock.set(swedish('2026-03-03T12:00'))
    await tick(1)
    expect(await findings()).toEqual(['✓ Allt väl Inget brev behöver skickas just nu.'])
    expect(await words()).toContain('Det senaste brevet gick i går kl. 09:02.')
  })

  test('that it is no time for letters, and when the next is', async () => {
    context.clock.set(swedish('2026-02-28T12:00'))
    await tick()
    expect(await findings()).toEqual([
      '✓ Allt väl Just nu skickas inga brev. Nästa gång är måndag 2 mars 2026 kl. 09:00.',
    ])
    context.clock.set(swedish('2026-03-01T12:00'))
    await tick()
    expect(await findings()).toEqual([
      '✓ Allt väl Just nu skickas inga brev. Nästa gång är i morgon kl. 09:00.',
    ])
  })

  test('that the scheduler has fallen silent, a quarter of an hour after it was heard of', async () => {
    await tick(14)
    expect(await findings()).toEqual(['✓ Allt väl Inget brev har skickats än.'])
    await tick(15)
    expect(await findings()).toEqual(['✕ Stopp Schemaläggaren har inte hörts av sedan i dag kl. 11:45.'])
  })

  test('that a tick has failed, with what went wrong', async () => {
    await tick(2)
    await dutyFailed(context.db, 'tick', 'relation <letters> is locked', minutesAgo(1))
    expect(await findings()).toEqual([
      '! Se efter Schemaläggaren kunde inte göra klart sitt arbete i dag kl. 11:59.',
    ])
    expect(await page()).toContain('<q lang="en">relation &lt;letters&gt; is locked</q>')
  })

  test.each([
    [
      'sign_in',
      'mejlservern tar inte emot inloggningen',
      'Kontrollera användarnamn och lösenord i SMTP_URL.',
    ],
    [
      'tls',
      'det går inte att få en säker förbindelse med mejlservern',
      'Kontrollera mejlserverns certifikat och SMTP_URL.',
    ],
  ] as const)('that the queue is paused: %s', async (cause, says, helps) => {
    await tick()
    const since = minutesAgo(20)
    const pause = { id: 1, cause, reason: '535 5.7.8 no', since, attempts: 3 }
    await context.db
      .insert(sendingPauses)
      .values({ ...pause, tryAt: context.clock.now().add({ minutes: 5 }) })
    expect(await findings()).toEqual([`✕ Stopp Inga brev går ut: ${says}.`])
    expect(await words()).toContain('Kön väntar sedan i dag kl. 11:40, inget brev går förlorat.')
    expect(await words()).toContain(`${helps} Nästa försök görs i dag kl. 12:05.`)
    expect(await page()).toContain('<q lang="en">535 5.7.8 no</q>')
    context.clock.set(swedish('2026-02-27T12:06'))
    expect(await words()).not.toContain('Nästa försök')
    context.clock.set(swedish('2026-02-27T23:59'))
    await tick()
    await context.db.update(sendingPauses).set({ tryAt: swedish('2026-02-28T00:01') })
    expect(await words()).toContain('Nästa försök görs måndag 2 mars 2026 kl. 09:00.')
  })

  test('that letters wait for half an hour, and how many', async () => {
    await makePlacement(context)
    await makePlacement(context)
    await context.queueAt('2026-03-02T09:00')
    context.clock.set(swedish('2026-03-02T09:29'))
    await tick()
    expect(await findings()).toEqual(['✓ Allt väl Brev går ut just nu.'])
    context.clock.set(swedish('2026-03-02T09:30'))
    await tick()
    expect(await findings()).toEqual(['! Se efter Brev väntar sedan i dag kl. 09:00 och har inte gått ut.'])
    expect(await words()).toContain('2 brev skulle ha kunnat skickas.')
    expect(await words()).toMatch(/I kö 2/)
  })

  test('that the mail server takes nothing, once it has been an hour and for several', async () => {
    await context.close()
    await begin({ SMTP_URL: 'smtp://127.0.0.1:1' })
    for (let count = 0; count < 3; count += 1) await makePlacement(context)
    await context.tickAt('2026-03-02T09:00')
    await tick()
    expect(await findings()).toEqual(['! Se efter Mejlservern tar inte emot alla brev just nu.'])
    expect(await words()).toMatch(/Väntar på ett nytt försök nästa i dag kl. 09:05 3/)
    context.clock.set(swedish('2026-03-02T10:00'))
    await tick()
    expect((await findings())[0]).toBe(
      '✕ Stopp Mejlservern har inte tagit emot något brev sedan i dag kl. 09:00.',
    )
    expect(await words()).toContain('3 brev väntar på ett nytt försök.')
  })

  test('that the return mailbox is not read', async () => {
    await context.close()
    await begin({ IMAP_URL: 'imap://retur:hemligt@127.0.0.1:1' })
    await tick()
    expect(await findings()).toEqual(['✓ Allt väl Inget brev har skickats än.'])
    await dutyDone(context.db, 'return_mailbox', minutesAgo(45))
    await dutyFailed(context.db, 'return_mailbox', 'connect ECONNREFUSED', minutesAgo(1))
    expect(await findings()).toEqual(['! Se efter Returbrevlådan har inte lästs sedan i dag kl. 11:15.'])
    expect(await page()).toContain('<q lang="en">connect ECONNREFUSED</q>')
  })

  test('in English, too', async () => {
    await tick(15)
    const { text } = await administrator.get('/sending').set('Accept-Language', 'en').expect(200)
    expect(wordsOf(text)).toContain('Stopped The scheduler has not been heard of since today at 11:45.')
    expect(titleOf(text)).toBe('Are letters getting through?')
  })
})

describe('below it stands', () => {
  test('what happened day by day, with the days on which nothing did', async () => {
    for (let count = 0; count < 3; count += 1) await makePlacement(context)
    await context.tickAt('2026-03-02T09:00')
    await context.db.execute(
      sql`update letters set state = 'unconfirmed' where id = (select max(id) from letters)`,
    )
    const receivedAt = swedish('2026-03-02T10:00')
    await context.db.insert(returns).values([
      { digest: '1', class: 'hard', receivedAt },
      { digest: '2', class: 'soft', receivedAt },
      { digest: '3', class: 'autoreply', receivedAt },
    ])
    context.clock.set(swedish('2026-03-03T08:00'))
    const rows = [...(await page()).matchAll(/<th scope="row">.*?<\/tr>/gs)].map(([row]) =>
      wordsOf(row).trim(),
    )
    expect(rows.map(row => row.replaceAll('  ', ' '))).toEqual([
      'I dag 0 0 0 0',
      'I går 2 1 0 2',
      '1 mars 0 0 0 0',
      '28 februari 0 0 0 0',
      '27 februari 0 0 0 0',
      '26 februari 0 0 0 0',
      '25 februari 0 0 0 0',
      '24 februari 0 0 0 0',
    ])
    expect(await words()).toMatch(/Adressen tar inte emot brev 1 .*lämna just då 1 .*Automatiskt svar 1/)
  })

  test('which letters did not arrive, with the reason, and the way to the placement', async () => {
    const { placementId, contactId } = await makePlacement(context, {
      contact: { email: 'borta@host.example' },
      employer: { name: 'Å & Ö Bygg' },
    })
    await makePlacement(context, { placement: { contactId } })
    context.refused.add('borta@host.example')
    await context.tickAt('2026-03-02T09:00')
    const text = await page()
    expect(text).toContain(`<a href="/placements/${placementId}">Å &amp; Ö Bygg</a> och 1 placering till`)
    expect(wordsOf(text)).toContain('Kom inte fram, 2 mars 2026 kl. 09:00.')
    expect(text).toMatch(/<q lang="en">550 /)
    await administrator.get(`/placements/${placementId}`).expect(200)
  })

  test('a weekly letter that did not arrive, with the way to its coach', async () => {
    const { unitId } = await makePlacement(context)
    const coach = await makeMember(context, 'coach', { name: 'Kim Coach', unitId })
    await context.db.execute(sql`
      insert into coach_letters (staff_id, week, state, message_id, queued_at, send_at, finished_at, reason)
      values (${coach.id}, '2026-02-23', 'failed', '<1@x.example>', now(), now(), now(), '550 no')`)
    expect(await page()).toContain(`<a href="/staff/${coach.id}">Veckobrevet till Kim Coach</a>`)
  })

  test('what a pause or a limit of letters holds back', async () => {
    await context.close()
    await begin({ LETTERS_PER_MINUTE: '2' })
    for (let count = 0; count < 3; count += 1) await makePlacement(context)
    await context.tickAt('2026-03-02T09:00')
    await tick()
    expect(await context.db.$count(sendingTurns)).toBeGreaterThan(0)
    expect(await words()).toContain('Gränsen för den här minuten är nådd.')
    expect(await words()).toContain('Den här minuten har 2 brev fått skickas, av högst 2.')
    context.clock.set(swedish('2026-03-02T09:01'))
    expect(await words()).not.toContain('Gränsen för den här minuten är nådd.')
  })

  test('which letters the next day will bring', async () => {
    await makePlacement(context)
    await context.tickAt('2026-03-02T08:00')
    expect(await words()).toContain('Blir brev i dag kl. 09:00 0')
    await context.db.execute(sql`update surveys set state = 'open', next_letter_at = '2026-03-02T08:00Z',
      closes_at = '2026-05-02T08:00Z'`)
    expect(await words()).toContain('Blir brev i dag kl. 09:00 1')
  })

  test('which settings apply, and nothing of what is secret in them', async () => {
    expect(await words()).toContain('I minuten Ingen gräns')
    await context.close()
    await begin({
      SMTP_URL: 'smtps://utskick:hemligt@mx.kommunen.example',
      IMAP_URL: 'imaps://retur:hemligare@imap.kommunen.example',
      METRICS_TOKEN: 'hemligast hemligast',
      RETURN_ADDRESS: 'retur@kommunen.example',
      LETTERS_PER_MINUTE: '1',
      LETTERS_PER_MINUTE_TO_DOMAIN: '60',
      DKIM_DOMAIN: 'kommunen.example',
      DKIM_SELECTOR: 'enkat2026',
      DKIM_KEY_FILE: 'nyckel.pem',
    })
    const text = await page()
    expect(text).not.toMatch(/hemlig|utskick|mx\.kommunen|imap\.kommunen|nyckel/)
    expect(wordsOf(text)).toMatch(
      /Mejlserver Inställd \(SMTP_URL\) Avsändaradress enkat@kommunen.example Returadress retur@kommunen.example Returbrevlåda Inställd \(IMAP_URL\) Signering \(DKIM\) För kommunen.example I minuten Högst 1 brev I minuten till samma domän Högst 60 brev/,
    )
  })
})

describe('while letters have stopped', () => {
  beforeEach(() => tick(16))
  const notice = 'Inga nya brev går ut: schemaläggaren har tystnat.'

  test.each(['/', '/staff', '/units', '/schedule', '/letters', '/placements', '/imports', '/reports'])(
    'an administrator sees so on %s, with the way to the page',
    async path => {
      const { text } = await administrator.get(path).expect(200)
      expect(wordsOf(text)).toContain(notice)
      expect(text).toContain('<a href="/sending">Se vad som har hänt och vad du kan göra</a>')
    },
  )

  test('the page itself says it once', async () => {
    expect(await words()).not.toContain(notice)
  })

  test('coaches and analysts see nothing of it, and have no such page', async () => {
    const { unitId } = await makePlacement(context)
    for (const [role, path] of [
      ['coach', '/'],
      ['coach', '/placements'],
      ['analyst', '/reports'],
    ] as const) {
      const member = await signedIn(context, site, role, role === 'coach' ? { unitId } : {})
      expect((await member.get(path).expect(200)).text).not.toMatch(/schemaläggaren|\/sending/)
      await member.get('/sending').expect(403)
    }
  })

  test('the notice is gone once the scheduler is heard of again', async () => {
    await tick()
    expect((await administrator.get('/')).text).not.toContain('alarm')
  })
})
