import { describe, expect, it } from 'vitest'
import { askAnew, readContactChange, type TypedContact } from '../../src/domain/contact-change.ts'
import { swedish } from '../support/swedish.ts'

const now = swedish('2026-03-05T12:00')
const stored = {
  name: 'Åsa Öberg',
  email: 'asa@bageri.example',
  phone: '08-123 45 67',
  language: 'sv' as const,
  undeliverableAt: null,
}
const typed: TypedContact = { ...stored, scope: 'same', retry: '' }

function read(changes: Partial<TypedContact>, contact: Parameters<typeof readContactChange>[1] = stored) {
  return readContactChange({ ...typed, ...changes }, contact)
}
function problemsIn(reading: ReturnType<typeof read>) {
  return 'problems' in reading ? reading.problems.map(({ field, problem }) => `${field} ${problem}`) : []
}

describe('what is typed of a contact', () => {
  it.each([
    [
      'nothing at all',
      { name: ' ', email: '', phone: '', language: '', scope: '' },
      ['name required', 'language unknown_code', 'scope required'],
    ],
    ['no address for the same person', { email: '' }, ['email required']],
    ['half an address', { email: 'asa@bageri' }, ['email not_an_email']],
    ['an identity number', { name: 'Åsa 811228-9874' }, ['name personal_identity_number']],
    ['a name of 201 letters', { name: 'Å'.repeat(201) }, ['name too_long']],
    ['words for a number', { phone: 'ring växeln' }, ['phone not_a_phone']],
    ['nothing new', {}, ['email unchanged']],
    ['nothing new in capitals', { email: 'ASA@bageri.example' }, ['email unchanged']],
    ['another person with the same address', { name: 'Bo Ek', scope: 'other' }, ['scope own_address']],
    ['a retry of an address that works', { retry: 'yes' }, ['email unchanged']],
  ])('is refused when it is %s', (_, changes, expected) => {
    expect(problemsIn(read(changes))).toEqual(expected)
  })

  it.each([
    ['a name', { name: ' Åsa\tEk ' }, 'correct', { name: 'Åsa Ek' }],
    ['no number any more', { phone: '' }, 'correct', { phone: null }],
    ['a new address', { email: 'Asa@Ny.example' }, 'replace', { email: 'asa@ny.example' }],
    ['another person', { email: 'bo@bageri.example', name: 'Bo', scope: 'other' }, 'replace', { name: 'Bo' }],
    [
      'another person with a number alone',
      { email: '', name: 'Bo', scope: 'other' },
      'replace',
      { email: null },
    ],
    ['a number with an extension', { phone: '08-123 45 67, ankn 12' }, 'correct', {}],
    ['a name of 200 letters', { name: 'Å'.repeat(200) }, 'correct', {}],
  ])('is taken when it is %s', (_, changes, kind, details) => {
    expect(read(changes)).toMatchObject({ change: { kind, details } })
  })

  it('may be the stored address once more, when that was refused', () => {
    expect(read({ retry: 'yes' }, { ...stored, undeliverableAt: now })).toMatchObject({
      change: { kind: 'correct', retry: true },
    })
  })

  it('is another contact when somebody without an address has another name', () => {
    const nobody = { ...stored, email: null }
    expect(read({ email: '', name: 'Bo' }, nobody)).toMatchObject({
      change: { kind: 'replace', scope: 'same' },
    })
    expect(read({ email: '', phone: '08-1 23 45' }, nobody)).toMatchObject({ change: { kind: 'correct' } })
  })
})

describe('a survey whose contact has changed', () => {
  const open = { state: 'open', phoneReason: null } as const
  const bounced = { state: 'phone', phoneReason: 'undeliverable' } as const
  const wrong = { state: 'phone', phoneReason: 'wrong_person' } as const
  const asked = { state: 'open', nextLetterAt: now, phoneReason: null }
  const called = (phoneReason: string) => ({ state: 'phone', nextLetterAt: null, phoneReason })

  it.each([
    [
      'scheduled stays so',
      { state: 'scheduled', phoneReason: null },
      'same',
      null,
      { state: 'scheduled', nextLetterAt: null },
    ],
    ['open is asked now', open, 'same', null, asked],
    ['on the phone list is asked now', bounced, 'same', null, asked],
    ['stays with the coach without an address', open, 'other', 'no_address', called('no_address')],
    ['stays with the coach for who wants no letters', bounced, 'same', 'opted_out', called('opted_out')],
    ['stays with the coach for the wrong person', wrong, 'same', null, called('wrong_person')],
    ['is asked of another than the wrong person', wrong, 'other', null, asked],
  ] as const)('%s', (_, survey, scope, obstacle, expected) => {
    const anew = { invitedAt: null, lettersSent: 0, phoneAt: null }
    expect(askAnew(survey, scope, obstacle, now)).toEqual({ ...anew, ...expected })
  })
})
