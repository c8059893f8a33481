import {
  degrees,
  employmentForms,
  fundings,
  overallMarks,
  type Purpose,
  purposes,
  recommendAnswers,
  type Sex,
  sectors,
  sexes,
  subsidies,
  treatedAnswers,
  workAnswers,
  workingHours,
} from './codes.ts'

/** What placements are told apart by besides sex and purpose: one at a time, or groups become persons. */
export const traits = ['unit', 'district', 'sector', 'funding', 'length', 'end_reason'] as const
export type Trait = (typeof traits)[number]

/** From the first to the last day of a placement, both counted; a length is named by the whole weeks it begins at. */
export const lengths = ['under_8_weeks', 'weeks_8_to_11', 'weeks_12_to_15', 'weeks_16_or_more'] as const

/** Why a placement ended, as reports count it; a withdrawn one never took place. */
export const endReasonsCounted = ['as_planned', 'interrupted', 'unknown'] as const

/** The values of the traits that have codes; units and districts are what the register holds. */
export const traitCodes: Readonly<Partial<Record<Trait, readonly string[]>>> = {
  sector: sectors,
  funding: fundings,
  length: lengths,
  end_reason: endReasonsCounted,
}

/** Where a value is blank in the register. */
export const noValue = 'unknown'

export const purposeMetCodes = ['4', '3', '2', '1', 'unknown'] as const
export type PurposeMet = (typeof purposeMetCodes)[number]

/** Which letter an answer by link came after: the invitation, the first or the second reminder. */
export const letterNumbers = ['1', '2', '3'] as const

/** What a participant says of the placement, question by question. */
export const participantAspects = [
  'overall',
  'supervision',
  'tasks',
  'learned',
  'treated',
  'closer',
  'recommend',
  'work',
] as const

/**
 * Who has told how it went. `agree` and `disagree` are of those where both have; `settled` where a coach has then found
 * out, which counts before what either has said.
 */
export const bases = ['employer_only', 'participant_only', 'agree', 'disagree', 'settled'] as const

/** Whether the participant works at the host so many days after the placement. */
export const lastingParts = ['employed', 'not_employed', 'unknown'] as const

/**
 * What is counted of a placement.
 * `standing` holds how it ended, whoever has told, and what of the employer: an answer by link or by phone, or none, asked
 * or not: "yes.link", "no.phone", "yes.asked" where the participant alone has told, "unknown.unasked".
 * `days` counts whole days from the end of the placement to the employer's answer, of those there are; "0" also where the
 * answer came before. `described` is of jobs, and tells those apart of which the employer has told what they are like.
 * `word` is what a participant has told who alone has. `day_90` and `day_180` hold what was at the end, too: "yes.employed".
 * The others are questions of the questionnaires and of those who answered them.
 */
export const aspects = [
  'standing',
  'form',
  'hours',
  'subsidised',
  'purpose_met',
  'letter',
  'days',
  'basis',
  'word',
  'described',
  ...participantAspects,
  'day_90',
  'day_180',
  'day_90_subsidised',
  'day_180_subsidised',
] as const
export type Aspect = (typeof aspects)[number]

/**
 * So many of the placements that ended in a month are alike. With a trait only `standing` is counted, without one
 * every aspect.
 */
export type Tally = {
  /** "2011-03" */
  month: string
  trait: Trait | null
  /** A code, a district's name or a unit's id; null without a trait. */
  value: string | null
  sex: Sex
  purpose: Purpose
  aspect: Aspect
  part: string
  count: number
}

/** The same for one host, whatever the purpose; those without a registered sex apart, for no public figure is of them. */
export type HostTally = {
  month: string
  employerId: number
  hasSex: boolean
  ended: number
  answered: number
  employed: number
  /** Participants who have answered, and what their marks for the placement as a whole add up to. */
  views: number
  marks: number
}

export type MonthTallies = { tallies: Tally[]; hosts: HostTally[] }

/** Which placements a count is of; what is left out is not told apart. */
export type Selection = {
  months: readonly string[]
  trait?: Trait | null
  value?: string | null
  sexes?: readonly Sex[]
  purposes?: readonly Purpose[]
}

