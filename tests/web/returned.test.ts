import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { contacts } from '../../src/db/schema.ts'
import { receiveAnswer } from '../../src/flow/receive-answer.ts'
import { receiveReturn } from '../../src/flow/receive-return.ts'
import { type Ids, invitedPlacement, knownSurvey } from '../support/acting.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement } from '../support/factories.ts'
import { wordsOf } from '../support/page-text.ts'
import { lettersOf } from '../support/records.ts'
import { answerTo, deliveryReport } from '../support/returned-mail.ts'
import { type Agent, createStaffSite, signedIn } from '../support/staff.ts'
import { swedish } from '../support/swedish.ts'

let context: TestContext
let coach: Agent
let analyst: Agent
let ids: Ids
let original: string
let email: string

beforeAll(async () => {
  context = await createTestContext({ now: '2026-02-28T12:00' })
  const site = createStaffSite(context)
  const { unitId } = await makePlacement(context)
  coach = await signedIn(context, site, 'coach', { unitId, name: 'Märta Ek' })
  analyst = await signedIn(context, site, 'analyst')
})
afterAll(() => context.close())

beforeEach(async () => {
  context.clock.set(swedish('2026-02-28T12:00'))
  ids = await invitedPlacement(context)
  const [letter] = await lettersOf(context, ids.contactId)
  original = letter?.messageId ?? ''
  const [contact] = await context.db.select().from(contacts).where(eq(contacts.id, ids.contactId))
  email = contact?.email ?? ''
  context.clock.set(swedish('2026-03-02T10:07'))
})

const receive = (raw: Buffer) => receiveReturn(context, raw, context.clock.now())
const seenBy = async (agent: Agent) => (await agent.get(`/placements/${ids.placementId}`).expect(200)).text

describe('a letter that has come back', () => {
  beforeEach(() => receive(deliveryReport({ recipient: email, original })))

  it('is told to the coach in words, with the words of the server beneath, and the way on', async () => {
    const page = wordsOf(await seenBy(coach))
    expect(page).toContain('Besked den 2 mars 2026 kl. 10:07: Adressen finns inte hos mottagaren.')
    expect(page).toContain('User unknown')
    expect(page).toContain('Skickat 2 mars 2026 kl. 09:00. Kom i retur 2 mars 2026 kl. 10:07.')
    expect(page).toContain('Ett brev kom i retur. Adressen finns inte hos mottagaren.')
    expect(await seenBy(coach)).toContain(`<a class="action" href="/placements/${ids.placementId}/contact`)
  })

  it('is told to an analyst without what may hold the address', async () => {
    const page = wordsOf(await seenBy(analyst))
    expect(page).toContain('Adressen finns inte hos mottagaren.')
    expect(page).not.toMatch(/User unknown|bageri\.example/)
  })

  it('is told where the letter itself stands', async () => {
    expect(wordsOf(await seenBy(coach))).toContain(
      'Kom i retur 2 mars 2026 kl. 10:07. Adressen finns inte hos mottagaren.',
    )
  })

  it('stands with its reason in the list of placements, also for an analyst', async () => {
    for (const agent of [coach, analyst]) {
      const { text } = await agent.get('/placements?status=phone').expect(200)
      expect(wordsOf(text)).toContain('breven kommer inte fram Adressen finns inte hos mottagaren.')
    }
  })

  it('stands with its reason among the addresses to mend', async () => {
    const { text } = await coach.get('/').expect(200)
    expect(wordsOf(text)).toContain('Adressen finns inte hos mottagaren.')
  })

  it('goes out again once the coach has corrected the address, or wants it tried again', async () => {
    const { text } = await coach.get(`/placements/${ids.placementId}/contact`).expect(200)
    const seen = /name="seen" value="(\d+)"/.exec(text)?.[1]
    const typed = {
      name: 'Åsa Öberg',
      email,
      phone: '08-123 45 67',
      language: 'sv',
      scope: 'same',
      retry: 'yes',
      seen,
    }
    await coach.post(`/placements/${ids.placementId}/contact`).type('form').send(typed).expect(303)
    context.inbox.length = 0
    await context.tickAt('2026-03-09T09:00')
    expect(context.inbox.map(({ to }) => [to].flat()[0]?.value[0]?.address)).toContain(email)
    // A report that comes late, about the letter from before, stops nothing any more.
    await receive(deliveryReport({ recipient: email, original, id: 'late' }))
    expect(wordsOf(await seenBy(coach))).not.toContain('Besked den')
  })
})

it('a mailbox that is full is told where the letter stands, and the letters go on', async () => {
  const full = { status: '4.2.2', diagnosis: '452 4.2.2 Mailbox full' }
  await receive(deliveryReport({ recipient: email, original, ...full }))
  const page = wordsOf(await seenBy(coach))
  expect(page).toContain(
    'Kom inte fram den här gången, enligt besked 2 mars 2026 kl. 10:07. Mottagarens brevlåda är full.',
  )
  expect(page).toContain('Ett brev kom inte fram den här gången. Mottagarens brevlåda är full.')
  expect(page).not.toMatch(/Kom i retur|Besked den/)
})

describe('an automatic answer of somebody who has left', () => {
  const text = 'Jag har slutat på Bageriet. Skriv till ny.chef@bageri.example i stället.'
  beforeEach(() => receive(answerTo({ messageId: original }, { from: email, text, isAutomatic: true })))

  it('tells the coach whom to write to, and leads to the change of contact with that address filled in', async () => {
    const page = await seenBy(coach)
    expect(wordsOf(page)).toContain(
      'Ett automatiskt svar säger att personen har slutat. Skriv i stället till ny.chef@bageri.example.',
    )
    const history = wordsOf(page.slice(page.indexOf('<ol class="history">')))
    expect(history).toContain(
      'Enligt svaret har personen slutat. Skriv i stället till ny.chef@bageri.example.',
    )
    const [, href = ''] = /<a href="([^"]*contact\?email[^"]*)"/.exec(page) ?? []
    const { text: form } = await coach
      .get(href.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&'))
      .expect(200)
    expect(form).toContain('name="email" value="ny.chef@bageri.example"')
  })

  it('leads to no change once the employer has answered', async () => {
    const { id: surveyId } = await knownSurvey(context, ids)
    const raw = { purpose_met: '4', employment: 'no', host_again: 'yes' }
    const now = context.clock.now()
    await receiveAnswer(context, { surveyId, raw, basedOn: 0, source: 'link', staffId: null, now })
    expect(await seenBy(coach)).not.toContain('contact?email')
  })

  it('shows an analyst no address', async () => {
    const page = await seenBy(analyst)
    expect(wordsOf(page)).toContain('Ett automatiskt svar säger att personen har slutat.')
    expect(page).not.toContain('ny.chef')
  })
})

it('a letter that may get through the next time is told as one, and as nothing to mend', async () => {
  const full = { status: '4.2.2', diagnosis: '452 4.2.2 Mailbox full', action: 'delayed' } as const
  await receive(deliveryReport({ recipient: email, original, ...full }))
  const page = wordsOf(await seenBy(coach))
  expect(page).toContain('Ett brev kom inte fram den här gången. Mottagarens brevlåda är full.')
  expect(page).not.toMatch(/Kom i retur|Besked den/)
})

it('a reply is told as one, without what it says', async () => {
  await receive(answerTo({ messageId: original }, { from: email, text: 'Anna fick jobb hos oss.' }))
  const page = wordsOf(await seenBy(coach))
  expect(page).toContain('Svarade på brevet; svaret är skickat vidare till enhetens e-postadress')
  expect(page).not.toContain('Anna')
})
