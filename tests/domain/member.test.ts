import { expect, test } from 'vitest'
import { memberVersion, readMember, staffAddress } from '../../src/domain/member.ts'

const typed = { name: 'Märta Ek', role: 'coach', unit: '7', language: 'sv' }
const units = [7, 8]

test('what is typed about a member is read', () => {
  const values = { name: 'Märta Ek', role: 'coach', unitId: 7, language: 'sv' }
  expect(readMember({ ...typed, name: '  Märta\n Ek ' }, units)).toEqual({ values })
  expect(readMember({ ...typed, role: 'analyst', unit: '' }, units)).toEqual({
    values: { ...values, role: 'analyst', unitId: null },
  })
})

test.each([
  ['no name', { name: ' ' }, [{ field: 'name', problem: 'required' }]],
  ['a name of 101 characters', { name: 'x'.repeat(101) }, [{ field: 'name', problem: 'too_long' }]],
  ['a name of 100 characters', { name: 'x'.repeat(100) }, undefined],
  ['no role', { role: '' }, [{ field: 'role', problem: 'required' }]],
  ['a role that there is not', { role: 'chef' }, [{ field: 'role', problem: 'unknown_code' }]],
  ['a coach without a unit', { unit: '' }, [{ field: 'unit', problem: 'required' }]],
  ['a unit that there is not', { unit: '9' }, [{ field: 'unit', problem: 'unknown_code' }]],
  ['no language', { language: '' }, [{ field: 'language', problem: 'required' }]],
  ['a language that there is not', { language: 'fi' }, [{ field: 'language', problem: 'unknown_code' }]],
  [
    'several faults',
    { name: '', unit: 'x' },
    [
      { field: 'name', problem: 'required' },
      { field: 'unit', problem: 'unknown_code' },
    ],
  ],
])('%s', (_what, changes, problems) => {
  const reading = readMember({ ...typed, ...changes }, units)
  expect('problems' in reading ? reading.problems : undefined).toEqual(problems)
})

test('the version follows what is shown, and nothing else', () => {
  const values = { name: 'Märta Ek', role: 'coach', unitId: 7, language: 'sv' } as const
  const stored = { ...values, email: 'marta@kommunen.example', updatedAt: new Date(0) }
  expect(memberVersion(stored)).toBe(memberVersion(values))
  const others = [
    { ...values, name: 'Marta Ek' },
    { ...values, role: 'analyst' as const },
    { ...values, unitId: 8 },
    { ...values, unitId: null },
    { ...values, language: 'en' as const },
  ]
  expect(new Set([values, ...others].map(memberVersion)).size).toBe(6)
})

test.each([
  [' Marta@Kommunen.example ', 'marta@kommunen.example'],
  ['marta@kommunen', undefined],
  ['', undefined],
])('the address %j', (text, address) => {
  expect(staffAddress(text)).toBe(address)
})
