import type { Column, FigureRow, FigureTable } from './figure-table.ts'

/** What a reader of the file sees beside the codes, and what is told of the whole. */
export type StatLabels = {
  title: string
  source: string
  notes: readonly string[]
  /** What the mark of a hidden count means. */
  hidden: string
  /** When the figures were counted. */
  updated: Temporal.Instant
  /** Of our own making: the period, the filters, the version of the definitions. */
  extension: Readonly<Record<string, unknown>>
  table(table: FigureTable): string
  column(column: Column | 'measure'): string
  value(column: Column, value: string): string
  measure(table: FigureTable, measure: string): string
  /** What a measure counts: placements, answers or employers. */
  unit(table: FigureTable): string
}

/** In `status`, beside a value that is null. */
export const hiddenStatus = 'x'

/** The tables as a collection of datasets in JSON-stat 2.0 (json-stat.org/full), each a cube whose last dimension is the measure. */
export function jsonStat(tables: readonly FigureTable[], labels: StatLabels): object {
  return {
    version: '2.0',
    class: 'collection',
    label: labels.title,
    updated: labels.updated.toString(),
    source: labels.source,
    note: labels.notes,
    extension: labels.extension,
    link: { item: tables.map(table => dataset(table, labels)) },
  }
}

/** A dimension of a cube, and which of its categories a row is of. */
type CubeDimension = { id: Column; codeOf(row: FigureRow): string; labelOf(row: FigureRow): string }

function dataset(table: FigureTable, labels: StatLabels): object {
  const dimensions = cubeDimensions(table, labels)
  const categories = dimensions.map(({ codeOf, labelOf }) => [
    ...new Map(table.rows.map(row => [codeOf(row), labelOf(row)])),
  ])
  const values = cubeValues(table, dimensions, categories)
  const dimensionEntries = dimensions.map(({ id }, index) => [
    id,
    { label: labels.column(id), category: category(categories[index] ?? []) },
  ])
  return {
    version: '2.0',
    class: 'dataset',
    label: `${labels.title}: ${labels.table(table)}`,
    source: labels.source,
    updated: labels.updated.toString(),
    note: labels.notes,
    id: [...dimensions.map(({ id }) => id), 'measure'],
    size: [...categories.map(({ length }) => length), table.measures.length],
    role: roles(dimensions),
    dimension: { ...Object.fromEntries(dimensionEntries), measure: measureDimension(table, labels) },
    value: values,
    ...statuses(values),
    extension: {
      ...labels.extension,
      table: table.name,
      status: { label: { [hiddenStatus]: labels.hidden } },
    },
  }
}

/** A host is one category: told apart by number, name and sector, the cube would be all but empty. */
function cubeDimensions({ subject, by }: FigureTable, labels: StatLabels): CubeDimension[] {
  if (subject === 'hosts' || subject === 'host_views') {
    const nameOf = ({ told }: FigureRow) => `${told.organisation_number} ${told.employer}`
    return [{ id: 'employer', codeOf: nameOf, labelOf: nameOf }]
  }
  return by.map(id => {
    const codeOf = ({ told }: FigureRow) => told[id] ?? ''
    return { id, codeOf, labelOf: row => labels.value(id, codeOf(row)) }
  })
}

function category(entries: readonly (readonly [code: string, label: string])[]) {
  return { index: entries.map(([code]) => code), label: Object.fromEntries(entries) }
}

function measureDimension(table: FigureTable, labels: StatLabels) {
  const entries = table.measures.map(measure => [measure, labels.measure(table, measure)] as const)
  const unitOf = (measure: string) => ({ decimals: measure === 'overall' ? 1 : 0, label: labels.unit(table) })
  return {
    label: labels.column('measure'),
    category: {
      ...category(entries),
      unit: Object.fromEntries(table.measures.map(code => [code, unitOf(code)])),
    },
  }
}

/** The counts in the order of the cube, its last dimension running fastest, however the rows stand in the table. */
function cubeValues(
  { rows, measures }: FigureTable,
  dimensions: readonly CubeDimension[],
  categories: readonly (readonly (readonly [string, string])[])[],
): (number | null)[] {
  const places = categories.map(entries => new Map(entries.map(([code], place) => [code, place])))
  const cells = categories.reduce((product, { length }) => product * length, measures.length)
  const values = Array<number | null>(cells).fill(null)
  for (const row of rows) {
    const place = dimensions.reduce(
      (before, { codeOf }, index) =>
        before * (categories[index]?.length ?? 0) + (places[index]?.get(codeOf(row)) ?? 0),
      0,
    )
    for (const [index, measure] of measures.entries())
      values[place * measures.length + index] = row.counts[measure] ?? null
  }
  return values
}

function roles(dimensions: readonly CubeDimension[]) {
  const has = (column: Column) => dimensions.some(({ id }) => id === column)
  return {
    metric: ['measure'],
    ...(has('quarter') ? { time: ['quarter'] } : {}),
    ...(has('district') ? { geo: ['district'] } : {}),
  }
}

/** Only where there is something to mark: an empty status says nothing. */
function statuses(values: readonly (number | null)[]) {
  const hidden = values.flatMap((value, index) => (value === null ? [[String(index), hiddenStatus]] : []))
  return hidden.length > 0 ? { status: Object.fromEntries(hidden) } : {}
}
