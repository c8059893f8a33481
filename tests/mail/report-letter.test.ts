import { expect, it } from 'vitest'
import type { ReportKind } from '../../src/domain/codes.ts'
import type { PlacementMeasure, Report } from '../../src/domain/report.ts'
import { composeReportLetter } from '../../src/mail/report-letter.ts'
import { createRenderer } from '../../src/render.ts'
import { madeUpReport } from '../support/published-report.ts'

const renderer = createRenderer()
const from = { name: 'Kommunen', address: 'enkat@kommunen.example' }

function letterOf(report: Report, kind: ReportKind = 'monthly', language: 'sv' | 'en' = 'sv') {
  return composeReportLetter(renderer, {
    messageId: '<1@kommunen.example>',
    language,
    organisation: 'Kommunen',
    from,
    to: { name: '', address: 'namnd@staden.example' },
    replyTo: from,
    kind,
    report,
    url: 'https://enkat.example/published/abc',
  })
}

const wordsOf = (report: Report) => letterOf(report).text.replaceAll(/[\s\u00a0]+/g, ' ')

function withCounts(counts: Partial<Record<PlacementMeasure, number | null>>, value: number | null): Report {
  const { placements, rates } = madeUpReport()
  return madeUpReport({
    placements: { ...placements, ...counts },
    rates: { ...rates, employment: { ...rates.employment, value } },
  })
}

it('says what is known and what it led to, in one sentence each', () => {
  expect(wordsOf(madeUpReport())).toContain(
    'Av 200 avslutade placeringar vet vi hur det gick för 160. Av dem ledde 25,0 % till arbete hos arbetsgivaren.',
  )
})

it.each([
  ['hidden', { ended: null, known: null }],
  ['small', { ended: 19, known: 12 }],
  ['known of few', { ended: 200, known: 19 }],
])('has no number at all where counts are %s', (_words, counts) => {
  const words = wordsOf(withCounts(counts, null))
  expect(words).toContain('Månadsrapporten om de praktikplaceringar som avslutades i januari 2026 är klar.')
  expect(words.replaceAll('januari 2026', '')).not.toMatch(/\d/)
})

it('has no share where there is none', () => {
  const words = wordsOf(withCounts({ ended: 20, known: 20 }, null))
  expect(words).toContain('vet vi hur det gick för 20.')
  expect(words).not.toContain('%')
})

it.each([
  ['monthly', 'sv', 'Månadsrapport om praktikplaceringar: januari 2026'],
  ['monthly', 'en', 'Monthly report on placements: January 2026'],
  ['quarterly', 'sv', 'Kvartalsrapport om praktikplaceringar: första kvartalet 2026'],
  ['quarterly', 'en', 'Quarterly report on placements: the first quarter of 2026'],
  ['chosen', 'sv', 'Rapport om praktikplaceringar: 1–31 januari 2026'],
] as const)('a %s one in %s has the subject "%s"', (kind, language, subject) => {
  expect(letterOf(madeUpReport(), kind, language)).toMatchObject({ subject, language })
})

it('both versions hold the link and say that it opens without signing in', () => {
  const { text, html } = letterOf(madeUpReport())
  for (const version of [text, html]) {
    expect(version).toContain('https://enkat.example/published/abc')
    expect(version).toContain('öppnas utan inloggning')
  }
})
