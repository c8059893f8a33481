import type { Database } from '../../src/db/connect.ts'
import * as schema from '../../src/db/schema.ts'
import { staff, units } from '../../src/db/staff-schema.ts'
import {
  employmentAnswers,
  endReasons,
  hostAgainAnswers,
  purposes,
  sectors,
  surveyStates,
} from '../../src/domain/codes.ts'
import { createRandom } from '../../src/simulation/random.ts'
import { swedish } from './swedish.ts'

const names = [
  'Bageriet',
  'bagarn',
  'Åkeriet',
  'Ängens förskola',
  'Örtagården',
  'Zoo',
  'Wallins',
  'Vård & Omsorg',
] as const

/**
 * Fills an empty database with hosts and placements around a day: begun and not begun, ended the day before, on it and
 * after it, cancelled, surveyed in every state, answered several times. Same seed, same world.
 */
export async function storeEmployerWorld(
  db: Database,
  { hosts, count, today, seed }: { hosts: number; count: number; today: Temporal.PlainDate; seed: number },
): Promise<void> {
  const random = createRandom(seed)
  await db.insert(units).values([{ name: 'Jobbtorg City' }, { name: 'Jobbtorg Farsta' }])
  await db.insert(staff).values({ id: 'kim', name: 'Kim', email: 'kim@jobbtorg.example', role: 'analyst' })
  const numbers = Array.from({ length: hosts }, (_, index) => index + 1)
  const employers = numbers.map(number => ({
    organisationNumber: String(5_560_000_000 + random.between(1, hosts)),
    name: `${random.pick(names)} ${number}`,
    sector: random.pick(sectors),
  }))
  await inParts(employers, part => db.insert(schema.employers).values(part))
  const contacts = numbers.map(number => ({
    employerId: number,
    name: `Kontakt ${number}`,
    language: 'sv' as const,
  }))
  await inParts(contacts, part => db.insert(schema.contacts).values(part))
  const cases = Array.from({ length: count }, (_, index) => index + 1)
  const people = cases.map(number => ({ caseId: `A${number}`, initials: 'Å.Ö.', sex: 'woman' as const }))
  await inParts(people, part => db.insert(schema.participants).values(part))
  const placements = cases.map(number => {
    const startedOn = today.add({ days: random.between(-120, 5) })
    const endedOn = startedOn.add({ days: random.between(0, 118) })
    const host = random.between(1, hosts)
    return {
      caseId: `P${number}`,
      participantId: number,
      employerId: host,
      contactId: host,
      unitId: random.between(1, 2),
      purpose: random.pick(purposes),
      workplace: random.pick([null, 'Köket', 'Lagret']),
      startedOn,
      endedOn: random.share() < 0.2 ? null : random.share() < 0.1 ? maxOf(startedOn, today) : endedOn,
      endReason: random.pick([null, 'as_planned', ...endReasons] as const),
      funding: 'unknown' as const,
      rowDigest: '',
      importedAt: swedish('2026-02-01T08:00'),
    }
  })
  await inParts(placements, part => db.insert(schema.placements).values(part))
  const surveys = placements.flatMap(({ contactId }, index) => {
    const state = random.pick([...surveyStates, 'answered', 'answered', null] as const)
    if (state === null) return []
    const answerVersion = state === 'answered' ? random.between(1, 3) : 0
    const asked = { questionnaire: 'employer', questionnaireVersion: 1, wave: 'end' }
    const opensAt = swedish('2026-01-02T09:00')
    return [{ ...asked, placementId: index + 1, contactId, state, opensAt, answerVersion }]
  })
  await inParts(surveys, part => db.insert(schema.surveys).values(part))
  const answers = surveys.flatMap(({ answerVersion }, index) =>
    Array.from({ length: answerVersion }, (_, version) => {
      const source = random.pick(['link', 'link', 'phone'] as const)
      const again = random.pick([...hostAgainAnswers, null])
      return {
        surveyId: index + 1,
        version: version + 1,
        questionnaireVersion: 1,
        values: {
          employment: random.pick(employmentAnswers),
          ...(again === null ? {} : { host_again: again }),
        },
        source,
        staffId: source === 'phone' ? 'kim' : null,
        // Every moment once: which answer is the latest is never left to chance.
        answeredAt: swedish('2026-01-05T09:00').add({ seconds: index * 3 + version }),
      }
    }),
  )
  await inParts(answers, part => db.insert(schema.answers).values(part))
}

function maxOf(one: Temporal.PlainDate, other: Temporal.PlainDate): Temporal.PlainDate {
  return Temporal.PlainDate.compare(one, other) > 0 ? one : other
}

/** PostgreSQL takes at most 65,535 parameters a statement. */
async function inParts<T>(values: readonly T[], store: (part: T[]) => PromiseLike<unknown>): Promise<void> {
  for (let start = 0; start < values.length; start += 1_000) await store(values.slice(start, start + 1_000))
}
