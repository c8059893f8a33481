import { brotliCompressSync, gzipSync } from 'node:zlib'
import { eq, sql } from 'drizzle-orm'
import supertest from 'supertest'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { answers, surveys } from '../../src/db/schema.ts'
import { purposes } from '../../src/domain/codes.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { openSurvey } from '../support/open-survey.ts'
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

function post(fields: Record<string, string | string[]>, path = survey.path) {
  return agent
    .post(path)
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

function titleOf(text: string): string | undefined {
  return /<title>(.*?)<\/title>/.exec(text)?.[1]
}

/** The text of a page without its markup. */
function wordsOf(text: string): string {
  return text.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')
}

describe('the form', () => {
  it('says what it is about, who asks, and how long it takes', async () => {
    const { text } = await agent.get(survey.path).expect(200)
    const shown = [
      'Köket',
      '1 december 2025–27 februari 2026',
      'Å.B.',
      'en minut',
      'Jobbtorg City',
      '1 maj 2026',
    ]
    for (const words of [...shown, context.config.ORGANISATION_NAME]) expect(wordsOf(text)).toContain(words)
  })

  it('keeps respondents to themselves: no cookie, nothing stored, no referrer, not indexed', async () => {
    for (const path of [survey.path, `${survey.path}/wrong-person`, '/s/unknown']) {
      const { headers } = await agent.get(path)
      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-robots-tag': 'noindex, nofollow',
        'content-security-policy': expect.stringMatching(/^default-src 'none'; style-src 'self';/),
      })
      expect(headers).not.toHaveProperty('set-cookie')
    }
  })

  it('has no script, and asks for nothing but its style sheet', async () => {
    const { text } = await agent.get(survey.path)
    expect(text).not.toMatch(/<script|\son\w+=|javascript:/i)
    const loaded = [...text.matchAll(/<(?:link|img|iframe|source)[^>]*(?:href|src)="([^"]*)"/g)]
    expect(loaded.map(([, url]) => url)).toEqual([
      'data:,',
      expect.stringMatching(/^\/assets\/respondent\.css/),
    ])
  })

  it('and its style sheet are at most 20 KB compressed', async () => {
    const { text } = await agent.get(survey.path)
    const { text: style } = await agent.get('/assets/respondent.css')
    const bytes = (compress: (page: string) => Buffer) => compress(text).length + compress(style).length
    expect(bytes(gzipSync)).toBeLessThan(20_000)
    expect(bytes(brotliCompressSync)).toBeLessThan(20_000)
  })

  it.each(purposes)('speaks of the purpose %s in its own words, in both languages', async purpose => {
    survey = await openSurvey(context, { placement: { purpose } })
    for (const language of ['sv', 'en'] as const) {
      const { text } = await agent.get(`${survey.path}?lang=${language}`).expect(200)
      const wording = context.renderer.t(language, `question.employer.purpose_met_${purpose}.label`)
      expect(wordsOf(text)).toContain(wording)
      const isFirst = text.indexOf('name="purpose_met"') < text.indexOf('name="employment"')
      expect(isFirst).toBe(purpose !== 'employment_step')
    }
  })

  it('speaks the language of the contact until another one is chosen', async () => {
    survey = await openSurvey(context, { contact: { language: 'en' } })
    expect((await agent.get(survey.path)).text).toContain('<html lang="en">')
    const swedish = await agent.get(`${survey.path}?lang=sv`)
    expect(swedish.text).toContain('<html lang="sv">')
    expect(swedish.text).toContain('<input type="hidden" name="lang" value="sv">')
  })

  it.each(['fi', '', '../x'])('takes no language but its own two: %j', async lang => {
    const { text } = await agent.get(survey.path).query({ lang }).expect(200)
    expect(text).toContain('<html lang="sv">')
  })
})

describe('a letter’s button', () => {
  it.each(['yes', 'offered_declined', 'not_yet', 'no'])('preselects %s', async employment => {
    const { text } = await agent.get(survey.path).query({ employment })
    expect(text.match(/ checked/g)).toHaveLength(1)
    expect(text).toContain(`value="${employment}" checked`)
  })

  it.each(['perhaps', '"><script>', ''])('with something else preselects nothing: %j', async employment => {
    const { text } = await agent.get(survey.path).query({ employment }).expect(200)
    expect(text).not.toMatch(/ checked|<script/)
  })
})

