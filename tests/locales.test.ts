import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type FormLanguage, formLanguages, languages } from '../src/domain/codes.ts'

/** Every wording of a catalogue by its key. */
function wordings(language: FormLanguage): ReadonlyMap<string, string> {
  const source = readFileSync(new URL(`../templates/locales/${language}.json`, import.meta.url), 'utf8')
  return new Map(leaves(JSON.parse(source), ''))
}

function leaves(value: unknown, key: string): [string, string][] {
  if (typeof value === 'string') return [[key, value]]
  return Object.entries(value ?? {}).flatMap(([name, part]) => leaves(part, key ? `${key}.${name}` : name))
}

/** What stands in {{ }}, in the order of the alphabet. */
function gapsIn(wording: string): string[] {
  return [...wording.matchAll(/\{\{(.+?)\}\}/g)].map(([, name = '']) => name).toSorted()
}

/** The wordings that a participant can meet: of the form, and of the page on which a code leads to it. */
const participantWordings = [
  'layout.skip',
  'shortCode',
  'form.languages',
  'form.page_title.no_letters',
  'form.page_title.no_letters_problems',
  'form.page_title.no_letters_done',
  'form.page_title.not_open',
  'form.page_title.too_large',
  'form.facts.heading',
  'form.facts.employer',
  'form.facts.workplace',
  'form.facts.period',
  'form.facts.since',
  'form.no_letters_link',
  'form.submit',
  'form.back_to_review',
  'form.review.received.link',
  'form.wrong_person.back',
  'form.no_letters',
  'form.not_open',
  'form.too_large',
  'form.contact',
  'form.participant',
  'form.confidential',
  'form.privacy',
  'question.optional',
  'question.clear',
  'question.problem.prefix',
  'question.problem.heading',
  // The problems that a choice or a text can have; a participant is asked for no date, and nothing under a condition.
  ...['required', 'unknown_code', 'too_long', 'personal_identity_number'].flatMap(problem => [
    `question.problem.${problem}`,
    `question.problem_here.${problem}`,
  ]),
  'question.participant',
]

/** The same in every language: punctuation around a name. */
const neutral = ['form.contact.organisation']

const swedish = wordings('sv')
const wanted = [...swedish.keys()].filter(key =>
  participantWordings.some(name => key === name || key.startsWith(`${name}.`)),
)
const others = formLanguages.filter(language => !languages.some(full => full === language))

describe.each(others)('the catalogue %s', language => {
  const catalogue = wordings(language)

  it('has every wording that a participant can meet, and no other', () => {
    expect([...catalogue.keys()].toSorted()).toEqual(wanted.toSorted())
  })

  it('names the same values as the Swedish one', () => {
    const differing = wanted.filter(
      key => String(gapsIn(catalogue.get(key) ?? '')) !== String(gapsIn(swedish.get(key) ?? '')),
    )
    expect(differing).toEqual([])
  })

  it('leaves no wording empty that the Swedish one has', () => {
    expect(
      wanted
        .filter(key => key.endsWith('.label') || key.includes('.options.'))
        .filter(key => !catalogue.get(key)),
    ).toEqual([])
  })
})

it.each(others.filter(language => language !== 'sv-simple'))('%s is not left in Swedish', language => {
  const catalogue = wordings(language)
  const same = wanted.filter(key => {
    const text = catalogue.get(key)
    return text !== '' && text === swedish.get(key) && !neutral.includes(key)
  })
  expect(same).toEqual([])
})

it('Swedish and English have the same wordings', () => {
  expect([...wordings('en').keys()].toSorted()).toEqual([...swedish.keys()].toSorted())
})

it('every language has its own name', () => {
  const names = [...swedish].filter(([key]) => key.startsWith('form.language.'))
  expect(names.map(([key]) => key)).toEqual(formLanguages.map(language => `form.language.${language}`))
  expect(new Set(names.map(([, name]) => name)).size).toBe(formLanguages.length)
})
