import { purposes, sexes } from './codes.ts'
import type { FilterName, Filters } from './report.ts'
import { traitCodes, traits } from './tally.ts'

/** What a report can be filtered by, in the order in which it is asked for. */
export const filterNames = ['sex', 'purpose', ...traits] as const satisfies readonly FilterName[]

export type FilterProblem = 'unknown_code' | 'too_many' | 'two_traits'

/** Values by filter; an empty one is no filter. At most two, and at most one trait (domain/report.ts). */
export function readFilters(
  values: Readonly<Partial<Record<FilterName, string>>>,
): { filters: Filters } | { field: FilterName; problem: FilterProblem } {
  const given = filterNames.filter(name => (values[name] ?? '') !== '')
  const unknown = given.find(name => !isValue(name, values[name] ?? ''))
  if (unknown) return { field: unknown, problem: 'unknown_code' }
  const [, second] = given.filter(name => traits.some(trait => trait === name))
  if (second) return { field: second, problem: 'two_traits' }
  const [, , third] = given
  if (third) return { field: third, problem: 'too_many' }
  return { filters: Object.fromEntries(given.map(name => [name, values[name]])) }
}

/** Units and districts are what the register holds: one that it does not know has no placements. */
function isValue(name: FilterName, value: string): boolean {
  if (name === 'sex') return sexes.some(sex => sex === value)
  if (name === 'purpose') return purposes.some(purpose => purpose === value)
  if (name === 'unit') return /^[1-9]\d{0,14}$/.test(value)
  return traitCodes[name]?.includes(value) ?? true
}
