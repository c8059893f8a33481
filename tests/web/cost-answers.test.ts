import { eq } from 'drizzle-orm'
import supertest from 'supertest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findDraft } from '../../src/db/answer-drafts.ts'
import { answers, surveys } from '../../src/db/schema.ts'
import { createLink } from '../../src/domain/link.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { costs, makeCostReturn } from '../support/cost-returns.ts'
import { makePlacement } from '../support/factories.ts'
import { titleOf, wordsOf } from '../support/page-text.ts'
import { type Agent, createStaffSite, signedIn } from '../support/staff.ts'

const answer = { ...costs([12, 240_000], [10, 200_000]), comment: 'Två flyttade i mars.' }

let context: TestContext
let agent: ReturnType<typeof supertest>
let administrator: Agent

beforeAll(async () => {
  context = await createTestContext({ now: '2026-04-07T10:00' })
  const site = createStaffSite(context)
  agent = supertest(site.app)
  administrator = await signedIn(context, site, 'administrator')
})
afterAll(() => context.close())

async function open(district: string) {
  const { surveyId } = await makeCostReturn(context, { district })
  const path = `/s/${createLink(context.linkKeys, { id: surveyId, linkNumber: 1 })}`
  const post = (fields: Record<string, string>) =>
    agent
      .post(path)
      .type('form')
      .send({ lang: 'sv', based_on: '0', ...fields })
  const stored = () =>
    context.db.select().from(answers).where(eq(answers.surveyId, surveyId)).orderBy(answers.version)
  return { surveyId, path, post, stored }
}

describe('the form of a cost return', () => {
  it('says what it is about, what the register holds without the few, and that no personal data is sent', async () => {
    for (let count = 0; count < 6; count += 1)
      for (const sex of ['woman', 'man'] as const)
        await makePlacement(context, {
          placement: { district: 'Farsta', funding: count < 5 ? 'income_support' : 'other' },
          participant: { sex },
        })
    const { path } = await open('Farsta')
    const words = wordsOf((await agent.get(path).expect(200)).text)
    expect(words).toContain('Kvartal 1 2026 (1 januari–31 mars 2026)')
    expect(words).toContain('sekretess mellan nämnderna')
    expect(words).toContain('Försörjningsstöd dold dold')
    expect(words).toContain('Alla 6 platser 6 personer 6 platser 6 personer')
    const english = wordsOf((await agent.get(`${path}?lang=en`).expect(200)).text)
    expect(english).toContain('How much did you pay the women during their placements?')
    expect(english).toContain('secrecy between the boards')
  })

  it('stores numbers in one form, thanks, and shows them as people write them', async () => {
    const { post, stored } = await open('Kista')
    const typed = { ...answer, paid_woman: '240 000,50 kr', paid_man: '200.000:-', persons_man: '10 st' }
    const { headers } = await post(typed).expect(303)
    expect(await stored()).toMatchObject([{ source: 'link', values: { ...answer, paid_woman: '240000.50' } }])
    const words = wordsOf((await agent.get(headers.location ?? '').expect(200)).text)
    expect(words).toContain('Uppgifterna är sparade.')
    expect(words).toMatch(/240\s000,5 kr/)
  })

  it.each([
    ['paid_woman', '240 tkr', 'Skriv hela kronor, inte tusental eller miljoner'],
    ['paid_woman', '-240000', 'Skriv noll eller ett större tal'],
    ['paid_man', '2 000 000 000', 'Talet är för stort'],
    ['persons_man', 'tio', 'Skriv ett tal'],
    ['persons_woman', '0', 'Du har skrivit att ingen fick försörjningsstöd'],
    ['paid_man', '0', 'Du har skrivit att några fick försörjningsstöd'],
    ['comment', '640823-3234', 'Ta bort personnumret'],
  ])('tells what is wrong with %s %j, keeps it, and stores nothing', async (field, value, told) => {
    const { post, stored } = await open(`${field} ${value}`)
    const { text } = await post({ ...answer, [field]: value }).expect(422)
    expect(titleOf(text)).toMatch(/^Fel: /)
    expect(wordsOf(text)).toContain(told)
    expect(text).toContain(value)
    expect(await stored()).toEqual([])
  })

  it('asks back what is far from the last time, and stores it once that is confirmed', async () => {
    await makeCostReturn(context, { district: 'Norrmalm', wave: '2025-Q4', values: answer })
    const { post, stored } = await open('Norrmalm')
    const { text } = await post({ ...answer, paid_woman: '240' }).expect(422)
    expect(wordsOf(text)).toMatch(/Det blir 20 kr per person, mot 20\s000 kr förra gången/)
    const confirm = /name="confirmed_paid_woman" value="([^"]*)"/.exec(text)?.[1] ?? ''
    const other = await post({ ...answer, paid_woman: '250', confirmed_paid_woman: confirm }).expect(422)
    expect(other.text).not.toContain('name="confirmed_paid_woman" value="12 240"')
    const elsewhere = await post({
      ...answer,
      paid_woman: '240',
      confirmed_paid_woman: confirm,
      signed_by: '',
    }).expect(422)
    expect(elsewhere.text).toMatch(/name="confirmed_paid_woman" value="12 240" checked/)
    await post({ ...answer, paid_woman: '240', confirmed_paid_woman: confirm }).expect(303)
    expect(await stored()).toHaveLength(1)
  })

  it('is told when somebody else has answered meanwhile; of two, one counts', async () => {
    const { post, stored } = await open('Älvsjö')
    await post(answer).expect(303)
    const { text } = await post({ ...answer, comment: 'En annan' }).expect(409)
    expect(wordsOf(text)).toContain('Någon annan har svarat under tiden')
    expect(text).toContain('En annan')
    expect(await stored()).toHaveLength(1)
    await post({ ...answer, comment: 'En annan', based_on: '1' }).expect(303)
    expect(await stored()).toHaveLength(2)
  })
})

