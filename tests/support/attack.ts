import loadHighs from 'highs'
import { employmentAnswers, purposes, sexes } from '../../src/domain/codes.ts'
import { detailRule } from '../../src/domain/detail.ts'
import { quarterOf } from '../../src/domain/public-period.ts'
import type { Detail } from '../../src/domain/report.ts'
import type { Tally, Trait } from '../../src/domain/tally.ts'
import { createLinearSystem } from './linear-system.ts'
import type { PublishedCount } from './published-counts.ts'

/** A published count and the unknown numbers whose sum it is. */
export type Equation = PublishedCount & { cells: readonly number[] }

/** Which numbers somebody tries to find out: by month without a trait, by quarter with one. */
type Target = { trait: Trait | null; detail: Detail | null }

const ways = ['link', 'phone', 'asked', 'unasked']
const standings = [...employmentAnswers, 'unknown'].flatMap(outcome =>
  ways.filter(way => outcome !== 'unknown' || way.endsWith('asked')).map(way => `${outcome}.${way}`),
)

/** How it is known, together with who has told: of the latter, and of how many jobs the employer has told what they are like. */
const voices = standings.flatMap(standing => {
  const [outcome = '', way = ''] = standing.split('.')
  const isHeard = way === 'link' || way === 'phone'
  if (outcome === 'unknown') return [`${standing}.`]
  if (!isHeard) return [`${standing}.participant_only.${outcome === 'yes' ? 'undescribed' : ''}`]
  return ['employer_only', 'agree', 'disagree', 'settled'].flatMap(basis => {
    if (outcome !== 'yes') return [`${standing}.${basis}.`]
    return [
      `${standing}.${basis}.described`,
      ...(basis === 'settled' ? [`${standing}.settled.undescribed`] : []),
    ]
  })
})

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

/** Which count it is; the same stands in many reports. */
export function nameOf({ months, group, measure, everybody }: PublishedCount): string {
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
  if (detail === 'basis') return told && (!measure.includes(':') || voiceMeasures.test(measure))
  return told && measure.startsWith(`${detail}:`)
}

/** What the counts of a detail add up to tells who has told, too. */
const voiceMeasures = /^basis:|^(form|hours|subsidised|purpose_met|overall|work|letter|day_90_yes):of$/

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
      partsIn(detail, measure),
    ]).map(numberOf)
}

function combine(lists: readonly (readonly string[])[]): string[] {
  return lists.reduce<string[]>(
    (names, list) => names.flatMap(name => list.map(item => `${name}|${item}`)),
    [''],
  )
}

function partsIn(detail: Detail | null, measure: string): readonly string[] {
  if (detail === 'basis') return voices.filter(voice => isVoiceIn(voice, measure))
  return detail ? detailParts(detail, measure) : standings.filter(standing => isIn(standing, measure))
}

function isVoiceIn(voice: string, measure: string): boolean {
  const [outcome = '', way = '', basis = '', described = ''] = voice.split('.')
  if (!measure.includes(':')) return isIn(`${outcome}.${way}`, measure)
  const [detail = '', code = ''] = measure.split(':')
  if (detail === 'basis') return code === 'of' ? outcome !== 'unknown' : basis === code
  if (detail === 'purpose_met') return way === 'link' || way === 'phone'
  if (detail === 'letter') return way === 'link' && outcome !== 'unknown'
  if (detail === 'overall' || detail === 'work') return basis !== '' && basis !== 'employer_only'
  return detail === 'day_90_yes' ? outcome === 'yes' : described === 'described'
}

function isIn(standing: string, measure: string): boolean {
  if (measure === 'ended') return true
  if (measure === 'surveyed') return standing !== 'unknown.unasked'
  if (measure === 'answered') return standing.endsWith('.link')
  if (measure === 'known') return !standing.startsWith('unknown.')
  return standing.startsWith(`${measure}.`)
}

function detailParts(detail: Detail, measure: string): readonly string[] {
  const code = measure.slice(detail.length + 1)
  return code === 'of' ? [...detailRule(detail).codes, 'missing'] : [code]
}
