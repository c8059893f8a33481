import { simpleParser } from 'mailparser'
import MailComposer from 'nodemailer/lib/mail-composer'
import { describe, expect, it } from 'vitest'
import { employmentAnswers } from '../../src/domain/codes.ts'
import { composeCodeLetter, composeSurveyLetter, type SurveyLetter } from '../../src/mail/letters.ts'
import { toMime } from '../../src/mail/message.ts'
import { createRenderer } from '../../src/render.ts'

const renderer = createRenderer()
const day = (text: string) => Temporal.PlainDate.from(text)

const bakery = {
  url: 'https://enkat.kommunen.example/s/1abc',
  topic: 'employer',
  buttons: { question: 'employment', codes: employmentAnswers },
  hasColleagues: true,
  name: 'Hammarby Bageri',
  workplace: 'Storgatan 3',
  days: { startedOn: day('2026-03-03'), endedOn: day('2026-05-27') },
  costPeriod: null,
  unit: { name: 'Jobbtorg Centrum', phone: '010-111 11 11' },
}

const school = {
  ...bakery,
  url: 'https://enkat.kommunen.example/s/2def',
  name: 'Kulturskolan Norra',
  workplace: null,
  unit: { name: 'Jobbtorg Unga', phone: null },
}

function letter(changes: Partial<SurveyLetter> = {}) {
  return composeSurveyLetter(renderer, {
    kind: 'invitation',
    reminderNumber: 0,
    messageId: '<letter-2@kommunen.example>',
    references: [],
    language: 'sv',
    contact: { name: 'Åsa Lind', email: 'asa@bageriet.example' },
    organisation: 'Kommunens arbetsmarknadsförvaltning',
    senderName: null,
    sender: 'enkat@kommunen.example',
    replyTo: 'arbetsmarknad@kommunen.example',
    returnAddress: 'enkat+1@kommunen.example',
    list: { id: 'enkat.kommunen.example', unsubscribeUrl: 'https://enkat.kommunen.example/no-letters/1' },
    contactPhone: '010-000 00 00',
    items: [bakery],
    closesOn: day('2026-07-27'),
    ...changes,
  })
}

const everyLetter = (['sv', 'en'] as const).flatMap(language =>
  [[bakery], [bakery, school]].flatMap(items =>
    [0, 1, 2, 3].map(reminderNumber => {
      const kind = reminderNumber === 0 ? ('invitation' as const) : ('reminder' as const)
      return {
        language,
        items,
        kind,
        reminderNumber,
        name: `${language}, ${items.length}, ${reminderNumber}`,
      }
    }),
  ),
)

const textLinks = (text: string) => text.match(/https:\S+/g) ?? []
const htmlLinks = (html: string) => [...html.matchAll(/href="([^"]*)"/g)].map(([, link]) => link)
const htmlText = (html: string) => html.replace(/<style>[\s\S]*<\/style>|<!--[\s\S]*?-->|<[^>]*>/g, ' ')

