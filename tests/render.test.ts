import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { type FormLanguage, formLanguages } from '../src/domain/codes.ts'
import { createRenderer } from '../src/render.ts'
import { dateNear } from '../src/render-values.ts'

const folders: string[] = []

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

/** A folder of templates with the given files over a small working set. */
function templates(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'templates-'))
  folders.push(folder)
  const all = {
    'locales/sv.json':
      '{"hello":"Hej {{name}}","plain":"Å & <b>","code":{"a":"Första"},"only":"Bara svenska"}',
    'locales/en.json': '{"hello":"Hello {{name}}","plain":"O & <b>","code":{"a":"First"}}',
    ...Object.fromEntries(
      formLanguages.slice(3).map(language => [`locales/${language}.json`, '{"hello":"({{name}})"}']),
    ),
    'locales/sv-simple.json': '{}',
    'assets/staff.css': 'body{}',
    'pages/frame.hbs': '<main class="{{kind}}">{{> @partial-block}}</main>',
    'letters/note.text.hbs': '{{name}}',
    'letters/note.html.hbs': '{{name}}',
    ...files,
  }
  for (const [path, content] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  return folder
}

/** A renderer whose page "x" holds the given source. */
function renderer(source: string) {
  return createRenderer(templates({ 'pages/x.hbs': source }))
}

const day = (text: string) => Temporal.PlainDate.from(text)

describe('pages', () => {
  it('escape values and wordings alike', () => {
    const page = renderer(`{{name}} {{t 'plain'}} {{t 'hello' name=name}}`).page('x', 'sv', { name: '<i>"' })
    expect(page).toBe('&lt;i&gt;&quot; Å &amp; &lt;b&gt; Hej &lt;i&gt;&quot;')
  })

  it('speak the language they are asked for, also inside loops and partials', () => {
    const source = `{{#> frame kind='k'}}{{#each list}}{{t 'hello' name=this}} {{t 'code' 'a'}}{{/each}}{{/frame}}`
    const { page } = renderer(source)
    expect(page('x', 'sv', { list: ['Åsa'] })).toBe('<main class="k">Hej Åsa Första</main>')
    expect(page('x', 'en', { list: ['Åsa'] })).toBe('<main class="k">Hello Åsa First</main>')
  })

  it('link an asset with a digest of its content', () => {
    const first = renderer(`{{asset 'staff.css'}}`).page('x', 'sv', {})
    const folder = templates({ 'pages/x.hbs': `{{asset 'staff.css'}}`, 'assets/staff.css': 'body{margin:0}' })
    expect(first).toMatch(/^\/assets\/staff\.css\?v=[\w-]{12}$/)
    expect(createRenderer(folder).page('x', 'sv', {})).not.toBe(first)
  })

  it.each([
    ['a value', '{{missing}}', /missing/],
    ['a value of a wording', `{{t 'hello'}}`, /name/],
    ['a wording', `{{t 'no.such'}}`, /no\.such/],
    ['a date', '{{date missing}}', /no value/],
    ['an asset', `{{asset 'none.css'}}`, /none\.css/],
  ])('throw where %s is missing', (_, source, message) => {
    expect(() => renderer(source).page('x', 'sv', {})).toThrow(message)
  })

  it('that do not exist throw', () => {
    expect(() => renderer('').page('other', 'sv', {})).toThrow('No template "other"')
  })
})

describe('at the start', () => {
  it.each([
    ['unescaped output', 'a\n{{{name}}}', /x\.hbs:2 holds unescaped output/],
    ['unescaped output by ampersand', '{{&name}}', /unescaped output/],
    ['an unknown helper', '{{shout name}}', /shout/],
    ['a block that is not closed', '{{#if a}}', /x\.hbs|Parse error/],
  ])('a template with %s is refused', (_, source, message) => {
    expect(() => renderer(source)).toThrow(message)
  })
})

describe('letters', () => {
  it('escape in HTML and not in text', () => {
    const { letter } = createRenderer(templates({}))
    expect(letter('note', 'sv', { name: 'A & B' })).toEqual({ text: 'A & B', html: 'A &amp; B' })
  })
})

