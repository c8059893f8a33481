import type { Counted, CountedPlacements } from '../../domain/counted-placements.ts'
import { outcomes } from '../../domain/outcome.ts'
import { employerDetails, type Filters, type Group, placementMeasures } from '../../domain/report.ts'
import { filterNames, readFilters } from '../../domain/report-filters.ts'
import { type PeriodProblem, readPeriod } from '../../domain/statistics.ts'
import { partCodes } from '../../domain/tally.ts'
import { textIn } from '../fields.ts'

/** A figure as its address names it (figure-link.ts). */
export type AskedFigure = {
  figure: CountedPlacements
  /** What the whole report is filtered by: the page leads back to it. */
  filters: Filters
  /** The figure that was clicked, where the address says so. */
  shown: number | null
}

/** The part of the address that can't be read, and why; `counted` is the measure, the detail or the days. */
export type FigureProblem = {
  field: 'from' | 'to' | 'counted' | 'sexes' | 'employer' | 'shown' | keyof Group
  problem: PeriodProblem | 'unknown_code' | 'unknown_figure'
}

type Query = Readonly<Record<string, unknown>>

/** What an address asks for: a link of ours, or one that somebody has changed. */
export function readFigure(query: Query): AskedFigure | FigureProblem {
  const period = readPeriod(textIn(query, 'from').trim(), textIn(query, 'to').trim())
  if ('problem' in period) return period
  const group = readGroup(query)
  if ('problem' in group) return group
  const counted = readCounted(query)
  if (!counted) return { field: 'counted', problem: 'unknown_figure' }
  const [employer, sexes, shown] = ['employer', 'sexes', 'shown'].map(name => textIn(query, name))
  if (employer && !/^[1-9]\d{0,14}$/.test(employer)) return { field: 'employer', problem: 'unknown_code' }
  if (sexes && sexes !== 'registered') return { field: 'sexes', problem: 'unknown_code' }
  if (shown && !/^\d{1,9}$/.test(shown)) return { field: 'shown', problem: 'unknown_code' }
  return {
    figure: {
      ...period,
      group,
      counted,
      employerId: employer ? Number(employer) : null,
      onlyRegisteredSex: sexes === 'registered',
    },
    filters: filtersIn(group, textIn(query, 'filtered')),
    shown: shown ? Number(shown) : null,
  }
}

/** A row may be of more than a report can be filtered by; each part is read as a filter of its own. */
function readGroup(query: Query): Group | FigureProblem {
  let group: Group = {}
  for (const name of filterNames) {
    const read = readFilters({ [name]: textIn(query, name) })
    if ('problem' in read) return { field: name, problem: 'unknown_code' }
    group = { ...group, ...read.filters }
  }
  const quarter = textIn(query, 'quarter')
  if (quarter === '') return group
  if (!/^(?!0000)\d{4}-Q[1-4]$/.test(quarter)) return { field: 'quarter', problem: 'unknown_code' }
  return { ...group, quarter }
}

/** Exactly one of measure, detail and days says what is counted. */
function readCounted(query: Query): Counted | undefined {
  const given = ['measure', 'detail', 'days'].filter(name => textIn(query, name) !== '')
  if (given.length !== 1) return undefined
  const measure = [...placementMeasures, ...outcomes].find(name => name === textIn(query, 'measure'))
  if (measure) return { measure }
  return detailIn(textIn(query, 'detail')) ?? daysIn(textIn(query, 'days'))
}

function detailIn(text: string): Counted | undefined {
  const [name, code = ''] = text.split(':')
  const detail = employerDetails.find(known => known === name)
  const codes: readonly string[] = detail ? partCodes[detail] : []
  return detail && codes.includes(code) && text === `${name}:${code}` ? { detail, code } : undefined
}

function daysIn(text: string): Counted | undefined {
  const [, first, last] = /^(\d{1,5})-(\d{1,5})?$/.exec(text) ?? []
  if (first === undefined) return undefined
  return { firstDay: Number(first), lastDay: last === undefined ? null : Number(last) }
}

function filtersIn(group: Group, names: string): Filters {
  const wanted = names.split('.')
  return Object.fromEntries(
    filterNames.flatMap(name =>
      wanted.includes(name) && group[name] !== undefined ? [[name, group[name]]] : [],
    ),
  )
}
