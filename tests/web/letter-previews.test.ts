import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { answers, events, letters, placements, surveys } from '../../src/db/schema.ts'
import { units } from '../../src/db/staff-schema.ts'
import { sampleContact } from '../../src/domain/sample.ts'
import { sampleLetters } from '../../src/flow/sample-letters.ts'
import { formPreviews } from '../../src/web/form-previews.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement } from '../support/factories.ts'
import { titleOf, wordsOf } from '../support/page-text.ts'
import { type Agent, createStaffSite, type StaffSite, signedIn } from '../support/staff.ts'

let context: TestContext
let site: StaffSite
let administrator: Agent
let unitId: number

beforeAll(async () => {
  context = await createTestContext({
    now: '2026-03-02T08:00',
    settings: { BASE_URL: 'http://localhost:3000' },
  })
  site = createStaffSite(context)
  unitId = (await makePlacement(context)).unitId
  const details = { senderName: 'Citys jobbtorg', phone: '08-508 11 111', email: 'city@kommunen.example' }
  await context.db.update(units).set(details).where(eq(units.id, unitId))
})
beforeEach(async () => {
  // A member of its own, so that no test uses up another one's letters.
  administrator = await signedIn(context, site, 'administrator', { name: 'Märta Ek' })
  context.inbox.length = 0
})
afterAll(() => context.close())

const inBoth = (names: readonly { name: string }[]) =>
  names.flatMap(({ name }) => (['sv', 'en'] as const).map(language => [name, language] as const))

const textIn = (html: string) => unescaped(/<pre>([\s\S]*?)<\/pre>/.exec(html)?.[1] ?? '')

test('the list leads to every letter and every form in both languages, for the unit that is chosen', async () => {
  const { text } = await administrator.get(`/letters?unit=${unitId}`).expect(200)
  expect(titleOf(text)).toBe('Brev och formulär')
  const links = [...unescaped(text).matchAll(/<a href="(\/letters\/[^"]*)"/g)].map(([, href = '']) => href)
  const expected = [...inBoth(sampleLetters), ...inBoth(formPreviews)].map(
    ([name, language]) => `/letters/${name}?language=${language}&unit=${unitId}`,
  )
  expect(links).toEqual(expected)
})

