import { type Purpose, purposes, type Sex } from './codes.ts'
import { type Level, levels, type Piece, periodsWithin } from './public-period.ts'
import { countPart, missing, type Split, splitRules } from './split.ts'
import { type Hidden, type Pattern, suppress } from './suppression.ts'
import type { Cube, Selection, Trait } from './tally.ts'
import { fewestPieces, isTold } from './told-pieces.ts'
import { tellsWithoutSex } from './without-sex.ts'

/** Sexes that public tables tell apart: too few placements have none registered. */
export const registeredSexes = ['woman', 'man'] as const satisfies readonly Sex[]

/** One count of a public report, by what is told apart in it. */
type Figure = {
  trait: Trait | null
  value: string | null
  bySex: boolean
  purpose: Purpose | null
  split: Split
  part: string
}

/** What may be shown of the placements that ended, whatever reports, filters and periods are laid beside each other. */
export type Disclosure = {
  /** Whether the figure may be shown for each of these pieces, and so for all of them together. */
  isShown(pieces: readonly Piece[], figure: Figure): boolean
  /** What is hidden of a table by a trait: what is told by something finer must hide it, too. */
  patternOf(piece: Pick<Piece, 'key' | 'level'>, trait: Trait, split: Split): Pattern
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
  const isEmpty = ({ key, months }: Piece) => isNobody(key, months, {})
  const asTold = createMemory((pieces: readonly Piece[]) =>
    fewestPieces(
      pieces.filter(piece => !isEmpty(piece)),
      monthsOver,
      isEmpty,
    ),
  )
  return {
    isShown(pieces, { trait, value, bySex, purpose, split, part }) {
      const isThere = ({ key }: Piece) => {
        const year = key.slice(0, 4)
        return !isNobody(year, monthsOver, { trait, value }) && !isNobody(year, monthsOver, { purpose })
      }
      const name = { trait, bySex, byPurpose: purpose !== null, split }
      return isTold(({ key, level }) => patternOf({ ...name, year: key.slice(0, 4), level }), {
        row: (trait ? value : purpose) ?? '',
        part,
        pieces: asTold(pieces).filter(isThere),
      })
    },
    patternOf: ({ key, level }, trait, split) =>
      patternOf({ year: key.slice(0, 4), level, trait, bySex: false, byPurpose: false, split }),
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

type Who = { trait?: Trait | null; value?: string | null; purpose?: Purpose | null }

/** Whether no placement ended that a table would count: of a period or of a value in its year there is then nothing to hide. */
function createNobody(cube: Cube) {
  const known = new Map<string, boolean>()
  return (period: string, months: readonly string[], { trait, value, purpose }: Who): boolean => {
    const key = `${period} ${trait ?? ''} ${value ?? ''} ${purpose ?? ''}`
    const found = known.get(key)
    if (found !== undefined) return found
    const within = months.filter(month => month.startsWith(period.slice(0, 4)))
    const isNobody =
      countEnded(cube, {
        months: within,
        trait: trait ?? null,
        value: value ?? null,
        ...(purpose ? { purposes: [purpose] } : {}),
      }) === 0
    known.set(key, isNobody)
    return isNobody
  }
}

/** Of women and men. */
function countEnded(cube: Cube, selection: Selection): number {
  return countPart(cube, { ...selection, sexes: registeredSexes }, 'size', 'ended')
}

type PatternOf = (name: TableName) => Pattern

function settle(cube: Cube, monthsOver: readonly string[], name: TableName, patternOf: PatternOf): Pattern {
  const { level, trait, split } = name
  // By month there are too few of any trait: deciding that once is easier to explain than tables full of gaps.
  if (trait !== null && (level === 'month' || !splitRules[split].byTrait)) return { shown: false }
  const above = tablesAbove(cube, name, monthsOver).map(table => ({ table, pattern: patternOf(table) }))
  if (above.some(({ table, pattern }) => !pattern.shown || hidesGroups(table, pattern, name))) {
    return { shown: false }
  }
  const times = periodsWithin(name.year, level, monthsOver).filter(
    ({ months }) => countEnded(cube, { months }) > 0,
  )
  const months = times.flatMap(time => time.months)
  const { rows, groups } = rowsAndGroups(cube, name, months)
  const monthsOf = new Map(times.map(time => [time.key, time.months]))
  return suppress({
    times,
    rows: rows.map(({ name: row }) => row),
    groups: groups.length,
    parts: partsOf(cube, split, months),
    zeroIsHarmless: splitRules[split].zeroIsHarmless,
    inherited: inheritedFrom(above, name, times),
    count(time, row, group, part) {
      const chosen = rows.find(({ name: other }) => other === row)?.selection
      return countPart(cube, { months: monthsOf.get(time) ?? [], ...groups[group], ...chosen }, split, part)
    },
  })
}

/** The tables of which this one tells one thing more apart. */
function tablesAbove(cube: Cube, name: TableName, monthsOver: readonly string[]): TableName[] {
  const level = levels[levels.indexOf(name.level) - 1]
  const { of } = splitRules[name.split]
  const beside = splitBeside(cube, name, monthsOver)
  return [
    ...(level && periodsWithin(name.year, level, monthsOver).length > 0 ? [{ ...name, level }] : []),
    ...(name.trait ? [{ ...name, trait: null }] : []),
    ...(name.bySex ? [{ ...name, bySex: false }] : []),
    ...(name.byPurpose ? [{ ...name, byPurpose: false }] : []),
    ...(of ? [{ ...name, split: of.split }] : []),
    ...(beside ? [{ ...name, split: beside }] : []),
  ]
}

/** Where employers have told of everything that is known, what they have told is what is known, and no more. */
function splitBeside(
  cube: Cube,
  { year, split }: TableName,
  monthsOver: readonly string[],
): Split | undefined {
  if (split !== 'voice') return splitRules[split].beside
  const months = monthsOver.filter(month => month.startsWith(year))
  const others = countPart(cube, { months, sexes: registeredSexes }, 'voice', 'participant_only')
  return others === 0 ? undefined : splitRules[split].beside
}

/** Under a trait the purposes are told all or none: where some are hidden of everybody, so are all of each value. */
function hidesGroups(table: TableName, pattern: Pattern, name: TableName): boolean {
  return pattern.shown && name.trait !== null && table.trait === null && pattern.hidden.rows.size > 0
}

/** What the tables above hide: times everywhere, rows where theirs are the same, parts where they are of the same split. */
function inheritedFrom(
  above: readonly { table: TableName; pattern: Pattern }[],
  name: TableName,
  times: readonly Piece[],
): Hidden {
  const hidden = { parts: new Set<string>(), rows: new Set<string>(), times: new Set<string>() }
  for (const { table, pattern } of above) {
    if (!pattern.shown) continue
    if (table.split === name.split) for (const part of pattern.hidden.parts) hidden.parts.add(part)
    if (rowsOf(table) === rowsOf(name)) for (const row of pattern.hidden.rows) hidden.rows.add(row)
    for (const { key, parent } of times)
      if (pattern.hidden.times.has(key) || pattern.hidden.times.has(parent)) hidden.times.add(key)
  }
  return hidden
}

/** Rows are the values of the trait, or without one the purposes: each can be left out by itself. */
function rowsOf({ trait, byPurpose }: TableName): Trait | 'purpose' | null {
  return trait ?? (byPurpose ? 'purpose' : null)
}

/** A value or a purpose that nothing ended with in those months has nobody to protect, and is none. */
function rowsAndGroups(
  cube: Cube,
  name: TableName,
  months: readonly string[],
): { rows: { name: string; selection: Partial<Selection> }[]; groups: Partial<Selection>[] } {
  const { trait, bySex, byPurpose } = name
  const sexGroups = bySex ? registeredSexes.map(sex => ({ sexes: [sex] })) : [{ sexes: registeredSexes }]
  const purposeGroups = purposes
    .map(purpose => ({ name: purpose, selection: { purposes: [purpose] } }))
    .filter(({ selection }) => countEnded(cube, { months, ...selection }) > 0)
  if (trait === null) {
    return { rows: byPurpose ? purposeGroups : [{ name: '', selection: {} }], groups: sexGroups }
  }
  const values = cube.values(trait, months).map(value => ({ name: value, selection: { trait, value } }))
  return {
    rows: values.filter(({ selection }) => countEnded(cube, { months, ...selection }) > 0),
    groups: byPurpose
      ? sexGroups.flatMap(sex => purposeGroups.map(({ selection }) => ({ ...sex, ...selection })))
      : sexGroups,
  }
}

/** A question that somebody left out has one part more, for it can be had by subtracting. */
function partsOf(cube: Cube, split: Split, months: readonly string[]): string[] {
  const isLeftOut = countPart(cube, { months, sexes: registeredSexes }, split, missing) > 0
  return [...Object.keys(splitRules[split].parts), ...(isLeftOut ? [missing] : [])]
}
