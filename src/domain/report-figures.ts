import { type Disclosure, registeredSexes } from './disclosure.ts'
import { type Piece, quarterOf } from './public-period.ts'
import type { Count, Filters, Group, Measure } from './report.ts'
import { countPart, type Split } from './split.ts'
import { employmentRate, leastBase, type Rates, share } from './statistics.ts'
import { type Cube, type Selection, type Trait, traits } from './tally.ts'

/** What figures are taken from. Without a disclosure they are exact. */
export type Source = {
  cube: Cube
  months: readonly string[]
  pieces: readonly Piece[]
  disclosure: Disclosure | null
}

/** The count of a group under the filters, or null where it may not be shown. */
export function figure(source: Source, told: Group, split: Split, part: string): Count {
  const { cube, disclosure } = source
  // So few have no registered sex that none of their figures is public (docs/disclosure.md).
  if (disclosure && told.sex === 'unknown') return null
  const pieces = piecesOfGroup(source, told)
  const trait = traits.find(name => told[name] !== undefined) ?? null
  const value = trait && (told[trait] ?? null)
  const named = {
    trait,
    value,
    split,
    part,
    bySex: told.sex !== undefined,
    purpose: told.purpose ?? null,
  }
  if (disclosure && !disclosure.isShown(pieces, named)) return null
  return countPart(cube, selectionOf(source, told, trait, value), split, part)
}

/** Every count of a row, with its rates. */
export function outcomeCounts(
  source: Source,
  filters: Filters,
  group: Group,
): { counts: Record<Measure, Count>; rates: Rates } {
  const told = { ...filters, ...group }
  const of = (split: Split, part: string) => figure(source, told, split, part)
  const ended = of('size', 'ended')
  const known = of('known', 'known')
  const counts = {
    ended,
    surveyed: difference(difference(ended, of('asked', 'unasked')), of('reached', 'unasked')),
    answered: of('source', 'link'),
    known,
    yes: of('employed', 'yes'),
    offered_declined: of('answer', 'offered_declined'),
    not_yet: of('answer', 'not_yet'),
    no: of('answer', 'no'),
    unknown: of('known', 'unknown'),
  }
  return { counts, rates: ratesOf(counts, source.disclosure === null ? 1 : leastBase) }
}

/** The three rates that always stand beside each other; null where their base is too small or a count is hidden. */
export function ratesOf(
  {
    ended,
    surveyed,
    answered,
    known,
    yes,
  }: Record<'ended' | 'surveyed' | 'answered' | 'known' | 'yes', Count>,
  least: number,
): Rates {
  const rate = (part: Count, base: Count) =>
    part === null || base === null || base < least ? null : share(part, base)
  if (ended === null || known === null || yes === null)
    return {
      response: rate(answered, surveyed),
      knowledge: rate(known, ended),
      employment: { value: null, lower: null, upper: null },
    }
  const { value, lower, upper } = employmentRate({ ended, known, employed: yes })
  return {
    response: rate(answered, surveyed),
    knowledge: rate(known, ended),
    employment: {
      value: known < least ? null : value,
      lower: ended < least ? null : lower,
      upper: ended < least ? null : upper,
    },
  }
}

/** A row by quarter is of that quarter alone. */
function piecesOfGroup({ pieces, months, disclosure }: Source, { quarter }: Group): readonly Piece[] {
  if (quarter === undefined || !disclosure) return pieces
  const within = months.filter(month => quarterOf(month) === quarter)
  return [{ level: 'quarter', key: quarter, parent: quarter.slice(0, 4), months: within }]
}

function selectionOf(
  { months, disclosure }: Source,
  { sex, purpose, quarter }: Group,
  trait: Trait | null,
  value: string | null,
): Selection {
  return {
    months: quarter === undefined ? months : months.filter(month => quarterOf(month) === quarter),
    trait,
    value,
    ...(sex === undefined ? (disclosure ? { sexes: registeredSexes } : {}) : { sexes: [sex] }),
    ...(purpose === undefined ? {} : { purposes: [purpose] }),
  }
}

function difference(whole: Count, part: Count): Count {
  return whole === null || part === null ? null : whole - part
}
