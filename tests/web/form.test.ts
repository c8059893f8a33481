import { brotliCompressSync, gzipSync } from 'node:zlib'
import { sql } from 'drizzle-orm'
import supertest from 'supertest'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { purposes } from '../../src/domain/codes.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { openSurvey } from '../support/open-survey.ts'
import { wordsOf } from '../support/page-text.ts'
import { createStaffSite } from '../support/staff.ts'
import { swedish } from '../support/swedish.ts'

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