describe('wordings', () => {
  it('fall back to Swedish', () => {
    expect(createRenderer(templates({})).t('en', 'only')).toBe('Bara svenska')
  })

  it('keep each value together where the language is written from right to left', () => {
    const { t } = createRenderer(templates({}))
    expect(t('ar', 'hello', { name: 'Café (Kista)' })).toBe('(\u2068Café (Kista)\u2069)')
    expect(t('so', 'hello', { name: 'Café (Kista)' })).toBe('(Café (Kista))')
  })

  it('are not escaped for other users than templates', () => {
    expect(createRenderer(templates({})).t('sv', 'hello', { name: 'A & B' })).toBe('Hej A & B')
  })
})

describe('values', () => {
  const show = (source: string, language: 'sv' | 'en', data: Record<string, unknown>) =>
    renderer(source).page('x', language, data)

  it.each([
    ['2026-03-03', '2026-05-27', '3 mars–27 maj 2026', '3 March–27 May 2026'],
    ['2026-05-03', '2026-05-27', '3–27 maj 2026', '3–27 May 2026'],
    ['2025-12-03', '2026-05-27', '3 december 2025–27 maj 2026', '3 December 2025–27 May 2026'],
    ['2026-05-27', '2026-05-27', '27 maj 2026', '27 May 2026'],
  ])('a period from %s to %s', (from, to, swedish, english) => {
    const data = { from: day(from), to: day(to) }
    expect(show('{{period from to}}', 'sv', data)).toBe(swedish)
    expect(show('{{period from to}}', 'en', data)).toBe(english)
  })

  it.each([
    ['2026-12-31', '31 december', '31 December'],
    ['2027-01-01', '1 januari 2027', '1 January 2027'],
    ['2025-12-31', '31 december 2025', '31 December 2025'],
  ])('%s, seen in 2026, has a year only when that is another', (then, swedish, english) => {
    const today = day('2026-11-23')
    expect(dateNear('sv', day(then), today)).toBe(swedish)
    expect(dateNear('en', day(then), today)).toBe(english)
  })

  it.each<[FormLanguage, string, string]>([
    ['sv-simple', '3 december 2025–27 maj 2026', '3 mars 2026 kl. 09:05'],
    ['ar', '3 ديسمبر 2025–27 مايو 2026', '3 مارس 2026، 09:05'],
    ['so', '3 Diseembar 2025–27 Maayo 2026', '3 Maarso 2026, 09:05'],
    ['ti', '3 ታሕሳስ 2025–27 ጉንበት 2026', '3 መጋቢት 2026፣ 09:05'],
    ['prs', '3 دسمبر 2025–27 می 2026', '3 مارچ 2026، 09:05'],
    ['uk', '3 грудня 2025–27 травня 2026', '3 березня 2026, 09:05'],
  ])(
    'days in %s are those of the Swedish calendar, in the digits of Swedish letters',
    (language, period, moment) => {
      const data = {
        from: day('2025-12-03'),
        to: day('2026-05-27'),
        at: Temporal.Instant.from('2026-03-03T08:05:00Z'),
      }
      const { page } = renderer('{{period from to}}|{{moment at}}|{{number 2000}}')
      expect(page('x', language, data).split('|').slice(0, 2)).toEqual([period, moment])
      expect(page('x', language, data)).toMatch(/2\D?000$/)
    },
  )

  it('a moment is shown as clocks in Sweden show it', () => {
    const data = { at: Temporal.Instant.from('2026-07-01T22:05:00Z') }
    expect(show('{{moment at}}', 'sv', data)).toBe('2 juli 2026 kl. 00:05')
    expect(show('{{moment at}}', 'en', data)).toBe('2 July 2026, 00:05')
  })

  it('numbers and shares take the comma and the space of the language', () => {
    const data = { n: 2638, share: 0.7256 }
    expect(show('{{number n}} {{percent share}}', 'sv', data)).toBe('2\u00a0638 72,6\u00a0%')
    expect(show('{{number n}} {{percent share}}', 'en', data)).toBe('2,638 72.6%')
  })
})

describe('the templates of the service', () => {
  it('compile', () => {
    expect(() => createRenderer()).not.toThrow()
  })
})