describe('saving half-way', () => {
  it('keeps what is typed, right or not, and the form opens with it until the answer is stored', async () => {
    const { surveyId, path, post, stored } = await open('Skarpnäck')
    const { headers } = await post({ save: '1', persons_woman: 'tolv', comment: 'Väntar på ekonomi' }).expect(
      303,
    )
    expect(headers.location).toBe(`${path}?lang=sv&saved=1`)
    expect(await stored()).toEqual([])
    const saved = (await agent.get(headers.location ?? '').expect(200)).text
    expect(wordsOf(saved)).toContain('Utkastet är sparat. Du kan stänga sidan')
    const later = (await agent.get(path).expect(200)).text
    expect(later).toContain('value="tolv"')
    expect(wordsOf(later)).toContain('Utkastet är sparat 7 april 2026 kl. 10:00')
    await post(answer).expect(303)
    expect(await findDraft(context.db, surveyId)).toBeUndefined()
    await post({ ...answer, save: '1', comment: 'Ändras snart', based_on: '1' }).expect(303)
    expect(wordsOf((await agent.get(path).expect(200)).text)).toContain('Det här har du svarat')
    expect((await agent.get(`${path}?edit=1`).expect(200)).text).toContain('Ändras snart')
  })

  it('keeps no personal identity number, and nothing where somebody has answered meanwhile', async () => {
    const { surveyId, post } = await open('Spånga')
    const refused = await post({ save: '1', comment: '640823-3234' }).expect(422)
    expect(wordsOf(refused.text)).toContain('Ta bort personnumret')
    await post(answer).expect(303)
    const { text } = await post({ save: '1', comment: 'Mitt utkast' }).expect(409)
    expect(text).toContain('Mitt utkast')
    expect(await findDraft(context.db, surveyId)).toBeUndefined()
  })

  it('is not offered to employers, whose form has nothing of the sort', async () => {
    await makePlacement(context)
    const rows = await context.db.select().from(surveys).where(eq(surveys.questionnaire, 'employer'))
    await context.tickAt('2026-04-07T10:00')
    const path = `/s/${createLink(context.linkKeys, rows.at(-1) ?? { id: 0, linkNumber: 1 })}`
    const { text } = await agent.get(path).expect(200)
    expect(text).not.toContain('name="save"')
    await agent.post(path).type('form').send({ save: '1', based_on: '0' }).expect(422)
  })
})

describe('what a board tells by phone', () => {
  it('is recorded by an administrator, with the same questions and what is saved half-way', async () => {
    const { surveyId, post, stored } = await open('Vantör')
    await post({ save: '1', comment: 'Från utkastet' }).expect(303)
    expect((await administrator.get(`/costs/${surveyId}`).expect(200)).text).toContain('Från utkastet')
    const send = (fields: object) =>
      administrator
        .post(`/costs/${surveyId}`)
        .type('form')
        .send({ ...answer, based_on: '0', ...fields })
    expect(wordsOf((await send({ paid_man: '1 mnkr' }).expect(422)).text)).toContain('Skriv hela kronor')
    const { headers } = await send({}).expect(303)
    expect(await stored()).toMatchObject([{ source: 'phone', version: 1 }])
    const list = wordsOf((await administrator.get(headers.location ?? '').expect(200)).text)
    expect(list).toContain('Uppgifterna är sparade')
    expect(list).toContain('Åsa Öberg, på telefon')
    expect(wordsOf((await send({ comment: 'Igen' }).expect(409)).text)).toContain(
      'Någon annan har lämnat uppgifter',
    )
  })

  it('can be recorded no longer once the time is over', async () => {
    const { surveyId } = await makeCostReturn(context, { district: 'Stängd', state: 'closed' })
    expect(wordsOf((await administrator.get(`/costs/${surveyId}`).expect(200)).text)).toContain(
      'Tiden för att svara är slut',
    )
    await administrator
      .post(`/costs/${surveyId}`)
      .type('form')
      .send({ ...answer, based_on: '0' })
      .expect(409)
  })
})
