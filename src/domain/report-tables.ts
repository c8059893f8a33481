import { purposes, sexes } from './codes.ts'
import { detailRule, isConfidential } from './detail.ts'
import { registeredSexes } from './disclosure.ts'
import { quarterOf } from './public-period.ts'
import {
  type Detail,
  type DetailTable,
  type Dimension,
  details,
  type Filters,
  type Group,
  type OutcomeTable,
} from './report.ts'
import { figure, outcomeCounts, type Source } from './report-figures.ts'
import { countPart, type Divided } from './split.ts'
import { type Trait, traitCodes, traits } from './tally.ts'

/** The tables of a report: by what is not filtered by, and by one trait at most. */
export function outcomeTables(source: Source, filters: Filters): OutcomeTable[] {
  return tablesUnder(filters)
    .map(by => ({
      by,
      rows: groupsBy(source, by).map(group => ({ group, ...outcomeCounts(source, filters, group) })),
    }))
    .filter(({ rows }) => rows.length > 0)
}

/**
 * What is told of the jobs, the purposes, the participants and the letters; by trait there are too few of them.
 * @param confidential what participants' answers are counted from; null where the period is not public
 */
export function detailTables(source: Source, filters: Filters, confidential: Source | null): DetailTable[] {
  if (traits.some(trait => filters[trait] !== undefined)) return []
  return details.flatMap(detail => {
    const from = isConfidential(detail) ? confidential : source
    return from === null ? [] : tablesOf(from, filters, detail)
  })
}

function tablesOf(source: Source, filters: Filters, detail: Detail): DetailTable[] {
  return detailRule(detail)
    .tables.filter(by => by.every(dimension => filters[dimension] === undefined))
    .map(by => ({
      detail,
      by,
      rows: groupsBy(source, by).map(group => ({ group, ...detailCounts(source, filters, detail, group) })),
    }))
}

function tablesUnder(filters: Filters): Dimension[][] {
  const filteredBy = (dimension: Dimension) => dimension !== 'quarter' && filters[dimension] !== undefined
  const tables: Dimension[][] = [
    [],
    ['sex'],
    ['purpose'],
    ['purpose', 'sex'],
    ...(traits.some(filteredBy) ? [] : traits.map(trait => [trait])),
    ['quarter'],
  ]
  return tables.filter(by => !by.some(filteredBy))
}

/** Every group of the dimensions, the last of them running fastest. */
function groupsBy(source: Source, by: readonly Dimension[]): Group[] {
  return by.reduce<Group[]>(
    (groups, dimension) =>
      groups.flatMap(group => valuesOf(source, dimension).map(value => ({ ...group, [dimension]: value }))),
    [{}],
  )
}

function valuesOf(source: Source, dimension: Dimension): readonly string[] {
  const { cube, months, disclosure } = source
  if (dimension === 'sex') return disclosure ? registeredSexes : sexes
  if (dimension === 'purpose') return purposes
  if (dimension === 'quarter') return quartersIn(months, disclosure !== null)
  return disclosure ? valuesAround(source, dimension) : cube.values(dimension, months)
}

/** Those of the whole years: that a unit is missing in a month would tell that nothing ended there. */
function valuesAround({ cube, pieces }: Source, trait: Trait): string[] {
  const years = new Set(pieces.map(({ key }) => key.slice(0, 4)))
  const months = cube.months().filter(month => years.has(month.slice(0, 4)))
  const isThere = (value: string) =>
    countPart(cube, { months, trait, value, sexes: registeredSexes }, 'size', 'ended') > 0
  return cube.values(trait, months).filter(value => isThere(value) || traitCodes[trait]?.includes(value))
}

/** Publicly only those that are whole: part of one is what the months in it tell. */
function quartersIn(months: readonly string[], whole: boolean): string[] {
  const quarters = [...Map.groupBy(months, quarterOf)]
  return quarters.flatMap(([quarter, within]) => (whole && within.length < 3 ? [] : [quarter]))
}

function detailCounts(source: Source, filters: Filters, detail: Detail, group: Group) {
  const told = { ...filters, ...group }
  const { of, codes, partOf } = detailRule(detail)
  const count = ({ split, part }: Divided) => figure(source, told, split, part)
  return { of: count(of), counts: Object.fromEntries(codes.map(code => [code, count(partOf(code))])) }
}
