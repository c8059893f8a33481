import { expect, it } from 'vitest'
import { linkKeysFrom } from '../../src/domain/link.ts'
import { createReturnAddress, letterIdIn, namesLetter } from '../../src/domain/return-address.ts'

const secret = 'a secret that is long enough for a test'
const keys = linkKeysFrom([secret], 'return addresses')
const address = createReturnAddress(keys, 'enkat@kommunen.example', 4711)

it('leads back to the letter, whatever mail servers do to its case', () => {
  expect(address).toMatch(/^enkat\+[0-9a-v]{27,37}@kommunen\.example$/)
  expect(letterIdIn(keys, address)).toBe(4711)
  expect(letterIdIn(keys, address.toUpperCase())).toBe(4711)
})

it('fits before the @ also with the largest number and the longest base that the settings take', () => {
  const longest = createReturnAddress(keys, `${'r'.repeat(26)}@kommunen.example`, Number.MAX_SAFE_INTEGER)
  expect(longest.split('@')[0]?.length).toBeLessThanOrEqual(64)
})

it.each([
  ['another letter', address.replace('+', '+1')],
  ['another signature', address.replace(/.@/, character => (character === 'a@' ? 'b@' : 'a@'))],
  ['none', 'enkat@kommunen.example'],
  ['something else after the plus', 'enkat+info@kommunen.example'],
])('opens nothing with %s', (_, other) => {
  expect(letterIdIn(keys, other)).toBeUndefined()
})

it('is known by its shape, whoever has signed it', () => {
  const foreign = createReturnAddress(
    linkKeysFrom(['another secret of somebody else ...'], 'return addresses'),
    'a@b.example',
    1,
  )
  expect([namesLetter(address), namesLetter(foreign), namesLetter('enkat+info@kommunen.example')]).toEqual([
    true,
    true,
    false,
  ])
  expect(letterIdIn(keys, foreign)).toBeUndefined()
})

it('is signed with a key of its own: no link to a form serves as one', () => {
  const other = createReturnAddress(linkKeysFrom([secret], 'survey links'), 'a@b.example', 1)
  expect(letterIdIn(keys, other)).toBeUndefined()
})
