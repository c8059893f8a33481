import { type Purpose, purposes, type Sex } from './codes.ts'
import { type Level, levels, type Piece, periodsWithin } from './public-period.ts'
import { countPart, isDetail, missing, type Split, splitRules } from './split.ts'
import { type Hidden, nothingHidden, type Pattern, suppress } from './suppression.ts'
import type { Cube, Trait } from './tally.ts'
import { fewestPieces, isTold } from './told-pieces.ts'

/** Sexes that public tables tell apart: too few placements have none registered. */
export const registeredSexes = ['woman', 'man'] as const satisfies readonly Sex[]

/** One count of a public report, by what is told apart in it. */
type Figure = {
  trait: Trait | null
  value: string | null
  bySex: boolean
  byPurpose: boolean
  split: Split
  part: string
}

/** What may be shown of the placements that ended, whatever reports, filters and periods are laid beside each other. */
export type Disclosure = {
  /** Whether the figure may be shown for each of these pieces, and so for all of them together. */
  isShown(pieces: readonly Piece[], figure: Figure): boolean
  /** Whether the placements without a registered sex may be counted in the totals of these pieces. */
  tellsWithoutSex(pieces: readonly Piece[]): boolean
}

/** A table: what it tells apart, and of which parts of which year. */
type TableName = {
  year: string
  level: Level
  trait: Trait | null
  bySex: boolean
  byPurpose: boolean
  split: Split
}

/**
 * Decides for whole years what is shown, not for the report that is asked for: the same figure is hidden in every report
 * that could hold it. Tables are settled from the coarsest to the finest; each hides at least what those above it hide,
 * which is what the proof in docs/disclosure.md stands on.
 * @param cube the tallies of every month of the years in which the pieces lie
 * @param monthsOver the months of these years that are over
 */
export function createDisclosure(cube: Cube, monthsOver: readonly string[]): Disclosure {
  const settled = new Map<string, Pattern>()
  const patternOf = (name: TableName): Pattern => {
    const { year, level, trait, bySex, byPurpose, split } = name
    const key = `${year} ${level} ${trait} ${bySex} ${byPurpose} ${split}`
    const pattern = settled.get(key) ?? settle(cube, monthsOver, name, patternOf)
    settled.set(key, pattern)
    return pattern
  }
  const isNobody = createNobody(cube)
  const isEmpty = ({ key, months }: Piece) => isNobody(key, months, null, null)
  const asTold = createMemory((pieces: readonly Piece[]) =>
    fewestPieces(
      pieces.filter(piece => !isEmpty(piece)),
      monthsOver,
      isEmpty,
    ),
  )
  return {
    isShown(pieces, { value, part, ...name }) {
      const isThere = ({ key }: Piece) => !isNobody(key.slice(0, 4), monthsOver, name.trait, value)
      return isTold(({ key, level }) => patternOf({ ...name, year: key.slice(0, 4), level }), {
        row: value ?? '',
        part,
        pieces: asTold(pieces).filter(isThere),
      })
    },
    tellsWithoutSex: pieces => pieces.every(piece => tellsWithoutSex(cube, monthsOver, piece)),
  }
}

/** A report asks for the same pieces thousands of times. */
function createMemory(reckon: (pieces: readonly Piece[]) => readonly Piece[]) {
  const known = new WeakMap<readonly Piece[], readonly Piece[]>()
  return (pieces: readonly Piece[]): readonly Piece[] => {
    const found = known.get(pieces) ?? reckon(pieces)
    known.set(pieces, found)
    return found
  }
}

/** Whether no placement ended that a table would count: in a period there is then nothing to hide, nor of a value in its year. */
function createNobody(cube: Cube) {
  const known = new Map<string, boolean>()
  return (period: string, months: readonly string[], trait: Trait | null, value: string | null): boolean => {
    const key = `${period} ${trait} ${value}`
    const found = known.get(key)
    if (found !== undefined) return found
    const within = months.filter(month => month.startsWith(period.slice(0, 4)))
    const selection = { months: within, trait, value, sexes: registeredSexes }
    const isNobody = countPart(cube, selection, 'size', 'ended') === 0
    known.set(key, isNobody)
    return isNobody
  }
}

type PatternOf = (name: TableName) => Pattern

