import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import supertest from 'supertest'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { formLanguages, languages, purposes } from '../../src/domain/codes.ts'
import { createRenderer } from '../../src/render.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { openSurvey } from '../support/open-survey.ts'
import { titleOf, wordsOf } from '../support/page-text.ts'
import { openParticipantSurvey } from '../support/participant-survey.ts'
import { createStaffSite } from '../support/staff.ts'

/** In the place of every Swedish wording, but for the names of languages, which are the same everywhere. */
const mark = 'PÅ SVENSKA'
const settings = { PARTICIPANT_PURPOSES: purposes.join(',') }
const participant = { email: 'deltagare@aspirant.example' }
const complete = { overall: '4', work: 'elsewhere' }

let context: TestContext
let agent: ReturnType<typeof supertest>
let marked: ReturnType<typeof supertest>
let folder: string

beforeAll(async () => {
  context = await createTestContext({ settings })
  agent = supertest(createStaffSite(context).app)
  folder = mkdtempSync(join(tmpdir(), 'templates-'))
  cpSync(fileURLToPath(new URL('../../templates', import.meta.url)), folder, { recursive: true })
  const path = join(folder, 'locales/sv.json')
  writeFileSync(path, JSON.stringify(JSON.parse(readFileSync(path, 'utf8'), markWording)))
  marked = supertest(createStaffSite({ ...context, renderer: createRenderer(folder) }).app)
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await context.close()
})

function markWording(key: string, value: unknown): unknown {
  const isName = formLanguages.some(language => language === key)
  return typeof value === 'string' && value !== '' && !isName ? `${mark} ${value}` : value
}

describe.each(formLanguages.filter(language => language !== 'sv'))('a participant who reads %s', language => {
  it.each(purposes)('meets no Swedish on any page about %s', async purpose => {
    const { path } = await openParticipantSurvey(context, { participant, placement: { purpose } })
    const post = (address: string, fields: Record<string, string>) =>
      marked
        .post(address)
        .type('form')
        .send({ lang: language, ...fields })
    const pages = [
      await marked.get(`${path}?lang=${language}`).expect(200),
      await post(path, { work: '1', comment: '19800101-1231' }).expect(422),
      await post(path, { comment: 'x'.repeat(2_001) }).expect(422),
      await post(path, { ...complete, based_on: '0' })
        .redirects(1)
        .expect(200),
      await post(path, { ...complete, overall: '1', based_on: '0' }).expect(409),
      await marked.get(`${path}?lang=${language}`).expect(200),
      await marked.get(`${path}?lang=${language}&edit=1`).expect(200),
      await post(path, { based_on: '1' }).expect(422),
      await marked.get(`${path}/no-letters?lang=${language}`).expect(200),
      await post(`${path}/no-letters`, {}).expect(422),
      await post(`${path}/no-letters`, { confirm: 'yes' }).redirects(1).expect(200),
      await marked.get(`/s/unknown?lang=${language}`).expect(404),
      await marked
        .post(`${path}?lang=${language}`)
        .type('form')
        .send({ comment: 'x'.repeat(40_000) })
        .expect(413),
    ]
    expect(pages.filter(({ text }) => text.includes(mark)).map(({ text }) => wordsOf(text))).toEqual([])
  })
})

describe('the languages', () => {
  let path: string
  beforeEach(async () => {
    path = (await openParticipantSurvey(context, { participant })).path
  })

  it('of a participant are all of them, each but the one that is read linked by its own name', async () => {
    const { text } = await agent.get(`${path}?lang=ar`).expect(200)
    expect(text).toContain('<html lang="ar" dir="rtl">')
    const links = [...text.matchAll(/<li><a href="\/s\/[^"]*lang&#x3D;([a-z-]+)"/g)].map(([, code]) => code)
    expect(links).toEqual(formLanguages.filter(language => language !== 'ar'))
    expect(text).toContain('dir="ltr">Українська</a>')
  })

  it('of an employer are Swedish and English, one link to the other', async () => {
    const { path: employers } = await openSurvey(context)
    for (const [asked, link] of [
      ['ar', 'In English'],
      ['sv', 'In English'],
      ['en', 'På svenska'],
    ]) {
      const { text } = await agent.get(`${employers}?lang=${asked}`).expect(200)
      expect(text).toContain(`>${link}</a>`)
      expect(text).not.toContain('<nav')
    }
  })

  it.each(['', '?lang=', '?lang=xx', '?lang=ar&lang=uk', '?lang=__proto__'])(
    'are Swedish for %j',
    async query => {
      const { text } = await agent.get(`${path}${query}`).expect(200)
      expect(text).toContain('<html lang="sv"')
    },
  )

  it('stay while a form is refused and sent', async () => {
    const refused = await agent.post(path).type('form').send({ lang: 'uk' }).expect(422)
    expect(titleOf(refused.text)).toMatch(/^Помилка: /)
    const sent = await agent
      .post(path)
      .type('form')
      .send({ ...complete, lang: 'uk', based_on: '0' })
    expect(sent.headers.location).toBe(`${path}?lang=uk&sent=1`)
  })

  it('of a published report and of staff are two', () => {
    expect(languages).toEqual(['sv', 'en'])
  })
})
