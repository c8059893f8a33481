import type { Context } from '../context.ts'
import { listUnits } from '../db/units.ts'
import { ExpectedError } from '../domain/errors.ts'
import type { Filters, Report } from '../domain/report.ts'
import { readFilters } from '../domain/report-filters.ts'
import { reportJson } from '../domain/report-json.ts'
import { replaceFile } from '../files/replace-file.ts'
import { reportFile } from '../files/report-file.ts'
import { reportOutcomes } from '../flow/report-outcomes.ts'
import { type Output, type ReportOptions, readReportOptions } from './report-options.ts'
import { nothingShownText, reportText } from './report-text.ts'
import { withContext } from './with-context.ts'

/**
 * `report --from D --to D [--json | --json-stat FILE | --xlsx FILE | --csv FILE] [--exact] [filters]`: the board's report as
 * tables to read, as one line of JSON, or as files; several at once where asked for. Public, small counts hidden, unless
 * --exact.
 * @returns the exit code 0, also where nothing may be shown; what is wrong with the options is an ExpectedError.
 */
export async function reportCommand(args: string[]): Promise<number> {
  const options = readReportOptions(args)
  return withContext(async context => {
    const { db, clock, renderer } = context
    const now = clock.now()
    const filters = await filtersOf(context, options.filters)
    const report = await reportOutcomes({ db }, { ...options.period, filters, exact: options.exact, now })
    const isReadByProgram = options.json || options.outputs.length > 0
    if (isReadByProgram) process.stderr.write(nothingShownText(report, renderer.t))
    await writeOutputs(context, report, options.outputs, now)
    if (options.json) process.stdout.write(`${JSON.stringify(reportJson(report))}\n`)
    if (!isReadByProgram) process.stdout.write(reportText(report, renderer.t))
    return 0
  })
}

/** All files are made before the first is written: a fault in one leaves those that are there as they are. */
async function writeOutputs(
  { config, renderer: { t } }: Context,
  report: Report,
  outputs: readonly Output[],
  at: Temporal.Instant,
): Promise<void> {
  const words = { language: 'sv', t, organisation: config.ORGANISATION_NAME, at } as const
  const made = await Promise.all(
    outputs.map(async ({ format, path }) => ({ path, ...(await reportFile(report, format, words)) })),
  )
  for (const { path, bytes } of made) {
    await replaceFile(path, bytes)
    process.stderr.write(`${t('sv', 'reportFile.command.written', { file: path })}\n`)
  }
}

async function filtersOf({ db }: Context, { unit, ...typed }: ReportOptions['filters']): Promise<Filters> {
  const read = readFilters(unit === undefined ? typed : { ...typed, unit: await unitIdOf(db, unit) })
  // The options have been read with the same rules.
  if ('problem' in read) throw new ExpectedError('report_usage')
  return read.filters
}

/** A unit is named as the import named it, in any case. */
async function unitIdOf(db: Context['db'], name: string): Promise<string> {
  const units = await listUnits(db)
  const unit = units.find(known => known.name.toLowerCase() === name.toLowerCase())
  if (unit) return String(unit.id)
  if (units.length === 0) throw new ExpectedError('report_no_units', { unit: name })
  const names = units.map(known => known.name).join(', ')
  throw new ExpectedError('report_unit_unknown', { unit: name, units: names })
}
