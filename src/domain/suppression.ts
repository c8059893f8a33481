/**
 * Suppression in one table: which of its rows, parts and times are not shown, so that every count that is shown, and
 * every count that can be had by subtracting, is at least `leastCount` (docs/disclosure.md).
 */

/** A count under this is not shown (issue 4; DESIGN, Statistics). */
export const leastCount = 5

/** The three axes on which values can be left out; the groups (sex, purpose) are always told all or none. */
const axes = ['parts', 'rows', 'times'] as const
type Axis = (typeof axes)[number]

export type Hidden = Readonly<Record<Axis, ReadonlySet<string>>>

/** A table is not shown at all, or shown without what is hidden. */
export type Pattern = { shown: false } | { shown: true; hidden: Hidden }

export type SuppressedTable = {
  /** With the period they are part of, whose own table may be shown. */
  times: readonly { key: string; parent: string }[]
  rows: readonly string[]
  /** What a row is part of, where a coarser table tells that: hosts are in sectors. */
  rowParent?(row: string): string
  groups: number
  parts: readonly string[]
  count(time: string, row: string, group: number, part: string): number
  /** Where a zero tells nothing about a person, such as how an answer came. */
  zeroIsHarmless: boolean
  /** What coarser tables hide: showing it here would show it there. */
  inherited: Hidden
}

export const nothingHidden: Hidden = { parts: new Set(), rows: new Set(), times: new Set() }

/** What lies in a block: one value that is shown, or all that are hidden together. */
type Block = { values: readonly string[]; isRest: boolean; family: readonly string[] }
type Blocks = Record<Axis, Block[]>

/**
 * Leaves out values, one axis at a time and as few as possible, until no block is too small.
 * What is left out never stands alone on its axis, for then it would be the total less the others.
 */
export function suppress(table: SuppressedTable): Pattern {
  const hidden = {
    parts: new Set(table.inherited.parts),
    rows: new Set(table.inherited.rows),
    times: new Set(table.inherited.times),
  }
  for (;;) {
    keepCompany(table, hidden)
    const blocks = blocksOf(table, hidden)
    if (axes.some(axis => !blocks[axis].some(block => !block.isRest))) return { shown: false }
    const worst = worstValues(table, blocks)
    if (worst === null) return { shown: true, hidden }
    const values =
      worst.values ?? smallestOf(table, worst.axis, worst.family.filter(isLeft(hidden, worst.axis)))
    if (values.length === 0) return { shown: false }
    for (const value of values) hidden[worst.axis].add(value)
  }
}

type Growing = Record<Axis, Set<string>>

/** A single hidden value gets the smallest of its neighbours as company; times have theirs within the same parent. */
function keepCompany(table: SuppressedTable, hidden: Growing): void {
  for (const axis of axes)
    for (const values of familiesOf(table, axis)) {
      const left = values.filter(value => hidden[axis].has(value))
      if (left.length !== 1) continue
      const company = smallestOf(table, axis, values.filter(isLeft(hidden, axis)))
      for (const value of company) hidden[axis].add(value)
    }
}

function isLeft(hidden: Growing, axis: Axis) {
  return (value: string): boolean => !hidden[axis].has(value)
}

function familiesOf({ times, rows, parts, rowParent }: SuppressedTable, axis: Axis): string[][] {
  if (axis === 'rows') return rowParent ? [...Map.groupBy(rows, rowParent).values()] : [[...rows]]
  if (axis === 'parts') return [[...parts]]
  const parents = Map.groupBy(times, ({ parent }) => parent)
  return [...parents.values()].map(family => family.map(({ key }) => key))
}

function blocksOf(table: SuppressedTable, hidden: Growing): Blocks {
  const along = (axis: Axis): Block[] =>
    familiesOf(table, axis).flatMap(values => {
      const rest = values.filter(value => hidden[axis].has(value))
      const shown = values.filter(value => !hidden[axis].has(value))
      return [
        ...shown.map(value => ({ values: [value], isRest: false, family: values })),
        ...(rest.length > 0 ? [{ values: rest, isRest: true, family: values }] : []),
      ]
    })
  return { parts: along('parts'), rows: along('rows'), times: along('times') }
}

