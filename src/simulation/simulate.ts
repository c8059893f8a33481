import type { Config } from '../config.ts'
import { countSentLetters } from '../db/letter-counts.ts'
import { insertMember } from '../db/staff.ts'
import { dayOf } from '../domain/calendar.ts'
import { followUpWaves, type LetterKind, purposes } from '../domain/codes.ts'
import { readRecords } from '../domain/import-columns.ts'
import { type ImportRow, readRows } from '../domain/import-row.ts'
import type { Report } from '../domain/report.ts'
import type { Table } from '../files/table.ts'
import { importPlacements } from '../flow/import-placements.ts'
import type { ImportResult } from '../flow/read-import.ts'
import { reportOutcomes } from '../flow/report-outcomes.ts'
import type { PlannedAnswer } from './answers-file.ts'
import { nameDistrictContacts } from './district-contacts.ts'
import { play } from './play.ts'
import type { BrokenPromises } from './postbox.ts'
import type { World } from './world.ts'

type Script = {
  placements: Table
  answers: readonly PlannedAnswer[]
  /** The last day to play; by default until every survey has closed. */
  to?: Temporal.PlainDate
  onDay?: (share: number) => void
}

export type SimulationResult = {
  import: ImportResult
  letters: Record<LetterKind, number>
  broken_promises: BrokenPromises
  report: Report
}

const coach = { id: 'simulated-coach', name: 'Simulerad coach', email: 'coach@simulering.example' }

/** The settings by which those are asked whose answers are planned, and nobody else. */
export function askedIn(
  answers: readonly PlannedAnswer[],
): Pick<Config, 'PARTICIPANT_PURPOSES' | 'FOLLOW_UP_WAVES' | 'COST_PERIOD'> {
  const waves = new Set(answers.map(({ wave }) => wave))
  const isAsked = (name: string) => answers.some(({ questionnaire }) => questionnaire === name)
  return {
    PARTICIPANT_PURPOSES: isAsked('participant') ? [...purposes] : [],
    FOLLOW_UP_WAVES: followUpWaves.filter(wave => waves.has(wave)),
    COST_PERIOD: isAsked('district') ? 'quarter' : 'none',
  }
}

/** The first and the last day on which a placement in the table ends, or undefined when none does. */
export function endedDays(
  placements: Table,
): { first: Temporal.PlainDate; last: Temporal.PlainDate } | undefined {
  const days = acceptedRows(placements).flatMap(({ endedOn }) => endedOn ?? [])
  const [first, ...others] = days.toSorted(Temporal.PlainDate.compare)
  return first && { first, last: others.at(-1) ?? first }
}

/**
 * Imports the placements on the eve of the first end and plays every day from there (see play).
 * The clock must stand on that eve or before: what ended long before an import is not surveyed.
 */
export async function simulate(world: World, script: Script): Promise<SimulationResult> {
  const { context } = world
  const { clock, db, config } = context
  for (const address of refusedAddresses(script)) world.refused.add(address)
  await insertMember(db, { ...coach, role: 'administrator', unitId: null })
  const from = dayOf(clock.now())
  const ended = endedDays(script.placements) ?? { first: from, last: from }
  const table = script.placements
  const imported = await importPlacements(context, {
    table,
    strict: false,
    actor: 'import',
    now: clock.now(),
  })
  await nameDistrictContacts(world, districtsIn(script.answers), coach.id)
  // The last letters of the year open at the first working day after it, and close after that many days.
  const waves = context.askings.map(({ daysAfterEnd }) => daysAfterEnd)
  const to = script.to ?? ended.last.add({ days: Math.max(...waves) + config.CLOSES_AFTER_DAYS + 14 })
  const { answers, onDay = () => {} } = script
  const broken = await play(world, { answers, from, to, staffId: coach.id, onDay })
  const letters = await countSentLetters(db)
  const period = { from: ended.first, to: ended.last }
  const report = await reportOutcomes(context, { ...period, filters: {}, exact: true, now: clock.now() })
  return { import: imported, letters, broken_promises: broken, report }
}

function districtsIn(answers: readonly PlannedAnswer[]): string[] {
  return [
    ...new Set(
      answers.flatMap(({ questionnaire, subject }) => (questionnaire === 'district' ? subject : [])),
    ),
  ]
}

function refusedAddresses({ placements, answers }: Script): string[] {
  const bouncing = new Set(answers.filter(({ bounces }) => bounces).map(({ subject }) => subject))
  const rows = acceptedRows(placements).filter(({ caseId }) => bouncing.has(caseId))
  return rows.flatMap(({ contact }) => contact.email ?? [])
}

/** The placements of a table that an import takes. */
export function acceptedRows({ columns, rows }: Table): ImportRow[] {
  return readRows(readRecords(columns, rows)).placements
}
