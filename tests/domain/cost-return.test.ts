import { describe, expect, it } from 'vitest'
import { askBack } from '../../src/domain/asking-back.ts'
import { type AnswerProblem, readAnswer } from '../../src/domain/question.ts'
import { districtQuestionnaire } from '../../src/domain/questionnaires/district.ts'

const about = { purpose: null, wave: '2011-Q1' }
const answer = {
  persons_woman: '12',
  paid_woman: '240000',
  persons_man: '10',
  paid_man: '200000',
  signed_by: 'Åsa Öberg',
}

function read(raw: Record<string, string>) {
  return readAnswer(districtQuestionnaire, about, raw)
}

/** Asked back about the women; the men are as usual. */
function asked(
  persons: string,
  paid: string,
  last: [string, string] | null,
  raw: Record<string, string> = {},
) {
  const values = { ...answer, persons_woman: persons, paid_woman: paid }
  const previous = last && { ...answer, persons_woman: last[0], paid_woman: last[1] }
  return askBack(districtQuestionnaire, values, raw, previous)
}

describe('a cost return that can be stored', () => {
  it('is stored in one form, however its numbers are typed', () => {
    const typed = {
      persons_woman: ' 12 st',
      paid_woman: '240\u00A0000,50 kr',
      persons_man: '10',
      paid_man: '200 000:-',
      correction: 'Två personer flyttade.\r\nDe hör till Skärholmen.',
      signed_by: ' Åsa\t Öberg ',
    }
    expect(read(typed)).toEqual({
      values: {
        persons_woman: '12',
        paid_woman: '240000.50',
        persons_man: '10',
        paid_man: '200000',
        correction: 'Två personer flyttade.\nDe hör till Skärholmen.',
        signed_by: 'Åsa Öberg',
      },
    })
  })

  it('may say that nobody was paid anything', () => {
    const nobody = { ...answer, persons_man: '0', paid_man: '0' }
    expect(read(nobody)).toEqual({ values: nobody })
    expect(askBack(districtQuestionnaire, nobody, {}, null)).toEqual([])
  })
})

describe('a cost return that is refused', () => {
  it.each<[string, string, AnswerProblem['problem']]>([
    ['persons_woman', '', 'required'],
    ['persons_woman', '12,5', 'not_whole'],
    ['persons_man', '-1', 'negative'],
    ['persons_man', '200 000', 'absurd'],
    ['paid_woman', '240 tkr', 'in_thousands'],
    ['paid_woman', '-240000', 'negative'],
    ['paid_man', '2 000 000 000', 'absurd'],
    ['paid_man', 'vet ej', 'not_a_number'],
    ['signed_by', ' ', 'required'],
    ['signed_by', 'Åsa 640823-3234', 'personal_identity_number'],
    ['signed_by', 'Å'.repeat(201), 'too_long'],
    ['correction', '640823-3234 räknas två gånger', 'personal_identity_number'],
    ['comment', 'x'.repeat(2001), 'too_long'],
  ])('tells what is wrong with %s %j: %s', (field, value, problem) => {
    expect(read({ ...answer, [field]: value })).toEqual({ problems: [{ field, problem }] })
  })
})

describe('what does not fit together', () => {
  it.each<[string, string, AnswerProblem['problem']]>([
    ['0', '240000', 'paid_to_nobody'],
    ['12', '0', 'nothing_paid'],
  ])('%s persons and %s kronor is asked back, and no confirmation helps', (persons, paid, problem) => {
    const raw = { confirmed_paid_woman: `${persons} ${paid}` }
    expect(asked(persons, paid, null, raw)).toEqual([{ field: 'paid_woman', problem }])
  })
})

describe('what a person was paid', () => {
  const last: [string, string] = ['10', '200000']
  it.each<[string, string, string, [string, string] | null, boolean]>([
    ['five times the last time', '10', '1000000', last, true],
    ['more than five times', '10', '1000001', last, false],
    ['a fifth of the last time', '10', '40000', last, true],
    ['less than a fifth', '10', '39999', last, false],
    ['in thousands', '10', '200', last, false],
    ['300 kronor, without a last time', '10', '3000', null, true],
    ['less than that', '10', '2999', null, false],
    ['150 000 kronor, without a last time', '10', '1500000', null, true],
    ['more than that', '10', '1500001', null, false],
    ['much, when nobody was paid the last time', '10', '1500001', ['0', '0'], false],
    ['as usual, when nobody was paid the last time', '10', '200000', ['0', '0'], true],
  ])('%s', (_, persons, paid, previous, isLikely) => {
    expect(asked(persons, paid, previous).length === 0).toBe(isLikely)
  })

  it('is told with what it was the last time, and accepted once just that is confirmed', () => {
    const doubt = { confirm: '10 200', figure: 20, lastTime: 20_000 }
    expect(asked('10', '200', last)).toEqual([{ field: 'paid_woman', problem: 'unlikely', doubt }])
    expect(asked('10', '200', last, { confirmed_paid_woman: '10 200' })).toEqual([])
    expect(asked('10', '201', last, { confirmed_paid_woman: '10 200' })).toHaveLength(1)
    expect(asked('11', '200', last, { confirmed_paid_woman: '10 200' })).toHaveLength(1)
  })

  it('is asked back for women and men apart', () => {
    const values = { ...answer, paid_woman: '240', paid_man: '200' }
    const fields = askBack(districtQuestionnaire, values, { confirmed_paid_man: '10 200' }, answer)
    expect(fields.map(({ field }) => field)).toEqual(['paid_woman'])
  })
})
