import { describe, expect, test } from 'vitest'
import { likelyDuplicates, likenessOf, nameParts } from '../../src/domain/employer.ts'

const number = '5560160680'
const other = '2120000142'

describe('the parts of a name', () => {
  test.each([
    ['Bageriet AB', ['bageriet']],
    ['AB Bageriet (publ)', ['bageriet']],
    ['ÅKERI & SÖNER, HB', ['åkeri', 'söner']],
    ['Haninge kommun', ['haninge']],
    ['Kommunens AB i Luleå', ['kommunens', 'ab', 'i', 'luleå']],
    ['  Kaffe-huset  ', ['kaffe', 'huset']],
    ['Cafe\u0301', ['café']],
    ['AB', ['ab']],
    ['–', []],
  ])('of %j are %j', (name, parts) => {
    expect(nameParts(name)).toEqual(parts)
  })
})

describe('two employers', () => {
  test.each([
    ['Bageriet AB', number, 'bageriet', other, 'same_name'],
    ['Bageriet AB', number, 'BAGERIET HB', number, 'same_name'],
    ['Haninge kommun', number, 'Haninge', other, 'same_name'],
    ['Förskolan Solen', number, 'Biblioteket', number, 'same_number'],
    ['Bageriet AB', number, 'Bageriet Söder AB', other, null],
    ['Bageriet 1', number, 'Bageriet 2', other, null],
    ['–', number, '?', other, null],
    ['–', number, '?', number, 'same_number'],
  ])('%s (%s) and %s (%s): %s', (name, organisationNumber, otherName, otherNumber, likeness) => {
    const one = { organisationNumber, name }
    const two = { organisationNumber: otherNumber, name: otherName }
    expect(likenessOf(one, two)).toBe(likeness)
    expect(likenessOf(two, one)).toBe(likeness)
  })

  test('that may be the same come with equal names first, and those that are not are left out', () => {
    const others = [
      { organisationNumber: number, name: 'Annat' },
      { organisationNumber: other, name: 'Något helt annat' },
      { organisationNumber: other, name: 'bageriet' },
    ]
    const found = likelyDuplicates({ organisationNumber: number, name: 'Bageriet AB' }, others)
    expect(found.map(({ employer, likeness }) => [employer.name, likeness])).toEqual([
      ['bageriet', 'same_name'],
      ['Annat', 'same_number'],
    ])
  })
})
