import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { purposes, sexes } from '../domain/codes.ts'
import { ExpectedError } from '../domain/errors.ts'
import type { FilterName } from '../domain/report.ts'
import { filterNames } from '../domain/report-filters.ts'
import { type Period, readPeriod } from '../domain/statistics.ts'
import { traitCodes, traits } from '../domain/tally.ts'
import type { ReportFormat } from '../files/report-file.ts'

export type ReportOptions = {
  period: Period
  exact: boolean
  /** Print the report as JSON. */
  json: boolean
  outputs: readonly Output[]
  /** As typed: a unit by its name. */
  filters: Readonly<Partial<Record<FilterName, string>>>
}

export type Output = { format: ReportFormat; path: string }

const flags = ['json', 'exact'] as const
const fileFlags = ['json-stat', 'xlsx', 'csv'] as const satisfies readonly ReportFormat[]
/** end_reason is --end-reason. */
const filterFlags = new Map(filterNames.map(name => [name.replace('_', '-'), name]))
const valueFlags = ['from', 'to', ...fileFlags, ...filterFlags.keys()]

/**
 * Reads the options of `report`.
 * @throws ExpectedError for the first that is wrong, each with a message of its own.
 */
export function readReportOptions(args: string[]): ReportOptions {
  if (args.length === 0) throw new ExpectedError('report_usage')
  const { values, given } = parse(args)
  const read = readPeriod(values.get('from') ?? '', values.get('to') ?? '')
  if ('problem' in read) throw new ExpectedError(`report_${read.field}_${read.problem}`)
  return {
    period: read.period,
    exact: given.has('exact'),
    json: given.has('json'),
    outputs: outputsIn(values),
    filters: filtersIn(values),
  }
}

type Parsed = { values: ReadonlyMap<string, string>; given: ReadonlySet<string> }

/** Not strict, so that each mistake can be told in our own words. */
function parse(args: string[]): Parsed {
  const options = Object.fromEntries([
    ...flags.map(name => [name, { type: 'boolean' }] as const),
    ...valueFlags.map(name => [name, { type: 'string' }] as const),
  ])
  const { tokens } = parseArgs({ args, options, strict: false, allowPositionals: true, tokens: true })
  const values = new Map<string, string>()
  const given = new Set<string>()
  for (const token of tokens) {
    if (token.kind === 'positional') throw new ExpectedError('report_argument', { argument: token.value })
    if (token.kind === 'option-terminator') continue
    const { name, rawName: option, value } = token
    if (given.has(name)) throw new ExpectedError('report_option_twice', { option })
    given.add(name)
    if (flags.some(flag => flag === name)) {
      if (value !== undefined) throw new ExpectedError('report_value_unexpected', { option })
    } else if (valueFlags.includes(name)) {
      values.set(name, presentValue(option, value, token.inlineValue))
    } else {
      const all = [...valueFlags, ...flags].map(flag => `--${flag}`).join(', ')
      throw new ExpectedError('report_option_unknown', { option, options: all })
    }
  }
  return { values, given }
}

/** "--csv --exact" has forgotten the file; a value that begins so can be given as --unit=-x. */
function presentValue(option: string, value: string | undefined, isInline: boolean | undefined): string {
  const text = value?.trim() ?? ''
  if (text === '' || (text.startsWith('-') && !isInline))
    throw new ExpectedError('report_value_missing', { option })
  return text
}

function outputsIn(values: Parsed['values']): Output[] {
  const outputs: Output[] = []
  for (const format of fileFlags) {
    const path = values.get(format)
    if (path === undefined) continue
    const same = outputs.find(output => resolve(output.path) === resolve(path))
    if (same) {
      const options = { option: `--${format}`, other: `--${same.format}` }
      throw new ExpectedError('report_same_file', { ...options, file: path })
    }
    outputs.push({ format, path })
  }
  return outputs
}

function filtersIn(values: Parsed['values']): ReportOptions['filters'] {
  const given = [...filterFlags].flatMap(([flag, name]) => {
    const value = values.get(flag)
    return value === undefined ? [] : [{ option: `--${flag}`, name, value }]
  })
  for (const { option, name, value } of given) {
    const codes = codesOf(name)
    if (codes && !codes.includes(value))
      throw new ExpectedError('report_code_unknown', { option, value, codes: codes.join(', ') })
  }
  const [one, other] = given.filter(({ name }) => traits.some(trait => trait === name))
  if (one && other) throw new ExpectedError('report_two_traits', { option: other.option, other: one.option })
  const [, , third] = given
  if (third) throw new ExpectedError('report_too_many', { option: third.option })
  return Object.fromEntries(given.map(({ name, value }) => [name, value]))
}

function codesOf(name: FilterName): readonly string[] | undefined {
  if (name === 'sex') return sexes
  return name === 'purpose' ? purposes : traitCodes[name]
}
