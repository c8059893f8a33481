import {
  type EmploymentForm,
  employmentForms,
  fundings,
  type Purpose,
  purposes,
  type Sex,
  type Subsidy,
  sectors,
  sexes,
  subsidies,
  type WorkingHours,
  workingHours,
} from './codes.ts'

/** What placements are told apart by besides sex and purpose: one at a time, or groups become persons. */
export const traits = ['unit', 'district', 'sector', 'funding', 'length', 'end_reason'] as const
export type Trait = (typeof traits)[number]

/** From the first to the last day of a placement, both counted; a length is named by the whole weeks it begins at. */
export const lengths = ['under_8_weeks', 'weeks_8_to_11', 'weeks_12_to_15', 'weeks_16_or_more'] as const
export type Length = (typeof lengths)[number]

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

/**
 * What is counted of a placement.
 * `standing` holds how it ended and how we know: "yes.link", "no.phone", "unknown.asked", "unknown.unasked".
 * `days` counts whole days from the end of the placement to the answer, of those that are known; "0" also where the
 * answer came before. The others are questions of the employer's questionnaire and of those who answered them.
 */
export const aspects = ['standing', 'form', 'hours', 'subsidised', 'purpose_met', 'letter', 'days'] as const
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

/** The same for one host, whatever the sex and the purpose. */
export type HostTally = {
  month: string
  employerId: number
  ended: number
  answered: number
  employed: number
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
  /** Every value of the trait in those months, and every part of the aspect, in the order of codes or as text. */
  values(trait: Trait, months: readonly string[]): string[]
  parts(aspect: Aspect, months: readonly string[]): string[]
}

/** Makes tallies askable. */
export function createCube(tallies: readonly Tally[]): Cube {
  const counts = new Map<string, number>()
  for (const { month, trait, value, sex, purpose, aspect, part, count } of tallies) {
    const key = keyOf(month, trait, value, sex, purpose, aspect, part)
    counts.set(key, (counts.get(key) ?? 0) + count)
  }
  const within = (months: readonly string[]) => {
    const chosen = new Set(months)
    return tallies.filter(({ month }) => chosen.has(month))
  }
  return {
    count: (selection, aspect, parts) => sumOf(counts, selection, aspect, parts),
    values: (trait, months) =>
      ordered(
        within(months).flatMap(tally => (tally.trait === trait ? [tally.value ?? noValue] : [])),
        traitCodes[trait] ?? [],
      ),
    parts: (aspect, months) =>
      ordered(
        within(months).flatMap(tally =>
          tally.aspect === aspect && tally.trait === null ? [tally.part] : [],
        ),
        [],
      ),
  }
}

function sumOf(
  counts: ReadonlyMap<string, number>,
  selection: Selection,
  aspect: Aspect,
  parts: readonly string[],
): number {
  const { months, trait = null, value = null } = selection
  let sum = 0
  for (const month of months)
    for (const sex of selection.sexes ?? sexes)
      for (const purpose of selection.purposes ?? purposes)
        for (const part of parts)
          sum += counts.get(keyOf(month, trait, value, sex, purpose, aspect, part)) ?? 0
  return sum
}

function keyOf(...parts: readonly (string | null)[]): string {
  return parts.join('|')
}

/** Codes first in their order, then the others as text. */
function ordered(found: readonly string[], codes: readonly string[]): string[] {
  const rest = [...new Set(found)].filter(value => !codes.includes(value)).sort()
  return [...codes, ...rest]
}

/** Which answers a split's parts may have, where they are codes. */
export const partCodes = {
  form: employmentForms,
  hours: workingHours,
  subsidised: subsidies,
  purpose_met: purposeMetCodes,
  letter: letterNumbers,
} as const satisfies Partial<Record<Aspect, readonly string[]>>

export type DetailCode = EmploymentForm | WorkingHours | Subsidy | PurposeMet
