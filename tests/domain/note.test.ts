import { expect, it } from 'vitest'
import { readNote } from '../../src/domain/note.ts'

it.each([
  ['Ring igen på fredag', false, { text: 'Ring igen på fredag' }],
  [' \r\n ', true, { text: '' }],
  [' \r\n ', false, { problem: 'required' }],
  ['Ett\r\ntvå\u0000', false, { text: 'Ett\ntvå' }],
  ['Gäller 811228-9874', false, { problem: 'personal_identity_number' }],
  ['å'.repeat(2000), false, { text: 'å'.repeat(2000) }],
  ['å'.repeat(2001), false, { problem: 'too_long' }],
])('the note %j, which may be empty: %s', (typed, mayBeEmpty, expected) => {
  expect(readNote(typed, { mayBeEmpty })).toEqual(expected)
})
