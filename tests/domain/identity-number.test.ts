import { expect, test } from 'vitest'
import { containsIdentityNumber } from '../../src/domain/identity-number.ts'

// 811228-9874 is the number that Swedish texts use as their example; the others are variations of it.
const cases = [
  { text: '19811228-9874', found: true },
  { text: '198112289874', found: true },
  { text: '811228-9874', found: true },
  { text: '811228+9874', found: true },
  { text: '811228–9874', found: true },
  { text: '8112289874', found: true },
  { text: '19811228-9870', found: true },
  { text: '811228-9870', found: true },
  { text: '8112289870', found: false },
  { text: '19811288-9874', found: true },
  { text: '811288-9870', found: true },
  { text: '19811232-9874', found: false },
  { text: '19811292-9874', found: false },
  { text: '19811328-9874', found: false },
  { text: '000229-1234', found: true },
  { text: '19000229-1234', found: false },
  { text: 'Frågan gäller 19811228-9874.', found: true },
  { text: '19811228-98745', found: false },
  { text: '1198112289874', found: false },
  { text: '556016-0680', found: false },
  { text: 'A11-01380', found: false },
  { text: '08-530 98 69', found: false },
  { text: 'P2011-000001', found: false },
  { text: '', found: false },
]

test.each(cases)('an identity number is found in "$text": $found', ({ text, found }) => {
  expect(containsIdentityNumber(text)).toBe(found)
})