function settle(cube: Cube, monthsOver: readonly string[], name: TableName, patternOf: PatternOf): Pattern {
  const { level, trait, split } = name
  // By month there are too few of any trait: deciding that once is easier to explain than tables full of gaps.
  if (trait !== null && (level === 'month' || !splitRules[split].byTrait)) return { shown: false }
  const above = tablesAbove(name, monthsOver).map(table => ({ table, pattern: patternOf(table) }))
  if (above.some(({ pattern }) => !pattern.shown)) return { shown: false }
  const times = periodsWithin(name.year, level, monthsOver).filter(
    ({ months }) => countPart(cube, { months, sexes: registeredSexes }, 'size', 'ended') > 0,
  )
  const months = times.flatMap(time => time.months)
  const groups = groupsOf(name)
  const monthsOf = new Map(times.map(time => [time.key, time.months]))
  return suppress({
    times,
    rows: trait ? valuesOf(cube, trait, months) : [''],
    groups: groups.length,
    parts: partsOf(cube, split, months),
    zeroIsHarmless: splitRules[split].zeroIsHarmless,
    inherited: inheritedFrom(above, name, times),
    count(time, row, group, part) {
      const selection = { months: monthsOf.get(time) ?? [], trait, value: trait && row, ...groups[group] }
      return countPart(cube, selection, split, part)
    },
  })
}

/** The tables of which this one tells one thing more apart. */
function tablesAbove(name: TableName, monthsOver: readonly string[]): TableName[] {
  const level = levels[levels.indexOf(name.level) - 1]
  const { of } = splitRules[name.split]
  return [
    ...(level && periodsWithin(name.year, level, monthsOver).length > 0 ? [{ ...name, level }] : []),
    ...(name.trait ? [{ ...name, trait: null }] : []),
    ...(name.bySex ? [{ ...name, bySex: false }] : []),
    ...(name.byPurpose ? [{ ...name, byPurpose: false }] : []),
    ...(of ? [{ ...name, split: of }] : []),
  ]
}

/** What the tables above hide: rows and times everywhere, parts where they are parts of the same split. */
function inheritedFrom(
  above: readonly { table: TableName; pattern: Pattern }[],
  { split, trait }: TableName,
  times: readonly Piece[],
): Hidden {
  const hidden = { parts: new Set<string>(), rows: new Set<string>(), times: new Set<string>() }
  for (const { table, pattern } of above) {
    if (!pattern.shown) continue
    if (table.split === split) for (const part of pattern.hidden.parts) hidden.parts.add(part)
    if (table.trait === trait) for (const row of pattern.hidden.rows) hidden.rows.add(row)
    for (const { key, parent } of times)
      if (pattern.hidden.times.has(key) || pattern.hidden.times.has(parent)) hidden.times.add(key)
  }
  return hidden
}

function groupsOf({
  bySex,
  byPurpose,
}: TableName): { sexes: readonly Sex[]; purposes: readonly Purpose[] }[] {
  const sexGroups = bySex ? registeredSexes.map(sex => [sex]) : [registeredSexes]
  const purposeGroups = byPurpose ? purposes.map(purpose => [purpose]) : [purposes]
  return sexGroups.flatMap(sexes => purposeGroups.map(chosen => ({ sexes, purposes: chosen })))
}

/** A value that nothing ended with in those months has nobody to protect. */
function valuesOf(cube: Cube, trait: Trait, months: readonly string[]): string[] {
  return cube
    .values(trait, months)
    .filter(value => countPart(cube, { months, trait, value, sexes: registeredSexes }, 'size', 'ended') > 0)
}

/** A question that somebody left out has one part more, for it can be had by subtracting. */
function partsOf(cube: Cube, split: Split, months: readonly string[]): string[] {
  const isLeftOut = isDetail(split) && countPart(cube, { months, sexes: registeredSexes }, split, missing) > 0
  return [...Object.keys(splitRules[split].parts), ...(isLeftOut ? [missing] : [])]
}

/** Their number, and of how many of them the outcome is known: settled like a table, for it can be had by subtracting. */
function tellsWithoutSex(cube: Cube, monthsOver: readonly string[], piece: Piece): boolean {
  let hidden: Hidden['times'] = new Set()
  for (const level of levels.slice(0, levels.indexOf(piece.level) + 1)) {
    const times = periodsWithin(piece.key.slice(0, 4), level, monthsOver)
    if (times.length === 0) continue
    const monthsOf = new Map(times.map(({ key, months }) => [key, months]))
    const inherited = times.filter(({ key, parent }) => hidden.has(key) || hidden.has(parent))
    const pattern = suppress({
      times,
      rows: [''],
      groups: 1,
      parts: ['known', 'unknown'],
      zeroIsHarmless: true,
      inherited: { ...nothingHidden, times: new Set(inherited.map(({ key }) => key)) },
      count: (time, _row, _group, part) =>
        countPart(cube, { months: monthsOf.get(time) ?? [], sexes: ['unknown'] }, 'known', part),
    })
    if (!pattern.shown) return false
    hidden = pattern.hidden.times
  }
  return !hidden.has(piece.key)
}
