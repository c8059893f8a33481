import { eq } from 'drizzle-orm'
import supertest from 'supertest'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { answers } from '../../src/db/schema.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { openSurvey } from '../support/open-survey.ts'
import { titleOf, wordsOf } from '../support/page-text.ts'
import { createStaffSite } from '../support/staff.ts'
import { swedish } from '../support/swedish.ts'

const notEmployed = { purpose_met: '3', employment: 'no', host_again: 'yes' }
const employed = {
  ...notEmployed,
  employment: 'yes',
  form: 'permanent',
  hours: 'full_time',
  subsidised: 'no',
}

let context: TestContext
let agent: ReturnType<typeof supertest>
let survey: Awaited<ReturnType<typeof openSurvey>>

beforeAll(async () => {
  context = await createTestContext({ now: '2026-03-02T09:00' })
  agent = supertest(createStaffSite(context).app)
})
afterAll(() => context.close())

beforeEach(async () => {
  context.clock.set(swedish('2026-03-02T09:00'))
  survey = await openSurvey(context)
})

function post(fields: Record<string, string | string[]>) {
  return agent
    .post(survey.path)
    .type('form')
    .send({ lang: 'sv', based_on: '0', ...fields })
}

function stored() {
  return context.db
    .select()
    .from(answers)
    .where(eq(answers.surveyId, survey.surveyId))
    .orderBy(answers.version)
}

describe('a submit', () => {
  it('is stored, thanked for, and shown with the day until which it can be changed', async () => {
    const submitted = await post(employed).expect(303)
    expect(submitted.headers.location).toBe(`${survey.path}?lang=sv&sent=1`)
    expect(await stored()).toMatchObject([{ version: 1, values: employed, source: 'link' }])
    const { text } = await agent.get(submitted.headers.location ?? '').expect(200)
    expect(titleOf(text)).toBe('Tack för ditt svar!')
    const words = wordsOf(text)
    for (const answer of ['Ja, till stor del', 'Tillsvidareanställning', 'Heltid'])
      expect(words).toContain(answer)
    expect(words).toContain('Du kan ändra svaret till och med 1 maj 2026.')
  })

  it('goes on in the language of the page', async () => {
    const { headers } = await post({ ...employed, lang: 'en' })
    const { text } = await agent.get(headers.location ?? '')
    expect(titleOf(text)).toBe('Thank you for your answer!')
  })

  it('that is empty is refused with a summary that leads to each field', async () => {
    const { text } = await post({}).expect(422)
    expect(titleOf(text)).toBe('Fel: Hur gick det efter praktiken?')
    const targets = [...text.matchAll(/<li><a href="#([^"]+)">/g)].map(([, id]) => id)
    expect(targets).toEqual(['purpose_met-4', 'employment-yes', 'host_again-yes'])
    for (const id of targets) expect(text).toContain(` id="${id}"`)
    expect(text.indexOf('role="alert"')).toBeLessThan(text.indexOf('<h1>'))
    expect(await stored()).toEqual([])
  })

  it('that is refused keeps everything that was typed, and says beside each field what is wrong', async () => {
    const comment = '</textarea><b>Hälsa 811218-9876 & "tack"'
    const { text } = await post({ ...employed, host_again: '', started_on: '2026-02-30', comment }).expect(
      422,
    )
    for (const id of ['employment-yes', 'form-permanent', 'hours-full_time', 'subsidised-no']) {
      expect(text).toMatch(new RegExp(`id="${id}"[^>]* checked`))
    }
    expect(text).toMatch(
      /id="started_on"[^>]* value="2026-02-30"[^>]*started_on-problem" aria-invalid="true"/,
    )
    expect(text).toContain('&lt;/textarea&gt;&lt;b&gt;Hälsa 811218-9876 &amp; &quot;tack&quot;</textarea>')
    for (const id of ['host_again', 'started_on', 'comment']) expect(text).toContain(`id="${id}-problem"`)
  })

  it('with an answer to a question that does not apply is told so, and can be mended without a script', async () => {
    const raw = { ...notEmployed, form: 'permanent' }
    const { text } = await post(raw).expect(422)
    expect(wordsOf(text)).toContain('Frågan gäller bara om praktikanten har fått anställning hos er.')
    expect(text).toMatch(/id="form-permanent"[^>]* checked/)
    expect(text).toMatch(/id="form-none" name="form" value="">/)
    await post({ ...raw, form: '' }).expect(303)
    expect(await stored()).toMatchObject([{ values: notEmployed }])
  })

  it('with a field twice is refused, for half of it would be lost', async () => {
    await post({ ...notEmployed, host_again: ['yes', 'no'] }).expect(422)
    expect(await stored()).toEqual([])
  })

  it('twice, as by a double click, is thanked for twice and stored once', async () => {
    const [one, other] = await Promise.all([post(employed), post(employed)])
    expect([one.status, other.status]).toEqual([303, 303])
    expect(await stored()).toHaveLength(1)
  })

  it('that is too large is told kindly', async () => {
    const { text } = await post({ ...employed, comment: 'a'.repeat(40_000) }).expect(413)
    expect(titleOf(text)).toBe('Svaret är för långt')
    expect(await stored()).toEqual([])
  })

  it('with 2,000 characters of four bytes each is not too large', async () => {
    await post({ ...employed, comment: '😀'.repeat(2_000) }).expect(303)
  })

  it('of something else than a form is refused as empty', async () => {
    await agent.post(survey.path).send({ employment: 'yes' }).expect(422)
  })
})

describe('an answer that was given', () => {
  beforeEach(() => post(notEmployed).expect(303))

  it('is shown instead of the form, also by a letter’s button', async () => {
    const { text } = await agent.get(`${survey.path}?employment=yes`).expect(200)
    expect(titleOf(text)).toBe('Ditt svar')
    expect(text).not.toContain('<form')
    expect(text).toContain(`${survey.path}?lang&#x3D;sv&amp;edit&#x3D;1`)
  })

  it('can be changed, and starts from what it was', async () => {
    const { text } = await agent.get(`${survey.path}?edit=1`).expect(200)
    expect(text).toContain('name="based_on" value="1"')
    expect(text).toMatch(/id="employment-no"[^>]* checked/)
    await post({ ...employed, based_on: '1' }).expect(303)
    expect(await stored()).toMatchObject([{ values: notEmployed }, { version: 2, values: employed }])
  })

  it('is not overwritten by somebody who has not seen it: both are shown, and sending again decides', async () => {
    const { text } = await post(employed).expect(409)
    expect(titleOf(text)).toBe('Fel: Svaret har ändrats under tiden')
    expect(text).toMatch(/id="form-permanent"[^>]* checked/)
    expect(text).toContain('name="based_on" value="1"')
    expect(await stored()).toHaveLength(1)
    await post({ ...employed, based_on: '1' }).expect(303)
    expect(await stored()).toHaveLength(2)
  })

  it.each(['-1', '1.5', 'x', '99999999999999999999'])(
    'is not overwritten on the version %s',
    async version => {
      await post({ ...employed, based_on: version }).expect(409)
      expect(await stored()).toHaveLength(1)
    },
  )
})
