import { expect, it } from 'vitest'
import { readRecipient } from '../../src/domain/report-recipient.ts'

const typed = { email: ' namnd@staden.example ', language: 'sv', monthly: true, quarterly: false }

it('a recipient is an address, a language and one kind of report at least', () => {
  const recipient = { ...typed, email: 'namnd@staden.example' }
  expect(readRecipient(typed)).toEqual({ recipient })
})

it.each([
  [{ email: ' ' }, [{ field: 'email', problem: 'required' }]],
  [{ email: 'nämnd' }, [{ field: 'email', problem: 'not_an_email' }]],
  [{ email: 'a@b.example\r\nBcc: c@d.example' }, [{ field: 'email', problem: 'not_an_email' }]],
  [{ monthly: false }, [{ field: 'reports', problem: 'required' }]],
  [{ language: 'fi' }, [{ field: 'language', problem: 'unknown_code' }]],
  [
    { email: '', monthly: false, language: '' },
    [
      { field: 'email', problem: 'required' },
      { field: 'reports', problem: 'required' },
      { field: 'language', problem: 'unknown_code' },
    ],
  ],
])('%j is told', (changes, problems) => {
  expect(readRecipient({ ...typed, ...changes })).toEqual({ problems })
})