/** What to leave out next: these values of the axis, or the smallest of the family of which what is hidden is too little. */
type Worst = { axis: Axis; values: readonly string[] | null; family: readonly string[] }

/**
 * The axis on which the largest share of a value's blocks is too small: leaving it out costs least. Those of which at
 * least half is too small go together.
 */
function worstValues(table: SuppressedTable, blocks: Blocks): Worst | null {
  const small = countSmall(table, blocks)
  const total = blocks.parts.length * blocks.rows.length * blocks.times.length * table.groups
  const candidates = axes.flatMap(axis =>
    blocks[axis].map((block, index) => {
      const failing = small[axis][index] ?? 0
      return { axis, block, failing, share: failing / (total / blocks[axis].length) }
    }),
  )
  const failing = candidates.filter(candidate => candidate.failing > 0)
  if (failing.length === 0) return null
  const preferred = failing.filter(({ axis, share }) => isUsual(table, axis, share))
  const choice = preferred.length > 0 ? preferred : failing
  const [first] = choice.toSorted((one, other) => other.share - one.share)
  if (!first) return null
  const { family } = first.block
  if (first.block.isRest) return { axis: first.axis, values: null, family }
  const together = choice.filter(
    ({ axis, block, share }) => axis === first.axis && !block.isRest && share >= Math.min(first.share, 0.5),
  )
  return { axis: first.axis, values: together.flatMap(({ block }) => block.values), family }
}

/**
 * Of two parts none can be left out alone, and a single row is the whole table; a time is left out where most of it is too
 * small, or where nothing else can be.
 */
function isUsual(table: SuppressedTable, axis: Axis, share: number): boolean {
  const [hasParts, hasRows] = [table.parts.length > 2, table.rows.length > 1]
  if (axis === 'parts') return hasParts
  if (axis === 'rows') return hasRows
  return share >= 0.5 || (!hasParts && !hasRows && table.times.length > 1)
}

/** In how many of its blocks each value of each axis is too small. */
function countSmall(table: SuppressedTable, blocks: Blocks): Record<Axis, number[]> {
  const small = { parts: [] as number[], rows: [] as number[], times: [] as number[] }
  const note = (axis: Axis, index: number) => {
    small[axis][index] = (small[axis][index] ?? 0) + 1
  }
  for (const [time, timeBlock] of blocks.times.entries())
    for (const [row, rowBlock] of blocks.rows.entries())
      for (const [part, partBlock] of blocks.parts.entries())
        for (let group = 0; group < table.groups; group += 1) {
          if (isEnough(table, sumOf(table, timeBlock.values, rowBlock.values, group, partBlock.values)))
            continue
          note('times', time)
          note('rows', row)
          note('parts', part)
        }
  return small
}

function isEnough({ zeroIsHarmless }: SuppressedTable, count: number): boolean {
  return count >= leastCount || (zeroIsHarmless && count === 0)
}

function sumOf(
  table: SuppressedTable,
  times: readonly string[],
  rows: readonly string[],
  group: number,
  parts: readonly string[],
): number {
  let sum = 0
  for (const time of times)
    for (const row of rows) for (const part of parts) sum += table.count(time, row, group, part)
  return sum
}

/** The one with the lowest count in the whole table, of equals the first; none of none. */
function smallestOf(table: SuppressedTable, axis: Axis, values: readonly string[]): string[] {
  const everything = {
    parts: familiesOf(table, 'parts').flat(),
    rows: familiesOf(table, 'rows').flat(),
    times: familiesOf(table, 'times').flat(),
  }
  const total = (value: string) => {
    const { times, rows, parts } = Object.assign({ ...everything }, { [axis]: [value] })
    let sum = 0
    for (let group = 0; group < table.groups; group += 1) sum += sumOf(table, times, rows, group, parts)
    return sum
  }
  const counted = values.map(value => ({ value, count: total(value) }))
  return counted
    .toSorted((one, other) => one.count - other.count)
    .slice(0, 1)
    .map(({ value }) => value)
}
