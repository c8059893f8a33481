import { describe, expect, it } from 'vitest'
import { type NumberProblem, readAmount, readCount } from '../../src/domain/amount.ts'

const most = 1_000_000_000

describe('a sum in kronor', () => {
  it.each([
    ['1234567', '1234567'],
    ['1 234 567', '1234567'],
    ['1\u00A0234\u00A0567 kr', '1234567'],
    ['1\u202F234\u202F567', '1234567'],
    ["1'234'567", '1234567'],
    ['1.234.567', '1234567'],
    ['1.234', '1234'],
    ['1,234,567', '1234567'],
    ['1 234 567,50', '1234567.50'],
    ['1.234.567,50 kr', '1234567.50'],
    ['1,234,567.50', '1234567.50'],
    ['1234567,5', '1234567.50'],
    ['1234567.50', '1234567.50'],
    ['540000,00', '540000'],
    ['540 000:-', '540000'],
    ['540000 Kronor', '540000'],
    ['540000 SEK', '540000'],
    ['+540 000', '540000'],
    ['  0 ', '0'],
    ['0,00', '0'],
    ['000540', '540'],
    ['1 000 000 000', '1000000000'],
  ])('%j is read as %s', (text, value) => {
    expect(readAmount(text, most)).toEqual({ value })
  })

  it.each<[string, NumberProblem]>([
    ['540 tkr', 'in_thousands'],
    ['540 t kr', 'in_thousands'],
    ['540tkr', 'in_thousands'],
    ['1,2 mnkr', 'in_thousands'],
    ['1,2 Mkr', 'in_thousands'],
    ['540 tusen', 'in_thousands'],
    ['540k', 'in_thousands'],
    ['2 miljoner kr', 'in_thousands'],
    ['-540', 'negative'],
    ['− 540 kr', 'negative'],
    ['–540', 'negative'],
    ['1 000 000 000,01', 'absurd'],
    ['1000000001', 'absurd'],
    ['999999999999999999999', 'absurd'],
    ['1,234', 'not_a_number'],
    ['12 34', 'not_a_number'],
    ['1234 567', 'not_a_number'],
    ['1.23.456', 'not_a_number'],
    ['540,123', 'not_a_number'],
    ['540,', 'not_a_number'],
    [',50', 'not_a_number'],
    ['kr', 'not_a_number'],
    ['ungefär 540 000', 'not_a_number'],
    ['540 000 - 560 000', 'not_a_number'],
    ['5e5', 'not_a_number'],
    ['NaN', 'not_a_number'],
    ['Infinity', 'not_a_number'],
  ])('%j is refused: %s', (text, problem) => {
    expect(readAmount(text, most)).toEqual({ problem })
  })
})

describe('a number of persons', () => {
  it.each([
    ['0', '0'],
    ['12', '12'],
    ['12 st', '12'],
    ['12 personer', '12'],
    ['1 234', '1234'],
    ['12,0', '12'],
    ['100000', '100000'],
  ])('%j is read as %s', (text, value) => {
    expect(readCount(text, 100_000)).toEqual({ value })
  })

  it.each<[string, NumberProblem]>([
    ['12,5', 'not_whole'],
    ['-1', 'negative'],
    ['100 001', 'absurd'],
    ['tolv', 'not_a_number'],
    ['12 kr', 'not_a_number'],
    ['5 eller 6', 'not_a_number'],
  ])('%j is refused: %s', (text, problem) => {
    expect(readCount(text, 100_000)).toEqual({ problem })
  })
})