/** Tallies to ask: adds up what is selected. */
export type Cube = {
  count(selection: Selection, aspect: Aspect, parts: readonly string[]): number
  /** Those in which anything was counted, in order. */
  months(): readonly string[]
  /** Every value of the trait in those months, and every part of the aspect, in the order of codes or as text. */
  values(trait: Trait, months: readonly string[]): string[]
  parts(aspect: Aspect, months: readonly string[]): string[]
}

/** Makes tallies askable: for each value and part a row of numbers, by month, sex and purpose. */
export function createCube(tallies: readonly Tally[]): Cube {
  const months = [...new Set(tallies.map(({ month }) => month))].sort()
  const places = new Map(months.map((month, place) => [month, place]))
  const rows = new Map<string, Int32Array>()
  const names: Names = new Map()
  for (const tally of tallies) {
    const key = rowKey(tally.trait, tally.value, tally.aspect, tally.part)
    const row = rows.get(key) ?? new Int32Array(months.length * cellsPerMonth)
    rows.set(key, row)
    const index = (places.get(tally.month) ?? 0) * cellsPerMonth + cellOf(tally.sex, tally.purpose)
    row[index] = (row[index] ?? 0) + tally.count
    if (tally.trait === null) note(names, tally.aspect, tally.part, tally.month)
    else note(names, tally.trait, tally.value ?? noValue, tally.month)
  }
  return {
    count({ months: chosen, trait = null, value = null, ...who }, aspect, parts) {
      const cells = cellsOf(who)
      const at = chosen.flatMap(month => places.get(month) ?? [])
      return parts.reduce(
        (sum, part) => sum + sumOf(rows.get(rowKey(trait, value, aspect, part)), at, cells),
        0,
      )
    },
    months: () => months,
    values: (trait, chosen) => ordered(namesIn(names, trait, chosen), traitCodes[trait] ?? []),
    parts: (aspect, chosen) => ordered(namesIn(names, aspect, chosen), []),
  }
}

/** By trait the values, and by aspect the parts, each with the months in which it was counted. */
type Names = Map<string, Map<string, Set<string>>>

function note(names: Names, of: Trait | Aspect, name: string, month: string): void {
  const found = names.get(of) ?? new Map<string, Set<string>>()
  names.set(of, found)
  found.set(name, (found.get(name) ?? new Set()).add(month))
}

function namesIn(names: Names, of: Trait | Aspect, months: readonly string[]): string[] {
  const found = names.get(of) ?? new Map<string, Set<string>>()
  return [...found].flatMap(([name, counted]) => (months.some(month => counted.has(month)) ? [name] : []))
}

const cellsPerMonth = sexes.length * purposes.length

function cellOf(sex: Sex, purpose: Purpose): number {
  return sexes.indexOf(sex) * purposes.length + purposes.indexOf(purpose)
}

function cellsOf(who: Pick<Selection, 'sexes' | 'purposes'>): number[] {
  return (who.sexes ?? sexes).flatMap(sex => (who.purposes ?? purposes).map(purpose => cellOf(sex, purpose)))
}

function rowKey(trait: Trait | null, value: string | null, aspect: Aspect, part: string): string {
  return `${trait ?? ''}|${value ?? ''}|${aspect}|${part}`
}

function sumOf(row: Int32Array | undefined, months: readonly number[], cells: readonly number[]): number {
  if (!row) return 0
  let sum = 0
  for (const month of months) for (const cell of cells) sum += row[month * cellsPerMonth + cell] ?? 0
  return sum
}

const swedishOrder = new Intl.Collator('sv-SE', { numeric: true })

/** Codes first in their order, then the others as Swedish sorts them. */
function ordered(found: readonly string[], codes: readonly string[]): string[] {
  const rest = found.filter(value => !codes.includes(value)).sort(swedishOrder.compare)
  return [...codes, ...rest]
}

/** Which answers a split's parts may have, where they are codes. */
export const partCodes = {
  form: employmentForms,
  hours: workingHours,
  subsidised: subsidies,
  purpose_met: purposeMetCodes,
  letter: letterNumbers,
  basis: bases,
  overall: overallMarks,
  supervision: degrees,
  tasks: degrees,
  learned: degrees,
  treated: treatedAnswers,
  closer: degrees,
  recommend: recommendAnswers,
  work: workAnswers,
  day_90_subsidised: subsidies,
  day_180_subsidised: subsidies,
} as const satisfies Partial<Record<Aspect, readonly string[]>>
