import { importColumns } from '../domain/import-columns.ts'
import { employerSurvey } from '../domain/survey.ts'
import type { Table } from '../files/table.ts'
import type { PlannedAnswer } from './answers-file.ts'
import { createRandom, type Random } from './random.ts'
import { createEmployers, type SyntheticEmployer } from './synthetic-employers.ts'

const units = ['City', 'Farsta', 'Kista', 'Skärholmen', 'Vällingby'] as const
const districts = [
  'Bromma',
  'Farsta',
  'Kungsholmen',
  'Norrmalm',
  'Rinkeby-Kista',
  'Skärholmen',
  'Södermalm',
] as const
const alphabet = [...'ABCDEFGHIJKLMNOPRSTUVYÅÄÖ'] as [string, ...string[]]

type Purpose = 'språkpraktik' | 'arbetsträning' | 'steg till anställning'

/** Chances in per cent of each answer about employment, by purpose: made up, of the order of 2011 in Stockholm. */
const employmentChances: Record<Purpose, readonly (readonly [string, number])[]> = {
  språkpraktik: [
    ['yes', 11],
    ['not_yet', 9],
    ['offered_declined', 5],
    ['no', 75],
  ],
  arbetsträning: [
    ['yes', 19],
    ['not_yet', 8],
    ['offered_declined', 2],
    ['no', 71],
  ],
  'steg till anställning': [
    ['yes', 34],
    ['not_yet', 6],
    ['offered_declined', 3],
    ['no', 57],
  ],
}

/**
 * Makes up a year of placements that end in the 365 days up to `lastDay`, and what their employers will answer.
 * The last `endingLast` of them end on `lastDay` itself, and nobody has decided on an answer to those. Besides them,
 * `goingOn` more go on and are planned to end in the two months that follow.
 */
export function createYear(options: {
  seed: number
  count: number
  lastDay: Temporal.PlainDate
  endingLast: number
  goingOn: number
}): { placements: Table; answers: PlannedAnswer[] } {
  const random = createRandom(options.seed)
  const employers = createEmployers(random, Math.ceil(options.count / 3.7)) as [
    SyntheticEmployer,
    ...SyntheticEmployer[],
  ]
  const made = Array.from({ length: options.count }, (_, index) => {
    const isLast = index >= options.count - options.endingLast
    const endedOn = isLast ? options.lastDay : options.lastDay.subtract({ days: random.between(1, 365) })
    // Squared, so that a few employers host many, as in life; the last ones have a host of their own each.
    const chosen = Math.floor(random.share() ** 2 * employers.length)
    const employer = employers[isLast ? options.count - 1 - index : chosen] ?? employers[0]
    return createPlacement(random, { index, endedOn, employer, isLast })
  })
  const goingOn = Array.from({ length: options.goingOn }, (_, offset) => {
    const endedOn = options.lastDay.add({ days: random.between(1, 60) })
    const index = options.count + offset
    const { record } = createPlacement(random, {
      index,
      endedOn,
      employer: random.pick(employers),
      isLast: false,
    })
    return { ...record, slutdatum: '', avslutsorsak: '' }
  })
  const records = [...made.map(({ record }) => record), ...goingOn]
  return {
    placements: {
      columns: [...importColumns],
      rows: records.map(record => importColumns.map(column => record[column])),
    },
    answers: made.flatMap(({ answer }) => answer ?? []),
  }
}

type Draft = { index: number; endedOn: Temporal.PlainDate; employer: SyntheticEmployer; isLast: boolean }

function createPlacement(random: Random, { index, endedOn, employer, isLast }: Draft) {
  const caseId = `D-${String(index + 1).padStart(6, '0')}`
  const purpose = random.pick(['språkpraktik', 'arbetsträning', 'steg till anställning'])
  const unit = random.pick(units)
  const hasAddress = isLast || random.share() >= 0.02
  const interrupted = random.share() < 0.12
  const record = {
    placering_id: caseId,
    ...createParticipant(random),
    stadsdelsnämnd: random.pick(districts),
    syfte: purpose,
    jobbtorg: `Jobbtorg ${unit}`,
    coach_epost: `coach${random.between(1, 6)}.${unit === 'Skärholmen' ? 'skarholmen' : unit.toLowerCase()}@jobbtorg.example`,
    arbetsgivare: employer.name,
    organisationsnummer: employer.organisationNumber,
    sektor: employer.sector,
    arbetsställe: random.pick(['', '', 'Köket', 'Receptionen', 'Norra enheten', 'Södra enheten']),
    kontaktperson: employer.contact.name,
    kontakt_epost: hasAddress ? employer.contact.email : '',
    kontakt_telefon: employer.contact.phone,
    språk: employer.contact.language,
    startdatum: endedOn.subtract({ days: random.between(28, 180) }).toString(),
    planerat_slutdatum: endedOn.add({ days: interrupted ? random.between(7, 60) : 0 }).toString(),
    slutdatum: endedOn.toString(),
    avslutsorsak: interrupted ? 'avbruten' : 'enligt plan',
    finansiering: random.pick(['aktivitetsstöd', 'aktivitetsstöd', 'försörjningsstöd', 'annat', '']),
  }
  return { record, answer: isLast ? null : createAnswer(random, caseId, purpose, employer) }
}

function createParticipant(random: Random) {
  const number = random.between(1, 1600)
  // What follows from the number is the same each time, as the participant is.
  const person = createRandom(number)
  return {
    aspirant_id: `DA-${String(number).padStart(5, '0')}`,
    initialer: `${person.pick(alphabet)}.${person.pick(alphabet)}.`,
    kön: person.weighted([
      ['K', 51],
      ['M', 48],
      ['', 1],
    ]),
    födelseår: String(person.between(1960, 2004)),
    aspirant_epost: person.share() < 0.6 ? `da-${number}@aspirant.example` : '',
  }
}

function createAnswer(
  random: Random,
  caseId: string,
  purpose: Purpose,
  employer: SyntheticEmployer,
): PlannedAnswer {
  const answered = random.weighted([
    [1, 34],
    [2, 15],
    [3, 9],
    ['phone', 14],
    ['never', 28],
  ])
  // One address in thirty no longer exists; it is the same one each time.
  const bounces = employer.contact.email.length % 30 === 0
  const employment = random.weighted(employmentChances[purpose])
  const letter = typeof answered === 'number' && !bounces ? answered : 0
  const fields = {
    employment,
    ...(employment === 'yes' ? createEmployment(random) : {}),
    purpose_met: random.pick(['4', '3', '3', '3', '2', '1', 'unknown']),
    host_again: random.pick(['yes', 'yes', 'yes', 'conditions', 'no']),
  }
  return {
    ...employerSurvey,
    subject: caseId,
    bounces,
    letter,
    byPhone: answered === 'phone',
    byCode: false,
    delayHours: random.between(1, 120),
    fields,
  }
}

function createEmployment(random: Random) {
  return {
    form: random.pick(['permanent', 'probationary', 'substitute', 'fixed_term', 'fixed_term', 'seasonal']),
    hours: random.pick(['full_time', 'part_time', 'on_demand']),
    subsidised: random.weighted([
      ['yes', 50],
      ['no', 42],
      ['unknown', 8],
    ]),
  }
}
