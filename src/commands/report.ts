import { parseArgs } from 'node:util'
import { ExpectedError } from '../domain/errors.ts'
import { reportJson } from '../domain/report-json.ts'
import { type Period, readPeriod } from '../domain/statistics.ts'
import { reportOutcomes } from '../flow/report-outcomes.ts'
import { reportText } from './report-text.ts'
import { withContext } from './with-context.ts'

/**
 * `report --from D --to D --exact [--json]`: the board's figures for the placements that ended in the period, as tables
 * or as one line of JSON. Without --exact it refuses, because small figures are not protected yet.
 * @returns the exit code 0; what is wrong with the options is an ExpectedError.
 */
export async function reportCommand(args: string[]): Promise<number> {
  const { period, json } = readOptions(args)
  return withContext(async ({ db, clock, renderer }) => {
    const report = await reportOutcomes({ db }, { ...period, filters: {}, exact: true, now: clock.now() })
    process.stdout.write(json ? `${JSON.stringify(reportJson(report))}\n` : reportText(report, renderer.t))
    return 0
  })
}

function readOptions(args: string[]): { period: Period; json: boolean } {
  const { from, to, json, exact } = parse(args)
  const read = readPeriod(from, to)
  if ('problem' in read) throw new ExpectedError(`report_${read.field}_${read.problem}`)
  if (!exact) throw new ExpectedError('report_exact_required')
  return { period: read.period, json }
}

function parse(args: string[]) {
  const day = { type: 'string', default: '' } as const
  const yes = { type: 'boolean', default: false } as const
  try {
    return parseArgs({ args, options: { from: day, to: day, json: yes, exact: yes } }).values
  } catch (cause) {
    throw new ExpectedError('report_usage', {}, { cause })
  }
}
