import loadHighs from 'highs'
import { employmentAnswers, purposes, sexes } from '../../src/domain/codes.ts'
import { quarterOf } from '../../src/domain/public-period.ts'
import type { Detail } from '../../src/domain/report.ts'
import { partCodes, type Tally, type Trait } from '../../src/domain/tally.ts'
import { createLinearSystem } from './linear-system.ts'
import type { PublishedCount } from './published-counts.ts'

/** A published count and the unknown numbers whose sum it is. */
export type Equation = PublishedCount & { cells: readonly number[] }

/** Which numbers somebody tries to find out: by month without a trait, by quarter with one. */
type Target = { trait: Trait | null; detail: Detail | null }

const standings = [
  ...employmentAnswers.flatMap(answer => [`${answer}.link`, `${answer}.phone`]),
  'unknown.asked',
  'unknown.unasked',
]

/** Everything published, as sums of unknown numbers; the same sum once. */
export function equationsOf(
  counts: readonly PublishedCount[],
  tallies: readonly Tally[],
  target: Target,
): Equation[] {
  const cellsOf = createCells(tallies, target)
  const distinct = new Map(
    counts.filter(count => isAbout(count, target)).map(count => [nameOf(count), count]),
  )
  return [...distinct.values()].map(count => ({ ...count, cells: cellsOf(count) }))
}

/** Hidden counts that can be reckoned from those shown. */
export function determined(equations: readonly Equation[]): Equation[] {
  const system = createLinearSystem()
  for (const { count, cells } of equations) if (count !== null) system.publish(cells)
  return equations.filter(({ count, cells }) => count === null && system.isDetermined(cells))
}

/** Of these hidden counts, those that cannot be five: the largest value that all shown counts allow is less. */
export async function boundedUnderFive(
  equations: readonly Equation[],
  hidden: readonly Equation[],
): Promise<{ equation: Equation; most: number }[]> {
  const highs = await startSolver()
  const shown = independent(equations)
  const constraints = shown.map(({ cells, count }, index) => `e${index}: ${sum(cells)} = ${count}`)
  return hidden.flatMap(equation => {
    const problem = `Maximize\n obj: ${sum(equation.cells)}\nSubject To\n${constraints.join('\n')}\nEnd\n`
    const { Status: status, ObjectiveValue: most } = highs.solve(problem)
    if (status !== 'Optimal' && status !== 'Unbounded') throw new Error(`The solver says ${status}`)
    return status === 'Optimal' && most < 5 - 1e-6 ? [{ equation, most }] : []
  })
}

/** Those shown that do not follow from the others before them. */
function independent(equations: readonly Equation[]): Equation[] {
  const system = createLinearSystem()
  return equations.filter(({ count, cells }) => count !== null && system.publish(cells))
}

/** The same count stands in many reports. */
function nameOf({ months, group, measure, everybody }: PublishedCount): string {
  const { sex, purpose, ...trait } = group
  return JSON.stringify([months, sex ?? '', purpose ?? '', trait, measure, everybody ?? false])
}

/** Its types call the package CommonJS, where it is imported as a module of its own kind. */
const startSolver = loadHighs as unknown as typeof loadHighs.default

/** In lines: the format ends one after some hundred characters. */
function sum(cells: readonly number[]): string {
  return cells.map((cell, index) => `${index % 20 === 19 ? '\n' : ''}x${cell}`).join(' + ')
}

function isAbout({ measure, group }: PublishedCount, { trait, detail }: Target): boolean {
  const told = Object.keys(group).every(name => name === 'sex' || name === 'purpose' || name === trait)
  if (detail === null) return told && !measure.includes(':')
  return told && (measure.startsWith(`${detail}:`) || measure === wholeOf[detail])
}

const wholeOf = {
  form: 'yes',
  hours: 'yes',
  subsidised: 'yes',
  purpose_met: 'known',
  letter: 'answered',
} as const satisfies Record<Detail, string>

function createCells(tallies: readonly Tally[], { trait, detail }: Target) {
  const numbers = new Map<string, number>()
  const numberOf = (name: string) => {
    const number = numbers.get(name) ?? numbers.size
    numbers.set(name, number)
    return number
  }
  const values = trait
    ? [...new Set(tallies.flatMap(tally => (tally.trait === trait ? [tally.value ?? ''] : [])))]
    : ['']
  const among = (all: readonly string[], chosen: string | undefined) =>
    chosen === undefined ? all : [chosen]
  return ({ months, group, measure, everybody }: PublishedCount): number[] =>
    combine([
      trait ? [...new Set(months.map(quarterOf))] : months,
      among(values, trait ? group[trait] : undefined),
      // Without a sex told apart, a public count is of women and men; the few others are in the totals at the top.
      group.sex === undefined && !everybody ? ['woman', 'man'] : among(sexes, group.sex),
      among(purposes, group.purpose),
      detail ? detailParts(detail, measure) : standings.filter(standing => isIn(standing, measure)),
    ]).map(numberOf)
}

function combine(lists: readonly (readonly string[])[]): string[] {
  return lists.reduce<string[]>(
    (names, list) => names.flatMap(name => list.map(item => `${name}|${item}`)),
    [''],
  )
}

function isIn(standing: string, measure: string): boolean {
  if (measure === 'ended') return true
  if (measure === 'surveyed') return standing !== 'unknown.unasked'
  if (measure === 'answered') return standing.endsWith('.link')
  if (measure === 'known') return !standing.startsWith('unknown.')
  return standing.startsWith(`${measure}.`)
}

function detailParts(detail: Detail, measure: string): readonly string[] {
  return measure === wholeOf[detail] ? [...partCodes[detail], 'missing'] : [measure.slice(detail.length + 1)]
}