describe('reading', () => {
  it('changes nothing, whoever reads and however often', async () => {
    const before = await everything()
    for (const query of [
      '',
      '?employment=yes',
      '?employment=no&lang=en',
      '?edit=1',
      '?sent=1',
      '?based_on=0&host_again=no',
    ]) {
      await agent.get(survey.path + query).expect(200)
      await agent.head(survey.path + query).expect(200)
    }
    await agent.get(`${survey.path}/wrong-person?name=Eva&email=eva@bageri.example&to=colleague`).expect(200)
    await agent.head(`${survey.path}/wrong-person?to=nobody`).expect(200)
    expect(await everything()).toEqual(before)
  })

  /** The content of every table, as text. */
  async function everything(): Promise<string[]> {
    const tables = await context.db.execute<{ name: string }>(
      sql`select table_name as name from information_schema.tables where table_schema = 'public' order by 1`,
    )
    const contents = tables.map(({ name }) =>
      context.db.execute<{ content: string }>(
        sql`select coalesce(string_agg(t::text, e'\n' order by t::text), '') as content from ${sql.identifier(name)} t`,
      ),
    )
    return (await Promise.all(contents)).map(([row], index) => `${tables[index]?.name}: ${row?.content}`)
  }
})

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

describe('closed, revoked, withdrawn and unknown links', () => {
  async function pageFor(path: string) {
    const read = await agent.get(path)
    const sent = await agent.post(path).type('form').send(employed)
    expect([read.status, sent.status]).toEqual([404, 404])
    // The language switch holds the address that was asked for.
    return [read.text, sent.text].map(text => text.replaceAll(path, '/s/LINK'))
  }

  it('get the same page with the same status', async () => {
    const unknown = await pageFor(`${survey.path.slice(0, -1)}${survey.path.endsWith('0') ? '1' : '0'}`)
    expect(
      new Set([...unknown, ...(await pageFor('/s/x')), ...(await pageFor(`/s/${'v'.repeat(37)}`))]).size,
    ).toBe(1)
    for (const values of [
      { state: 'closed', nextLetterAt: null },
      { state: 'withdrawn', nextLetterAt: null },
      { state: 'scheduled', nextLetterAt: null },
      { state: 'open', linkNumber: 2 },
    ] as const) {
      await context.db.update(surveys).set(values).where(eq(surveys.id, survey.surveyId))
      expect(await pageFor(survey.path)).toEqual(unknown)
    }
    expect(titleOf(unknown[0] ?? '')).toBe('Frågorna går inte att besvara här')
    expect(wordsOf(unknown[0] ?? '')).toContain(context.config.CONTACT_PHONE)
  })

  it.each([
    ['the last second of the last day', '2026-05-01T23:59:59', 200],
    ['midnight after it', '2026-05-02T00:00', 404],
  ])('%s', async (_, at, status) => {
    context.clock.set(swedish(at))
    await agent.get(survey.path).expect(status)
    await agent.get(`${survey.path}/wrong-person`).expect(status)
  })
})

describe('the wrong person', () => {
  const colleague = () => ({
    to: 'colleague',
    name: 'Örjan',
    email: `orjan${survey.surveyId}@bageri.example`,
  })
  const hand = (fields: Record<string, string>) => post(fields, `${survey.path}/wrong-person`)

  it('hands over to a colleague, and the link stops working', async () => {
    const { text } = await hand(colleague()).expect(200)
    expect(titleOf(text)).toBe('Tack för hjälpen!')
    await agent.get(survey.path).expect(404)
    await hand(colleague()).expect(404)
  })

  it('without a colleague leaves it to the coach', async () => {
    const { text } = await hand({ to: 'nobody' }).expect(200)
    expect(wordsOf(text)).toContain('Jobbtorg City hör av sig')
    await agent.get(survey.path).expect(404)
  })

  it('is told what is wrong with what was typed, which stays', async () => {
    const { text } = await hand({ ...colleague(), email: 'orjan@bageri' }).expect(422)
    expect(titleOf(text)).toMatch(/^Fel: /)
    expect(text).toContain('<a href="#email">')
    expect(text).toMatch(/id="email"[^>]* value="orjan@bageri"[^>]* aria-describedby="email-problem"/)
    expect(text).toMatch(/id="name"[^>]* value="Örjan"/)
  })

  it('is led to the answer once there is one', async () => {
    await post(notEmployed).expect(303)
    for (const response of [await agent.get(`${survey.path}/wrong-person`), await hand(colleague())]) {
      expect(response.status).toBe(303)
      expect(response.headers.location).toBe(`${survey.path}?lang=sv`)
    }
  })
})
