import type { Random } from './random.ts'

/** A made-up host with one contact. Names are invented; addresses end in .example (RFC 2606), so no letter can leave. */
export type SyntheticEmployer = {
  name: string
  organisationNumber: string
  sector: 'kommunal' | 'annan offentlig' | 'privat' | 'ideell'
  contact: { name: string; email: string; phone: string; language: 'sv' | 'en' }
}

const places = [
  'Alkärr',
  'Bergsund',
  'Dalsnäs',
  'Ekvad',
  'Furulid',
  'Granhult',
  'Hasselö',
  'Kvarnby',
  'Linåker',
  'Mossby',
  'Näsäng',
  'Rönnvik',
  'Sundmo',
  'Tallgläntan',
  'Åsbacken',
  'Ängslid',
  'Östmark',
] as const

const businesses = {
  kommunal: ['förskola', 'äldreboende', 'bibliotek', 'grundskola', 'simhall', 'parkenhet'],
  'annan offentlig': ['vårdcentral', 'museum', 'folktandvård', 'naturum'],
  privat: ['Bageri AB', 'Bygg AB', 'Hotell AB', 'Livs AB', 'Restaurang AB', 'Städ & Service AB', 'Åkeri AB'],
  ideell: ['Idrottsförening', 'Second hand', 'Kulturförening', 'Folkhögskola'],
} as const

const firstNames = [
  'Amina',
  'Anders',
  'Birgitta',
  'Daniel',
  'Elif',
  'Göran',
  'Hassan',
  'Ingrid',
  'Jonas',
  'Käthe',
] as const
const surnames = [
  'Abdi',
  'Bergström',
  'Dahlén',
  'Ek',
  'Forsgren',
  'Håkansson',
  'Kaya',
  'Lindqvist',
  'Sjö',
  'Öhman',
] as const

/** One number for every unit of the municipality, as in life. */
const municipality = organisationNumber('212', 1)

/** Makes up `count` different hosts. */
export function createEmployers(random: Random, count: number): SyntheticEmployer[] {
  const taken = new Map<string, number>()
  return Array.from({ length: count }, (_, index) => createEmployer(random, index, taken))
}

function createEmployer(random: Random, index: number, taken: Map<string, number>): SyntheticEmployer {
  const sector = random.weighted([
    ['kommunal', 24],
    ['annan offentlig', 10],
    ['privat', 53],
    ['ideell', 13],
  ])
  const name = nameApart(`${random.pick(places)} ${random.pick(businesses[sector])}`, taken)
  const person = `${random.pick(firstNames)} ${random.pick(surnames)}`
  return {
    name,
    organisationNumber: sector === 'kommunal' ? municipality : organisationNumber(prefixes[sector], index),
    sector,
    contact: {
      name: person,
      email: `${slug(person, '.')}@${slug(name, '-')}.example`,
      phone: `08-${random.between(100, 999)} ${random.between(10, 99)} ${random.between(10, 99)}`,
      language: random.share() < 0.05 ? 'en' : 'sv',
    },
  }
}

/** The second Mossby Livs AB is called Mossby Livs AB 2. */
function nameApart(name: string, taken: Map<string, number>): string {
  const count = (taken.get(name) ?? 0) + 1
  taken.set(name, count)
  return count === 1 ? name : `${name} ${count}`
}

/** The first digits tell the legal form (Skatteverket): 2 the public sector, 5 companies, 8 associations. */
const prefixes = { 'annan offentlig': '232', privat: '559', ideell: '802' } as const

/** Ten digits of which the last is the check digit (Luhn). */
function organisationNumber(prefix: string, serial: number): string {
  const digits = `${prefix}${String(800_000 + serial).padStart(6, '0')}`
  const sum = [...digits].reduce((total, digit, index) => {
    const doubled = Number(digit) * (index % 2 === 0 ? 2 : 1)
    return total + (doubled > 9 ? doubled - 9 : doubled)
  }, 0)
  return `${digits.slice(0, 6)}-${digits.slice(6)}${(10 - (sum % 10)) % 10}`
}

function slug(text: string, separator: string): string {
  const plain = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
  return plain.replace(/[^a-z0-9]+/g, separator)
}
