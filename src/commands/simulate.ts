import { randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { connect, disconnect } from '../db/connect.ts'
import { startThrowawayServer } from '../db/embedded/throwaway.ts'
import { migrate } from '../db/migrate.ts'
import { atTime } from '../domain/calendar.ts'
import { ExpectedError } from '../domain/errors.ts'
import { reportJson } from '../domain/report-json.ts'
import { replaceFile } from '../files/replace-file.ts'
import { readTableFile, type Table } from '../files/table.ts'
import { createRenderer, type Translate } from '../render.ts'
import { number } from '../render-values.ts'
import { type PlannedAnswer, readPlannedAnswers, writePlannedAnswers } from '../simulation/answers-file.ts'
import { acceptedRows, askedIn, endedDays, type SimulationResult, simulate } from '../simulation/simulate.ts'
import { createOtherAnswers } from '../simulation/synthetic-answers.ts'
import { createWorld, type World } from '../simulation/world.ts'
import { createProgress } from './progress.ts'
import { createLog, readConfig } from './with-context.ts'

type Options = { placements: string; answers: string[]; others: string | null; json: boolean }
type Measured = SimulationResult & { seconds: number; resident_megabytes: number }

const seed = 2011
const noon = Temporal.PlainTime.from('12:00')

/**
 * `simulate --placements FILE --answers FILE [--answers FILE ...] [--others FOLDER] [--json]`: plays files through the real parts in a database
 * of its own. Only who has planned answers is asked: with the employers' file alone, nobody else is.
 * `--others` makes up what participants, districts and what lasted come to, from the same seed each time, and keeps it.
 * @returns the exit code: 0, or 1 when a promise to the respondents was broken.
 */
export async function simulateCommand(args: string[]): Promise<number> {
  const options = readOptions(args)
  const { t } = createRenderer()
  const placements = await readTableFile(options.placements)
  const answers: PlannedAnswer[] = []
  for (const file of options.answers) answers.push(...readPlannedAnswers(await readTableFile(file)))
  answers.push(...(await makeOthers(options, placements, answers)))
  const days = endedDays(placements)
  if (days === undefined) throw new ExpectedError('nothing_to_simulate', { file: options.placements })
  const eve = atTime(days.first.subtract({ days: 1 }), noon)
  const onDay = createProgress(t('sv', 'simulate.progress'))
  const result = measured(
    await inThrowawayWorld(eve, answers, world => simulate(world, { placements, answers, onDay })),
  )
  const json = { ...result, report: reportJson(result.report) }
  process.stdout.write(options.json ? `${JSON.stringify(json)}\n` : summary(t, result))
  return Object.values(result.broken_promises).every(count => count === 0) ? 0 : 1
}

function readOptions(args: string[]): Options {
  const file = { type: 'string' } as const
  const options = {
    placements: file,
    answers: { type: 'string', multiple: true },
    others: file,
    json: { type: 'boolean', default: false },
  } as const
  try {
    const { values } = parseArgs({ args, options })
    const { placements, answers, others, json } = values
    if (placements === undefined || answers === undefined) throw new ExpectedError('simulate_usage')
    const from = process.env.INIT_CWD ?? process.cwd()
    const folder = others === undefined ? null : resolve(from, others)
    const files = answers.map(name => resolve(from, name))
    return { placements: resolve(from, placements), answers: files, others: folder, json }
  } catch (error) {
    throw new ExpectedError('simulate_usage', {}, { cause: error })
  }
}

/** Makes up what participants, districts and what lasted come to, and leaves it in the folder as files. */
async function makeOthers(
  { others: folder }: Options,
  placements: Table,
  employers: readonly PlannedAnswer[],
): Promise<PlannedAnswer[]> {
  if (folder === null) return []
  const made = createOtherAnswers(acceptedRows(placements), employers, seed)
  const files = Map.groupBy(made, ({ questionnaire }) => questionnaire)
  await mkdir(folder, { recursive: true })
  for (const [questionnaire, answers] of files)
    await replaceFile(join(folder, `${questionnaire}-answers.csv`), Buffer.from(writePlannedAnswers(answers)))
  return made
}

/** A world that is gone afterwards: its database, its keys, its mail. */
async function inThrowawayWorld<T>(
  start: Temporal.Instant,
  answers: readonly PlannedAnswer[],
  run: (world: World) => Promise<T>,
): Promise<T> {
  const config = { ...readConfig(), ...askedIn(answers) }
  const server = await startThrowawayServer()
  const db = connect(server.url)
  try {
    await migrate(db)
    const secrets = [randomBytes(32).toString('base64url')] as const
    const world = await createWorld({ config, secrets, db, log: createLog({ LOG_LEVEL: 'error' }), start })
    return await run(world).finally(world.close)
  } finally {
    await disconnect(db)
    await server.stop()
  }
}

/** Seconds since the process started; memory at its highest, of this process, as the system counts it (kilobytes). */
function measured(result: SimulationResult): Measured {
  const seconds = Math.round(process.uptime() * 10) / 10
  return { ...result, seconds, resident_megabytes: Math.round(process.resourceUsage().maxRSS / 1024) }
}

function summary(t: Translate, result: Measured): string {
  const { placements } = result.report
  const counts = { ...result.letters, ...placements, accepted: result.import.accepted }
  const shown = Object.entries(counts).map(([name, count]) => [name, number('sv', count ?? 0)])
  const broken = Object.values(result.broken_promises).reduce((sum, count) => sum + count, 0)
  const { seconds, resident_megabytes: megabytes } = result
  return `${t('sv', 'simulate.summary', { ...Object.fromEntries(shown), broken, seconds, megabytes })}\n`
}