describe('the preview of a letter', () => {
  test.each(inBoth(sampleLetters))('shows all of it: %s in %s', async (name, language) => {
    const { text, headers } = await administrator.get(`/letters/${name}?language=${language}`).expect(200)
    const words = wordsOf(text)
    expect(words).toMatch(
      /Ämne \S.* Från Kommunens arbetsmarknadsförvaltning &lt;enkat@kommunen\.example&gt;/,
    )
    expect(textIn(text)).toMatch(language === 'sv' ? /Vänliga hälsningar/ : /Kind regards/)
    expect(headers['content-security-policy']).toContain("frame-src 'self'")
    const frames = [...unescaped(text).matchAll(/<iframe [^>]*src="([^"]*)"[^>]*sandbox="([^"]*)"/g)]
    expect(frames).toHaveLength(2)
    for (const [, src = '', sandbox] of frames) {
      expect(sandbox).not.toMatch(/allow-scripts|allow-same-origin|allow-forms/)
      const frame = await administrator.get(src).expect(200)
      expect(frame.headers['content-security-policy']).toMatch(
        /^sandbox allow-top.*default-src 'none'.*frame-ancestors 'self'$/,
      )
      expect(frame.text).toContain(`<html lang="${language}">`)
      expect(frame.text).not.toContain('<script')
    }
  })

  test('is what is really sent, word for word, but for the links', async () => {
    const own = await createTestContext({ now: '2026-03-02T08:00' })
    const member = await signedIn(own, createStaffSite(own), 'administrator')
    await makePlacement(own, {
      employer: { name: 'Hammarby Bageri' },
      contact: sampleContact,
      unit: 'Jobbtorg Centrum',
      placement: {
        workplace: 'Storgatan 3',
        startedOn: Temporal.PlainDate.from('2025-11-28'),
        endedOn: Temporal.PlainDate.from('2026-02-27'),
      },
    })
    await own.db.update(units).set({ senderName: 'Citys jobbtorg', email: 'city@kommunen.example' })
    const [unit] = await own.db.select().from(units)
    await own.tickAt('2026-03-02T09:00')
    const { text } = await member.get(`/letters/invitation?language=sv&unit=${unit?.id}`).expect(200)
    const frame = await member.get(`/letters/invitation/html?language=sv&unit=${unit?.id}`).expect(200)
    const [letter] = own.inbox
    const plain = (body: string) =>
      body
        .replaceAll(/http:\S+?(?=[?"\s]|$)/g, 'LINK')
        .replace('<base target="_blank">', '')
        .trim()
    expect(plain(textIn(text))).toBe(plain(letter?.text ?? ''))
    expect(plain(frame.text)).toBe(plain(String(letter?.html)))
    const words = unescaped(wordsOf(text))
    expect(words).toContain(`Ämne ${letter?.subject} Från Citys jobbtorg <enkat@kommunen.example>`)
    expect(words).toContain('Svar till Citys jobbtorg <city@kommunen.example>')
    await own.close()
  })

  test('shows the sender name, the telephone and the address of the chosen unit', async () => {
    const { text } = await administrator.get(`/letters/reminder_1?unit=${unitId}`).expect(200)
    expect(unescaped(text)).toContain('Citys jobbtorg <enkat@kommunen.example>')
    expect(unescaped(text)).toContain('Citys jobbtorg <city@kommunen.example>')
    expect(textIn(text)).toContain('Ring Jobbtorg City, 08-508 11 111.')
    expect(text).toContain(`<option value="${unitId}" selected>`)
  })

  test('tells when the unit does not write the language', async () => {
    await context.db
      .update(units)
      .set({ languages: ['sv'] })
      .where(eq(units.id, unitId))
    const { text } = await administrator.get(`/letters/invitation?language=en&unit=${unitId}`).expect(200)
    expect(text).toContain('Brevet skickas på svenska')
    expect(textIn(text)).toContain('Vänliga hälsningar')
    await context.db
      .update(units)
      .set({ languages: ['sv', 'en'] })
      .where(eq(units.id, unitId))
  })

  test('has links to the preview of the form, and for staff to pages that hold nobody, only', async () => {
    const pages =
      /^http:\/\/localhost:3000\/(letters\/forms\/\w+|placements|reports|sign-in|\?scope=mine&lane=\w+)/
    for (const { name } of sampleLetters) {
      const { text } = await administrator.get(`/letters/${name}?language=sv`)
      const links = textIn(text).match(/http\S+/g) ?? []
      expect(links.filter(link => !pages.test(link))).toEqual([])
      for (const link of links) await administrator.get(link.replace('http://localhost:3000', '')).expect(200)
    }
  })

  test.each([
    '/letters/nothing',
    '/letters/nothing/html',
    '/letters/forms/nothing',
    '/letters/forms/nothing/wrong-person',
  ])('there is no %s', async path => {
    await administrator.get(path).expect(404)
  })

  test.each(['unit=0', 'unit=x', 'unit=99999999999999999999', 'language=fi', 'language=sv&language=en'])(
    'what is not there to be chosen is left: %s',
    async query => {
      await administrator.get(`/letters/invitation?${query}`).expect(200)
    },
  )
})

describe('a test letter', () => {
  test.each(inBoth(sampleLetters))(
    'goes to oneself, marked, and nowhere else: %s in %s',
    async (name, language) => {
      const path = `/letters/${name}/test?language=${language}`
      const body = { to: 'alla@kommunen.example', email: 'alla@kommunen.example' }
      const sent = await administrator.post(path).type('form').send(body).expect(303)
      expect(sent.headers.location).toBe(`/letters/${name}?language=${language}&sent=accepted`)
      const told = await administrator.get(sent.headers.location ?? '').expect(200)
      expect(wordsOf(told.text)).toContain('Provet är skickat till')
      const [letter, ...more] = context.inbox
      expect(more).toEqual([])
      const [to, ...others] = [letter?.to].flat().flatMap(party => party?.value ?? [])
      expect(others).toEqual([])
      expect(told.text).toContain(`Provet är skickat till ${to?.address}.`)
      expect(to?.name).toBe('Märta Ek')
      expect(letter?.subject).toMatch(language === 'sv' ? /^\[Prov\] / : /^\[Test\] /)
      expect(letter?.text).toBe(textIn(told.text))
      expect(letter?.text).not.toContain('/s/')
    },
  )

  test('is an event, and touches no survey and no letter to an employer', async () => {
    const before = await context.db.select().from(surveys)
    await administrator.post('/letters/invitation/test?language=sv').expect(303)
    const told = await context.db
      .select()
      .from(events)
      .where(eq(events.kind, 'letter.tested'))
      .orderBy(events.id)
    expect(told.at(-1)?.detail).toEqual({ letter: 'invitation', language: 'sv', outcome: 'accepted' })
    expect(await context.db.select().from(surveys)).toEqual(before)
    expect(await context.db.$count(letters)).toBe(0)
  })

  test('that the mail server refuses is told, with its words, and the page can be read in the other language', async () => {
    const { text: page } = await administrator.get('/letters/code?language=sv')
    const address = /Provet skickas bara till ([^ ]+@kommunen\.example)/.exec(page)?.[1] ?? ''
    context.refused.add(address)
    const { text } = await administrator.post('/letters/code/test?language=sv').expect(200)
    expect(text).toMatch(/role="alert">\s*<p>E-postservern tog inte emot provet/)
    expect(text).toMatch(/<q lang="en">550/)
    const other = /href="(\/letters\/code\/test\?[^"]*lang=en)"/.exec(unescaped(text))?.[1] ?? ''
    const switched = await administrator.get(other).expect(303)
    const led = await administrator.get(switched.headers.location ?? '').expect(303)
    expect(led.headers.location).toBe('/letters/code?language=sv')
  })

  test('that can not be sent just now is told as put off', async () => {
    const away = await createTestContext({ settings: { SMTP_URL: 'smtp://127.0.0.1:1' } })
    const member = await signedIn(away, createStaffSite(away), 'administrator')
    const { text } = await member.post('/letters/code/test?language=sv').expect(200)
    expect(text).toContain('Provet kunde inte skickas just nu')
    await away.close()
  })

  test('the eleventh within an hour is refused, and only for that member', async () => {
    for (let number = 1; number <= 10; number += 1)
      await administrator.post('/letters/code/test?language=sv').expect(303)
    const { text } = await administrator.post('/letters/invitation/test?language=sv').expect(429)
    expect(text).toContain('Du har skickat 10 prov den senaste timmen')
    expect(context.inbox).toHaveLength(10)
    const other = await signedIn(context, site, 'administrator')
    await other.post('/letters/code/test?language=sv').expect(303)
  })

  test('of no letter is no page', async () => {
    await administrator.post('/letters/nothing/test').expect(404)
    await administrator.post('/letters/language/test').expect(404)
  })
})

describe('the preview of a form', () => {
  const titles: Record<string, [string, string]> = {
    language: ['Hur gick det efter praktiken?', 'How did things go after the placement?'],
    problems: ['Fel: Hur gick det efter praktiken?', ''],
    review: ['Ditt svar', ''],
    stale: ['Fel: Svaret har ändrats under tiden', ''],
    wrong_person: ['Vem kan svara i stället?', ''],
    not_open: ['Frågorna går inte att besvara här', ''],
  }

  test.each(inBoth(formPreviews))('is the real page with made-up data: %s in %s', async (name, language) => {
    const { text, headers } = await administrator.get(`/letters/forms/${name}?language=${language}`)
    expect(text).toContain(`<html lang="${language}">`)
    expect(text).toContain('respondent.css')
    if (language === 'sv' && titles[name]) expect(titleOf(text)).toBe(titles[name][0])
    expect(headers['content-security-policy']).toMatch(/frame-ancestors 'self'$/)
    expect(headers['content-security-policy']).toContain("default-src 'none'")
    expect(headers['set-cookie']).toBeUndefined()
    const framed = await administrator.get(`/letters/${name}?language=${language}`).expect(200)
    expect(unescaped(framed.text)).toContain(`src="/letters/forms/${name}?language=${language}"`)
  })

  test.each(['language', 'work_training', 'employment_step'])('asks what is asked after %s', async name => {
    const { text } = await administrator.get(`/letters/forms/${name}?language=sv`).expect(200)
    const shown = {
      language: 'Fick praktikanten träna svenska',
      work_training: 'Fick praktikanten den arbetsträning',
      employment_step: 'Kom praktikanten närmare ett arbete',
    }[name]
    expect(text).toContain(shown)
    expect(text).toContain('Hammarby Bageri')
  })

  test('preselects what the link of the letter says', async () => {
    const { text } = await administrator.get('/letters/forms/language?employment=yes').expect(200)
    expect(text).toMatch(/id="employment-yes"[^>]*checked/)
  })

  test('shows what is wrong, as the real form would', async () => {
    const { text } = await administrator.get('/letters/forms/problems?language=sv').expect(422)
    expect(text).toContain('Svara på frågan')
    expect(text).toContain('Skriv ett datum som finns')
    expect(text).toContain('men den gäller bara')
  })

  test('switches its language without switching that of the workspace, and follows its links', async () => {
    for (const { name } of formPreviews) {
      const shown = await administrator.get(`/letters/forms/${name}?language=sv`)
      const text = unescaped(shown.text)
      const links = [...text.matchAll(/href="(\/letters[^"]*)"/g)].map(([, href = '']) => href)
      expect(links).not.toEqual([])
      for (const link of links) {
        const { status, headers } = await administrator.get(link)
        expect([200, shown.status]).toContain(status)
        expect(headers['set-cookie']).toBeUndefined()
      }
      expect(text).not.toMatch(/href="\/s\/|action="\/s\//)
    }
    expect((await administrator.get('/letters')).text).toContain('<html lang="sv">')
  })

  test('leads nowhere: what is sent is not stored, and the page says so', async () => {
    for (const { name } of formPreviews) {
      const { text } = await administrator.get(`/letters/forms/${name}?language=en`)
      const actions = [...text.matchAll(/<form method="post" action="([^"]*)"/g)].map(
        ([, action = '']) => action,
      )
      for (const action of actions) {
        const sent = { lang: 'en', employment: 'no', purpose_met: '3', host_again: 'yes', to: 'nobody' }
        const left = await administrator.post(action).type('form').send(sent).expect(303)
        const end = await administrator.get(left.headers.location ?? '').expect(200)
        expect(titleOf(end.text)).toBe('This is a preview')
        expect(end.headers['content-security-policy']).toContain("frame-ancestors 'self'")
      }
    }
    expect(await context.db.$count(answers)).toBe(0)
  })

  test('shows the telephone of the chosen unit', async () => {
    const { text } = await administrator.get(`/letters/forms/language?language=sv&unit=${unitId}`).expect(200)
    expect(text).toContain('08-508 11 111')
    expect(text).toContain('Ring Jobbtorg City')
  })
})

test('the pages are for administrators only', async () => {
  const coach = await signedIn(context, site, 'coach', { unitId })
  const analyst = await signedIn(context, site, 'analyst')
  const paths = ['', '/invitation', '/invitation/html', '/invitation/test', '/language', '/forms/language']
  for (const member of [coach, analyst]) {
    for (const path of [...paths, '/forms/language/wrong-person'])
      await member.get(`/letters${path}`).expect(403)
    await member.post('/letters/invitation/test').expect(403)
    await member.post('/letters/forms/language').expect(403)
  }
  expect(context.inbox).toEqual([])
  expect(await context.db.$count(placements)).toBe(1)
})

function unescaped(html: string): string {
  return html
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#x27;', "'")
    .replaceAll('&#x3D;', '=')
    .replaceAll('&amp;', '&')
}
