import { expect, test } from 'vitest'
import { isEmailAddress, needsUtf8 } from '../../src/domain/email-address.ts'

const long = (length: number) =>
  `a@${'b'.repeat(50)}.${'c'.repeat(50)}.${'d'.repeat(50)}.${'e'.repeat(length - 155)}`

const right = [
  'elin.falk@akeri.example',
  'a@b.se',
  "o'hara+praktik@akeri-ab--389.example",
  'åsa.öberg@åkeri.example',
  'أحمد@xn--keri-roa.example',
  'user@उदाहरण.परीक्षा',
  'elin@akeri.xn--p1ai',
  `${'a'.repeat(64)}@b.example`,
  long(200),
]
test.each(right)('%s is an address', text => expect(isEmailAddress(text)).toBe(true))

const wrong = [
  'kontakt(at)foretag.example',
  'a@b.example\r\nBcc: x@y.example',
  'a@b.example\0',
  'a@b@c.example',
  'a b@c.example',
  'a@c.exam ple',
  'a\u200B@c.example',
  '@c.example',
  'a@',
  'a@localhost',
  'a@c..example',
  'a@.example',
  'a@c.example.',
  'a@-c.example',
  'a@c.1',
  '.a@c.example',
  'a..b@c.example',
  'a.@c.example',
  'a@c.example, b@c.example',
  'Elin <a@c.example>',
  '"a b"@c.example',
  `${'a'.repeat(65)}@b.example`,
  `a@${'b'.repeat(64)}.example`,
  long(255),
]
test.each(wrong)('%j is no address', text => expect(isEmailAddress(text)).toBe(false))

test.each([
  ['elin@akeri.example', false],
  ['elin@åkeri.example', false],
  ['åsa@akeri.example', true],
  ['أحمد@akeri.example', true],
  ["o'hara+praktik@akeri.example", false],
])('%s needs a server with SMTPUTF8: %s', (address, needed) => expect(needsUtf8(address)).toBe(needed))
