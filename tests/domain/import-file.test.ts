import { describe, expect, test } from 'vitest'
import { fileNameOf, standingOf } from '../../src/domain/import-file.ts'

describe('the name of a file', () => {
  test.each([
    ['placeringar åäö.csv', 'placeringar åäö.csv'],
    ['placeringar åäö.csv'.normalize('NFD'), 'placeringar åäö.csv'],
    ['två\r\nrader\0.csv', 'två rader .csv'],
    [`${'x'.repeat(300)}.csv`, 'x'.repeat(150)],
    ['', '-'],
  ])('%j is shown as %j', (told, shown) => {
    expect(fileNameOf(told)).toBe(shown)
  })
})

describe('what became of a file', () => {
  const uploadedAt = Temporal.Instant.from('2026-03-02T08:00:00Z')
  const after = (hours: number) => uploadedAt.add({ hours })
  const base = {
    state: 'discarded',
    staffName: 'Märta',
    uploadedAt,
    decidedAt: after(1),
    counts: null,
  } as const
  test.each([
    [{ ...base, state: 'waiting', decidedAt: null }, 'waiting'],
    [{ ...base, state: 'stored', counts: {} }, 'stored'],
    [base, 'discarded'],
    [{ ...base, decidedAt: after(23) }, 'discarded'],
    [{ ...base, decidedAt: after(24) }, 'expired'],
    [{ ...base, decidedAt: after(25), counts: {} }, 'discarded'],
    [{ ...base, staffName: null }, 'refused'],
  ] as const)('%#', (file, expected) => {
    expect(standingOf(file)).toBe(expected)
  })
})
