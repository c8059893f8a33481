import type { Detail, Dimension } from './report.ts'
import { type Divided, type Split, splitRules } from './split.ts'
import { bases, lastingParts, partCodes, participantAspects } from './tally.ts'

type Told = Extract<Dimension, 'sex' | 'purpose'>

/** What a detail is made of. */
type DetailRule = {
  /** What its counts add up to. */
  of: Divided
  codes: readonly string[]
  /** Which count a code is. */
  partOf(code: string): Divided
  tables: readonly (readonly Told[])[]
}

/** How a detail is counted, and by what it is told apart. */
export function detailRule(detail: Detail): DetailRule {
  const tables = fewTables[detail] ?? allTables
  if (detail === 'basis')
    return { of: { split: 'known', part: 'known' }, codes: bases, partOf: basisPart, tables }
  const { of } = splitRules[detail]
  return { of, codes: codesOf(detail), partOf: code => ({ split: detail, part: code }), tables }
}

/** In the order of the questionnaires, which the parts of a split have lost: marks are whole numbers as keys. */
function codesOf(detail: Exclude<Detail, 'basis'>): readonly string[] {
  return detail in partCodes ? partCodes[detail as keyof typeof partCodes] : lastingParts
}

/** What participants have answered is in statistics only, in whoever's hands: it is never exact. */
export function isConfidential(detail: Detail): boolean {
  return participantAspects.some(aspect => aspect === detail)
}

const allTables: DetailRule['tables'] = [[], ['sex'], ['purpose'], ['purpose', 'sex']]
const fewTables: Readonly<Partial<Record<Detail, DetailRule['tables']>>> = {
  form: [[], ['sex']],
  hours: [[], ['sex']],
  subsidised: [[], ['sex']],
  letter: [[]],
}

function basisPart(code: string): Divided {
  const splits: Readonly<Record<string, Split>> = { participant_only: 'voice', employer_only: 'company' }
  return { split: splits[code] ?? 'agreement', part: code }
}
