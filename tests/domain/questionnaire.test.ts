import { describe, expect, it } from 'vitest'
import { purposes } from '../../src/domain/codes.ts'
import { type AnswerProblem, readAnswer } from '../../src/domain/question.ts'
import { employerQuestionnaire } from '../../src/domain/questionnaires/employer.ts'

const always = { purpose_met: '3', host_again: 'yes' }
const employed = { ...always, employment: 'yes', form: 'fixed_term', hours: 'part_time', subsidised: 'yes' }
const notEmployed = { ...always, employment: 'no' }

function read(raw: Record<string, string>) {
  return readAnswer(employerQuestionnaire, { purpose: 'work_training', wave: 'end' }, raw)
}

function refused(field: string, problem: AnswerProblem['problem']) {
  return { problems: [{ field, problem }] }
}

const idsFor = (purpose: (typeof purposes)[number]) =>
  employerQuestionnaire.questions({ purpose: purpose, wave: 'end' }).map(({ id }) => id)

describe('the order of the questions', () => {
  it.each(['language', 'work_training'] as const)('for %s begins with what was learnt', purpose => {
    expect(idsFor(purpose).slice(0, 2)).toEqual(['purpose_met', 'employment'])
  })

  it('for a step to employment begins with employment', () => {
    const ids = idsFor('employment_step')
    expect(ids[0]).toBe('employment')
    expect(ids.slice(-3)).toEqual(['purpose_met', 'host_again', 'comment'])
  })

  it.each(purposes)('asks the same questions for %s, each condition before what depends on it', purpose => {
    const questions = employerQuestionnaire.questions({ purpose: purpose, wave: 'end' })
    expect(idsFor(purpose).sort()).toEqual(idsFor('language').sort())
    questions.forEach(({ when }, index) => {
      if (when) expect(questions.slice(0, index).map(({ id }) => id)).toContain(when.question)
    })
  })
})

describe('an answer that can be stored', () => {
  it.each([
    ['no employment', notEmployed],
    ['no employment with a reason', { ...notEmployed, reason: 'not_the_aim' }],
    ['an offer declined', { ...always, employment: 'offered_declined' }],
    ['not yet', { ...always, employment: 'not_yet' }],
    ['not yet with an expected day', { ...always, employment: 'not_yet', expected_on: '2026-09-01' }],
    ['employment', employed],
    ['employment with its first day', { ...employed, started_on: '2026-09-01' }],
    ['a comment', { ...notEmployed, comment: 'Tack för en bra vår!\nVälkommen åter.' }],
  ])('%s gives the values that were given', (_, raw) => {
    expect(read(raw)).toEqual({ values: raw })
  })

  it('has no entry for blank fields, nor for fields that the questionnaire does not have', () => {
    const raw = { ...notEmployed, form: '', started_on: '  ', comment: '\r\n', lang: 'sv', based_on: '0' }
    expect(read(raw)).toEqual({ values: notEmployed })
  })

  it('keeps line breaks as one character, and drops characters that no database takes', () => {
    const raw = { ...notEmployed, comment: ' rad 1\r\nrad\u0000 2 ' }
    expect(read(raw)).toEqual({ values: { ...notEmployed, comment: 'rad 1\nrad 2' } })
  })
})

describe('an empty submit', () => {
  it('is refused with every question that is always asked, in their order', () => {
    const required = (field: string) => ({ field, problem: 'required' })
    expect(read({})).toEqual({ problems: ['purpose_met', 'employment', 'host_again'].map(required) })
    expect(readAnswer(employerQuestionnaire, { purpose: 'employment_step', wave: 'end' }, {})).toEqual({
      problems: ['employment', 'purpose_met', 'host_again'].map(required),
    })
  })
})

describe('what is required', () => {
  it.each(['purpose_met', 'employment', 'form', 'hours', 'subsidised', 'host_again'])(
    'includes %s',
    field => {
      expect(read({ ...employed, [field]: ' ' })).toEqual(refused(field, 'required'))
    },
  )
})

describe('a code', () => {
  it.each(['purpose_met', 'employment', 'form', 'hours', 'subsidised', 'host_again'])(
    'that %s does not have is refused',
    field => {
      expect(read({ ...employed, [field]: 'perhaps' })).toEqual(refused(field, 'unknown_code'))
    },
  )

  it('is compared exactly', () => {
    expect(read({ ...notEmployed, host_again: 'Yes' })).toEqual(refused('host_again', 'unknown_code'))
  })
})

describe('an answer to a question that does not apply', () => {
  it.each([
    ['form', { ...notEmployed, form: 'permanent' }],
    ['hours', { ...always, employment: 'offered_declined', hours: 'full_time' }],
    ['subsidised', { ...always, employment: 'not_yet', subsidised: 'no' }],
    ['started_on', { ...notEmployed, started_on: '2026-09-01' }],
    ['expected_on', { ...employed, expected_on: '2026-09-01' }],
    ['reason', { ...employed, reason: 'budget' }],
  ])('is told: %s', (field, raw) => {
    expect(read(raw)).toEqual(refused(field, 'not_applicable'))
  })

  it('is not judged before it is known whether the question applies', () => {
    const { employment: _, ...rest } = employed
    expect(read(rest)).toEqual(refused('employment', 'required'))
    expect(read({ ...rest, employment: 'maybe' })).toEqual(refused('employment', 'unknown_code'))
  })
})

describe('a day', () => {
  it.each([
    ['2026-02-28', '2026-02-28'],
    ['2024-02-29', '2024-02-29'],
    ['20260301', '2026-03-01'],
    ['2026-3-1', '2026-03-01'],
    ['2026/03/01', '2026-03-01'],
    ['2026.3.1', '2026-03-01'],
  ])('written %s is %s', (written, day) => {
    expect(read({ ...employed, started_on: written })).toEqual({ values: { ...employed, started_on: day } })
  })

  it.each([
    '2026-02-29',
    '2026-13-01',
    '2026-00-10',
    '1926-03-01',
    '0026-03-01',
    '20260',
    'i mars',
    '2026-03',
  ])('written %s is refused', written => {
    expect(read({ ...employed, started_on: written })).toEqual(refused('started_on', 'not_a_date'))
  })
})

describe('a comment', () => {
  const commented = (comment: string) => read({ ...notEmployed, comment })

  it.each([
    [1_999, true],
    [2_000, true],
    [2_001, false],
  ])('of %i characters is taken: %s', (length, taken) => {
    const comment = '😀'.repeat(length)
    expect(commented(comment)).toEqual(
      taken ? { values: { ...notEmployed, comment } } : refused('comment', 'too_long'),
    )
  })

  it('counts a line break once, as the person does', () => {
    expect(commented(`${'a'.repeat(999)}\r\n${'b'.repeat(1_000)}`)).toHaveProperty('values')
  })

  it.each(['Hon är född 19811218-9876.', '811218-9876', '198112189876'])(
    'with a personal identity number is refused: %s',
    comment => {
      expect(commented(comment)).toEqual(refused('comment', 'personal_identity_number'))
    },
  )

  it('with a telephone number is taken', () => {
    expect(commented('Ring 08-508 35 000 eller 0701234567')).toHaveProperty('values')
  })
})
