import { describe, expect, it } from 'vitest'
import type { CoachNews } from '../../src/domain/coach-letter.ts'
import { composeCoachLetter } from '../../src/mail/coach-letter.ts'
import { createRenderer } from '../../src/render.ts'

const renderer = createRenderer()
const day = Temporal.PlainDate.from
const site = 'https://enkat.kommunen.example'
const party = { name: 'Kommunen', address: 'enkat@kommunen.example' }

const bakery = {
  id: 41,
  employerName: 'Hammarby Bageri',
  workplace: 'Storgatan 3',
  startedOn: day('2026-01-12'),
  endedOn: day('2026-02-27'),
}
const school = { ...bakery, id: 42, employerName: 'Kulturskolan <Norra>', workplace: null, endedOn: null }
const news: CoachNews = {
  call: { total: 13, first: [bakery, school] },
  closing: 1,
  answered: { total: 1, first: [school] },
  undeliverable: 2,
  unreachable: 1,
}
const none = { total: 0, first: [] }

function letter(changes: Partial<CoachNews> = {}, language: 'sv' | 'en' = 'sv') {
  return composeCoachLetter(renderer, {
    messageId: '<w@kommunen.example>',
    language,
    organisation: 'Kommunen',
    from: party,
    to: { name: '', address: 'coach@kommunen.example' },
    replyTo: party,
    baseUrl: site,
    placementUrl: id => `${site}/placements/${id}`,
    week: day('2026-03-09'),
    news: { ...news, ...changes },
  })
}

const textLinks = (text: string) => text.match(/https:\S+/g) ?? []
const htmlLinks = (html: string) =>
  [...html.matchAll(/href="([^"]*)"/g)].map(([, link = '']) =>
    link.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&'),
  )

describe.each(['sv', 'en'] as const)('the weekly letter in %s', language => {
  it('leads to each placement that it names and to each list, in text as in HTML', () => {
    const { text, html } = letter({}, language)
    expect(textLinks(text)).toEqual([
      `${site}/placements/41`,
      `${site}/placements/42`,
      `${site}/?scope=mine&lane=call`,
      `${site}/?scope=mine&lane=undeliverable`,
      `${site}/placements/42`,
      `${site}/?scope=mine&lane=answered&since=2026-03-02`,
      `${site}/?scope=mine&lane=ends_soon`,
    ])
    expect(htmlLinks(html)).toEqual(textLinks(text))
  })

  it('names host, workplace and period, escaped in HTML', () => {
    const { text, html } = letter({}, language)
    const period = language === 'sv' ? '12 januari–27 februari 2026' : '12 January–27 February 2026'
    for (const body of [text, html]) {
      for (const fact of ['Hammarby Bageri', 'Storgatan 3', period]) expect(body).toContain(fact)
    }
    expect(text).toContain('Kulturskolan <Norra>')
    expect(html).toContain('Kulturskolan &lt;Norra&gt;')
  })

  it('fits in a narrow text reader, loads nothing and says its language', () => {
    const { text, html, language: said } = letter({}, language)
    expect(text.split('\n').filter(line => line.length >= 78 && !line.includes('https:'))).toEqual([])
    expect(html).toContain(`<html lang="${language}">`)
    expect(html).not.toMatch(/<img|<script|<link|url\(|@import|src=/)
    expect(said).toBe(language)
  })
})

describe('its subject', () => {
  it.each([
    ['sv', {}, 'Veckan: 13 att ringa, 2 adresser att rätta, 1 svar'],
    ['en', {}, 'Your week: 13 to call, 2 addresses to correct, 1 answer'],
    ['sv', { call: none, undeliverable: 0 }, 'Veckan: 1 svar'],
    ['en', { answered: none, undeliverable: 1, call: none }, 'Your week: 1 address to correct'],
  ] as const)('in %s with %j', (language, changes, subject) => {
    expect(letter(changes, language).subject).toBe(subject)
    expect([...subject].length).toBeLessThanOrEqual(60)
  })
})

it('says nothing of what there is none of', () => {
  const { text } = letter({ call: none, closing: 0, undeliverable: 0, unreachable: 0 })
  expect(text).toContain('1 svar har kommit in')
  expect(text).not.toMatch(/att ringa|att rätta|slutar snart|stänger/)
})

it('tells how many close soon', () => {
  const words = (changes: Partial<CoachNews>) => letter(changes).text.replaceAll('\n', ' ')
  expect(words({})).toContain('En av enkäterna stänger inom sju dagar.')
  expect(words({ closing: 4 })).toContain('4 av enkäterna stänger inom sju dagar.')
  expect(words({ closing: 0 })).not.toContain('stänger')
})
