import { timeZone } from '../../src/domain/calendar.ts'
import {
  degrees,
  employmentAnswers,
  employmentForms,
  endReasons,
  fundings,
  overallMarks,
  purposes,
  recommendAnswers,
  sectors,
  sexes,
  subsidies,
  surveyStates,
  treatedAnswers,
  workAnswers,
  workingHours,
} from '../../src/domain/codes.ts'
import { purposeMetCodes } from '../../src/domain/tally.ts'
import { type OutcomeRow, outcomeRow } from './outcomes.ts'

const firstDay = Temporal.PlainDate.from('2010-07-01')

/** The same rows for the same seed: ends from July 2010 to the end of 2012, every state, reason and answer, and few employers with many placements. */
export function generateOutcomes(count: number, seed: number): OutcomeRow[] {
  const random = randomFrom(seed)
  const below = (limit: number) => Math.floor(random() * limit)
  const pick = <T>(values: readonly T[]) => values[below(values.length)] as T
  const states = [null, ...surveyStates, 'answered', 'answered', 'answered'] as const
  const answerValues = () => {
    const employment = pick(employmentAnswers)
    if (employment !== 'yes') return { employment }
    return { employment, form: pick(employmentForms), hours: pick(workingHours), subsidised: pick(subsidies) }
  }
  return Array.from({ length: count }, () => {
    const state = pick(states)
    const versions = state === 'answered' ? 1 + below(3) : 0
    return outcomeRow({
      sex: pick(sexes),
      purpose: pick(purposes),
      employer: { organisationNumber: `212000014${below(3)}`, name: `Enhet ${'ABCÅÄÖ'[below(6)]}` },
      endedOn: random() < 0.05 ? null : firstDay.add({ days: below(900) }).toString(),
      endReason: pick([null, ...endReasons]),
      state,
      answers: Array.from({ length: versions }, () => {
        return { source: pick(['link', 'link', 'phone'] as const), values: answerValues() }
      }),
    })
  })
}

/** The same rows with what else placements are told apart by, and with answers that say how the purpose was met. */
export function generateTraits(rows: readonly OutcomeRow[], seed: number): OutcomeRow[] {
  const random = randomFrom(seed)
  const below = (limit: number) => Math.floor(random() * limit)
  const pick = <T>(values: readonly T[]) => values[below(values.length)] as T
  const sectorOf = ({ name }: OutcomeRow['employer']) => sectors[name.charCodeAt(6) % 4] ?? 'private'
  return rows.map(row => {
    const ended = Temporal.PlainDate.from(row.endedOn ?? firstDay)
    const answered = () =>
      ended.add({ days: below(90) - 2 }).toZonedDateTime({ timeZone, plainTime: { hour: below(24) } })
    return {
      ...row,
      employer: { ...row.employer, sector: sectorOf(row.employer) },
      unit: `Jobbtorg ${pick(['City', 'Farsta', 'Kista'])}`,
      district: pick([null, 'Farsta', 'Älvsjö']),
      funding: pick(fundings),
      // Around each of the lengths at which the next one begins.
      startedOn: ended.subtract({ days: pick([0, 54, 55, 82, 83, 110, 111, 400]) }).toString(),
      lettersSent: below(5),
      answers: row.answers.map(({ source, values }) => ({
        source,
        values: { purpose_met: pick(purposeMetCodes), ...values },
        answeredAt: answered().toInstant().toString(),
      })),
    }
  })
}

/** The same rows with what participants and later surveys tell, and what coaches have settled, for many of them. */
export function generateOthers(rows: readonly OutcomeRow[], seed: number): OutcomeRow[] {
  const random = randomFrom(seed)
  const below = (limit: number) => Math.floor(random() * limit)
  const pick = <T>(values: readonly T[]) => values[below(values.length)] as T
  const lasting = () =>
    pick([
      { still_employed: 'yes', form: pick(employmentForms), subsidised: pick(subsidies) },
      { still_employed: 'no' },
    ])
  return rows.map(row => ({
    ...row,
    ...(random() < 0.5 ? { participant: viewOf(pick) } : {}),
    ...(random() < 0.4 ? { day_90: lasting() } : {}),
    ...(random() < 0.3 ? { day_180: lasting() } : {}),
    ...(random() < 0.2 ? { settled: pick([[pick(employmentAnswers)], ['no', 'yes']] as const) } : {}),
  }))
}

/** Some questions are left out. */
function viewOf(pick: <T>(values: readonly T[]) => T): Record<string, string> {
  const given = {
    overall: pick(overallMarks),
    supervision: pick([...degrees, null]),
    tasks: pick(degrees),
    learned: pick([...degrees, null]),
    treated: pick([...treatedAnswers, null]),
    closer: pick(degrees),
    recommend: pick(recommendAnswers),
    work: pick(workAnswers),
  }
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  )
}

/** Mulberry32: small, seeded, the same everywhere. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
