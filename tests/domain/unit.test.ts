import { describe, expect, it } from 'vitest'
import { senderOf, writtenLanguage } from '../../src/domain/sender.ts'
import { readUnit, type TypedUnit } from '../../src/domain/unit.ts'

const typed: TypedUnit = {
  senderName: 'Jobbtorg Centrum',
  phone: '08-508 00 000',
  email: 'centrum@kommunen.example',
  languages: ['sv', 'en'],
}

describe('how a unit writes', () => {
  it('is trimmed, and blank is that of the organisation', () => {
    expect(readUnit({ senderName: ' ', phone: '', email: '  ', languages: ['en', 'sv', 'fi'] })).toEqual({
      details: { senderName: null, phone: null, email: null, languages: ['sv', 'en'] },
    })
    expect(readUnit({ ...typed, senderName: '  Jobbtorg Centrum ' })).toEqual({ details: typed })
  })

  it.each<[Partial<TypedUnit>, string[]]>([
    [{ senderName: 'x'.repeat(80) }, []],
    [{ senderName: 'x'.repeat(81) }, ['senderName too_long']],
    [{ senderName: '🥐'.repeat(80) }, []],
    [{ senderName: 'Jobbtorg\r\nBcc: alla@kommunen.example' }, ['senderName not_one_line']],
    [{ senderName: 'Jobbtorg\u0000' }, ['senderName not_one_line']],
    [{ senderName: 'Jobb\u2028torg' }, ['senderName not_one_line']],
    [{ phone: 'ring växeln' }, ['phone no_digits']],
    [{ phone: '08-508\n00 000' }, ['phone not_one_line']],
    [{ phone: '1'.repeat(41) }, ['phone too_long']],
    [{ phone: '020' }, []],
    [{ email: 'centrum@' }, ['email not_an_email']],
    [{ email: 'centrum@kommunen.example\r\nBcc: a@b.example' }, ['email not_an_email']],
    [{ email: 'Centrum <centrum@kommunen.example>' }, ['email not_an_email']],
    [{ email: 'åmål@kommunen.example' }, ['email not_plain']],
    [{ email: 'amal@åmål.example' }, []],
    [{ languages: [] }, ['languages required']],
    [{ languages: ['fi'] }, ['languages required']],
    [
      { senderName: '\u0007x', phone: '-', email: '@', languages: [] },
      ['senderName not_one_line', 'phone no_digits', 'email not_an_email', 'languages required'],
    ],
  ])('%j gives %j', (changes, expected) => {
    const read = readUnit({ ...typed, ...changes })
    const problems = 'problems' in read ? read.problems : []
    expect(problems.map(({ field, problem }) => `${field} ${problem}`)).toEqual(expected)
  })
})

const unit = (changes: Partial<Parameters<typeof senderOf>[0][number]> = {}) => ({
  senderName: 'Jobbtorg Centrum',
  email: 'centrum@kommunen.example',
  languages: ['sv', 'en'] as const,
  ...changes,
})

describe('who a letter is from', () => {
  it.each([
    ['one unit', [unit()], { name: 'Jobbtorg Centrum', replyTo: 'centrum@kommunen.example' }],
    [
      'a unit whose address few servers can send to',
      [unit({ email: 'åmål@kommunen.example' })],
      { name: 'Jobbtorg Centrum', replyTo: null },
    ],
    [
      'two that say alike',
      [unit(), unit()],
      { name: 'Jobbtorg Centrum', replyTo: 'centrum@kommunen.example' },
    ],
    [
      'two of one name and two addresses',
      [unit(), unit({ email: 'soder@kommunen.example' })],
      { name: 'Jobbtorg Centrum', replyTo: null },
    ],
    [
      'two of one address and two names',
      [unit(), unit({ senderName: 'Jobbtorg Unga' })],
      { name: null, replyTo: 'centrum@kommunen.example' },
    ],
    [
      'one that says something and one that says nothing',
      [unit(), unit({ senderName: null, email: null })],
      null,
    ],
    ['one that says nothing', [unit({ senderName: null, email: null })], null],
    [
      'one whose address is none',
      [unit({ email: 'a@b.example\r\nBcc: c@d.example', senderName: null })],
      null,
    ],
  ])('%s', (_words, units, expected) => {
    expect(senderOf(units)).toEqual(expected ?? { name: null, replyTo: null })
  })
})

describe('the language of a letter', () => {
  it.each([
    ['sv', [unit()], 'sv'],
    ['en', [unit()], 'en'],
    ['en', [unit({ languages: ['sv'] })], 'sv'],
    ['sv', [unit({ languages: ['en'] })], 'en'],
    ['en', [unit(), unit({ languages: ['sv'] })], 'sv'],
    ['en', [unit({ languages: ['sv'] }), unit()], 'sv'],
    ['sv', [unit({ languages: ['en'] }), unit({ languages: ['sv'] })], 'en'],
  ] as const)('for a contact with %s is as the units write', (contact, units, expected) => {
    expect(writtenLanguage(contact, units)).toBe(expected)
  })
})
