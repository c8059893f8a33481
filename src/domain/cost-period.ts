/** What a cost return is about: a quarter or a year. As a survey's wave it is written 2011-Q1, or 2011. */
export type CostPeriod =
  | { kind: 'quarter'; year: number; quarter: number }
  | { kind: 'year'; year: number; quarter: null }

const written = /^(\d{4})(?:-Q([1-4]))?$/

/** The cost period that a wave is about, or null: it is then a wave of a placement. */
export function costPeriodIn(wave: string): CostPeriod | null {
  const [, year, quarter] = written.exec(wave) ?? []
  if (year === undefined) return null
  return quarter === undefined
    ? { kind: 'year', year: Number(year), quarter: null }
    : { kind: 'quarter', year: Number(year), quarter: Number(quarter) }
}