describe('every letter', () => {
  it.each(everyLetter)('holds the same links in text and HTML ($name)', changes => {
    const { text, html } = letter(changes)
    expect(htmlLinks(html)).toEqual(textLinks(text))
    expect(textLinks(text)).not.toHaveLength(0)
  })

  it.each(everyLetter)('names host, workplace, period, last day, unit and phone ($name)', changes => {
    const { text, html } = letter(changes)
    const days =
      changes.language === 'sv'
        ? ['3 mars–27 maj 2026', '27 juli 2026']
        : ['3 March–27 May 2026', '27 July 2026']
    for (const fact of ['Hammarby Bageri', 'Storgatan 3', ...days, 'Jobbtorg Centrum', '010-111 11 11']) {
      expect(text).toContain(fact)
      expect(html).toContain(fact)
    }
  })

  it.each(everyLetter)('holds no purpose, health word or number of a person (rule 7) ($name)', changes => {
    const { subject, text, html } = letter(changes)
    expect(`${subject}\n${text}\n${htmlText(html)}`).not.toMatch(
      /språk|arbetsträning|steg till|language|training|sjuk|hälsa|diagnos|funktionsned|rehab|health|\bill\b|initialer|\d{6}[-+]\d{4}|försörjningsstöd|aktivitetsstöd/i,
    )
  })

  it.each(everyLetter)('fits in a narrow text reader, links apart ($name)', changes => {
    const lines = letter(changes).text.split('\n')
    expect(lines.filter(line => line.length >= 78 && !line.includes('https:'))).toEqual([])
    expect(lines.filter(line => line.includes('https:') && !/^ *https:\S+$/.test(line))).toEqual([])
  })

  it.each(everyLetter)('says its language, loads nothing and runs nothing ($name)', changes => {
    const { html } = letter(changes)
    expect(html).toContain(`<html lang="${changes.language}">`)
    expect(html).not.toMatch(/<img|<script|<link|url\(|@import|src=/)
    expect(html).toContain('color-scheme')
  })

  it.each(everyLetter)('has a subject of at most 60 characters that names the host ($name)', changes => {
    const { subject } = letter(changes)
    expect([...subject].length).toBeLessThanOrEqual(60)
    expect(subject).toContain('Hammarby Bageri')
  })
})

describe('a letter about one placement', () => {
  it('has a link for each answer, which preselects it, one that does not, and one to the page that stops the letters', () => {
    expect(textLinks(letter().text)).toEqual([
      `${bakery.url}?employment=yes`,
      `${bakery.url}?employment=offered_declined`,
      `${bakery.url}?employment=not_yet`,
      `${bakery.url}?employment=no`,
      bakery.url,
      `${bakery.url}/no-letters`,
    ])
  })

  it('leaves out a workplace that is not known', () => {
    expect(letter({ items: [school] }).text).not.toMatch(/Arbetsställe|null/)
  })

  it('tells to call the municipality where the unit has no number', () => {
    expect(letter({ items: [school] }).text).toContain('Ring Jobbtorg Unga, 010-000 00 00.')
  })

  it('greets a contact without a name', () => {
    expect(letter({ contact: { name: '', email: 'info@bageriet.example' } }).text).toMatch(/^Hej!\n/)
  })
})

describe('a letter about several placements', () => {
  it('has one link for each, and one to the page that stops the letters', () => {
    const links = [bakery.url, school.url, `${bakery.url}/no-letters`]
    expect(textLinks(letter({ items: [bakery, school] }).text)).toEqual(links)
  })

  it('names each unit once', () => {
    const { text } = letter({ items: [bakery, bakery, school] })
    expect(text.match(/Ring .*/g)).toEqual([
      'Ring Jobbtorg Centrum, 010-111 11 11.',
      'Ring Jobbtorg Unga, 010-000 00 00.',
    ])
  })
})

describe('a reminder', () => {
  it.each([
    [1, 'vår första påminnelse'],
    [2, 'vår andra påminnelse'],
    [3, 'påminnelse nummer 3'],
  ])('says which one it is: %i', (reminderNumber, words) => {
    const { subject, text } = letter({ kind: 'reminder', reminderNumber })
    expect(text.replaceAll('\n', ' ')).toContain(words)
    expect(subject).toMatch(/^Påminnelse: /)
  })

  it('is shorter than the invitation and threads on it', () => {
    const reminder = letter({
      kind: 'reminder',
      reminderNumber: 1,
      references: ['<letter-1@kommunen.example>'],
    })
    expect(reminder.text.length).toBeLessThan(letter().text.length)
    expect(reminder.references).toEqual(['<letter-1@kommunen.example>'])
  })
})

describe('a subject', () => {
  const subjectFor = (...names: string[]) =>
    letter({ items: names.map(name => ({ ...bakery, name })) }).subject

  it.each([
    [['Bageri'], 'Hur gick praktiken hos Bageri?'],
    [['Bageri', 'Bageri'], 'Hur gick praktikplaceringarna hos Bageri?'],
    [['Bageri', 'Skola'], 'Hur gick praktikplaceringarna hos Bageri m.fl.?'],
    [
      ['Stiftelsen Stadsmissionens Sociala Företag och Verkstäder'],
      'Hur gick praktiken hos Stiftelsen Stadsmissionens Sociala…?',
    ],
    [['Ett\r\nBageri\t AB'], 'Hur gick praktiken hos Ett Bageri AB?'],
  ])('for %j', (names, expected) => {
    expect(subjectFor(...names)).toBe(expected)
  })

  it('is never cut inside a character', () => {
    expect(subjectFor('Å🥐'.repeat(40))).toMatch(/^Hur gick praktiken hos (Å🥐)+Å?…\?$/u)
  })
})

describe('odd names', () => {
  const odd = `O'Brien & "Söner" <AB>, 🥐 {{t}} $t(letter.hello) ünï`

  it('are escaped in HTML and left alone in text', () => {
    const item = { ...bakery, name: odd, workplace: odd }
    const { text, html } = letter({ items: [item], contact: { name: odd, email: 'a@b.example' } })
    expect(text).toContain(`Hej ${odd}!`)
    expect(html).not.toContain('<AB>')
    expect(html).toContain('&lt;AB&gt;')
  })

  it('come through the mail unharmed', async () => {
    const composed = letter({ contact: { name: odd, email: 'a@b.example' }, organisation: odd })
    const mail = await simpleParser(await new MailComposer(toMime(composed)).compile().build())
    expect([mail.to].flat()[0]?.value[0]?.name).toBe(odd)
    expect(mail.from?.value[0]?.name).toBe(odd)
    expect(mail.text).toBe(composed.text)
    expect(mail.html).toBe(composed.html)
  })
})

describe('the letter with a sign-in code', () => {
  it.each([
    ['sv', 'Din inloggningskod: 012345', '10 minuter'],
    ['en', 'Your sign-in code: 012345', '10 minutes'],
  ] as const)('in %s', (language, subject, validity) => {
    const party = { name: '', address: 'coach@kommunen.example' }
    const code = '012345'
    const composed = composeCodeLetter(renderer, {
      language,
      organisation: 'Kommunen',
      from: party,
      to: party,
      code,
      messageId: '<code@kommunen.example>',
    })
    expect(composed.subject).toBe(subject)
    for (const body of [composed.text, composed.html]) {
      expect(body).toContain(code)
      expect(body).toContain(validity)
    }
  })
})
