import { type Outcome, outcomes } from '../../domain/outcome.ts'
import type { Group, OutcomeRow, Report } from '../../domain/report.ts'
import { leastBase } from '../../domain/statistics.ts'
import { type PurposeMet as Code, purposeMetCodes } from '../../domain/tally.ts'
import { type StackedBars, stackedBars } from '../../files/chart.ts'
import { curveChart } from '../../files/curve-chart.ts'
import type { PartLook } from '../../files/drawing.ts'
import { rangeChart } from '../../files/range-chart.ts'
import { valueName } from '../../files/report-words.ts'
import type { Words } from '../../render.ts'
import { trusted } from '../../render.ts'
import { list, percent, wholePercent } from '../../render-values.ts'
import { arrivals, daysSentence } from './answers.ts'
import { sexName } from './detail-rows.ts'
import { rowsBy } from './outcome-tables.ts'
import { type PurposeMet, purposeMetRows } from './purposes.ts'

/** A drawing with what it finds, in words; the same words are its alternative. */
export type ChartView = {
  heading: string
  finding: string
  wide: ReturnType<typeof trusted>
  narrow: ReturnType<typeof trusted>
}

const outcomeLooks: Readonly<Record<Outcome, PartLook>> = {
  yes: 'strong',
  offered_declined: 'medium',
  not_yet: 'light',
  no: 'contrary',
  unknown: 'missing',
}
const metLooks: Readonly<Record<Exclude<Code, 'unknown'>, PartLook>> = {
  4: 'strong',
  3: 'medium',
  2: 'light',
  1: 'contrary',
}

/** How the outcomes are shared, by purpose and sex; null where no group may be drawn. */
export async function outcomeChart(report: Report, words: Words): Promise<ChartView | null> {
  const { language, t } = words
  const rows = finestRows(report)
  const [total] = rowsBy(report)
  if (rows.length === 0 || total?.rates.employment.lower == null) return null
  const { lower } = total.rates.employment
  return inBothWidths(
    `outcomes.heading.${toldApart(rows[0]?.group)}`,
    findingOf('outcomes', { share: percent(language, lower) }, words),
    words,
    size =>
      stackedBars({
        ...size,
        bars: rows.map(({ group }) => groupName(group, words)),
        parts: outcomes.map(outcome => ({
          name: t(language, `report.outcome.${outcome}`),
          look: outcomeLooks[outcome],
          shares: rows.map(({ counts }) => (counts[outcome] ?? 0) / (counts.ended ?? 1)),
        })),
        formatShare: share => wholePercent(language, share),
      }),
  )
}

/** How the purposes were met, by purpose and sex. */
export async function purposeMetChart(report: Report, words: Words): Promise<ChartView | null> {
  const rows = purposeMetRows(report).filter(({ share }) => share !== null)
  const [totals, bySex] = [
    rows.filter(({ group }) => group.sex === undefined),
    rows.filter(({ group }) => group.sex !== undefined),
  ]
  if (totals.length === 0) return null
  const drawn = bySex.length > 0 ? bySex : totals
  const shares = list(
    words.language,
    totals.map(row => metShare(report, row, words)),
  )
  const heading = `met.heading.${toldApart(drawn[0]?.group)}`
  return inBothWidths(heading, findingOf('met', { shares }, words), words, size =>
    stackedBars({
      ...size,
      bars: drawn.map(({ group }) => groupName({ ...report.filters, ...group }, words)),
      parts: metParts(drawn, words),
      formatShare: share => wholePercent(words.language, share),
    }),
  )
}

/** "72,1 % (språkpraktik)" */
function metShare(report: Report, { group, share }: PurposeMet, words: Words): string {
  const name = groupName({ ...report.filters, ...group }, words).toLocaleLowerCase(words.language)
  return `${percent(words.language, share ?? 0)} (${name})`
}

function metParts(rows: readonly PurposeMet[], { language, t }: Words): StackedBars['parts'] {
  return purposeMetCodes
    .filter(code => code !== 'unknown')
    .map(code => ({
      name: t(language, `report.purpose_met.code.${code}`),
      look: metLooks[code],
      shares: rows.map(({ row, judged }) => (row.counts[code] ?? 0) / (judged ?? 1)),
    }))
}

/** The share in work by unit, each with its bounds. */
export async function unitChart(report: Report, words: Words): Promise<ChartView | null> {
  const { language, t } = words
  const rows = rowsBy(report, 'unit').flatMap(({ group, rates }) => {
    const { lower, value, upper } = rates.employment
    if (lower === null || value === null || upper === null) return []
    return [{ name: valueName('unit', group.unit ?? '', words, report.unitNames), lower, value, upper }]
  })
  if (rows.length < 2) return null
  const values = rows.map(({ value }) => value)
  const range = {
    least: percent(language, Math.min(...values)),
    most: percent(language, Math.max(...values)),
  }
  const finding = [findingOf('units', range, words), notShown(report, rows, words)].filter(
    text => text !== null,
  )
  return inBothWidths('units.heading', finding.join(' '), words, size =>
    rangeChart({
      ...size,
      rows,
      names: {
        range: t(language, 'report.chart.units.range'),
        value: t(language, 'report.chart.units.value'),
      },
      formatShare: share => wholePercent(language, share),
    }),
  )
}

/** "Jobbtorg Farsta och Jobbtorg Kista visas inte." */
function notShown(report: Report, drawn: readonly { name: string }[], words: Words): string | null {
  const missing = rowsBy(report, 'unit')
    .map(({ group }) => valueName('unit', group.unit ?? '', words, report.unitNames))
    .filter(name => drawn.every(row => row.name !== name))
  if (missing.length === 0) return null
  return findingPart('units.not_shown', { units: list(words.language, missing) }, words)
}

/** How the answers came in. */
export async function daysChart(report: Report, words: Words): Promise<ChartView | null> {
  const { language, t } = words
  const finding = daysSentence(report, words)
  if (finding === null) return null
  return inBothWidths('days.heading', finding, words, size =>
    curveChart({
      ...size,
      daysName: t(language, 'report.days.axis'),
      points: knownPoints(report),
      formatShare: share => wholePercent(language, share),
    }),
  )
}

/** What had come at the end of each day of which that is known, from the last day before the first answers. */
function knownPoints(report: Report) {
  const days = arrivals(report)
  const before = Math.max(0, (days[0]?.firstDay ?? 0) - 1)
  const known = days.flatMap(({ lastDay, share }) =>
    lastDay === null ? [] : [{ day: lastDay, share: share ?? 0 }],
  )
  return [{ day: before, share: 0 }, ...known]
}

type Size = { label: string; widthPixels: number }

/** Once for a wide page and print, once for a phone. */
async function inBothWidths(
  headingKey: string,
  finding: string,
  { language, t }: Words,
  drawAt: (size: Size) => Promise<string>,
): Promise<ChartView> {
  const heading = t(language, `report.chart.${headingKey}`)
  const label = `${heading}. ${finding}`
  return {
    heading,
    finding,
    wide: trusted(await drawAt({ label, widthPixels: 880 })),
    narrow: trusted(await drawAt({ label, widthPixels: 360 })),
  }
}

function findingOf(name: string, values: Record<string, string>, words: Words): string {
  return findingPart(`${name}.finding`, values, words)
}

function findingPart(key: string, values: Record<string, string>, { language, t }: Words): string {
  return t(language, `report.chart.${key}`, values)
}

/** By purpose and sex where any such group may be drawn, else by one of them. */
function finestRows(report: Report): OutcomeRow[] {
  const told = [['purpose', 'sex'], ['purpose'], ['sex']] as const
  return told.map(by => rowsBy(report, ...by).filter(isDrawn)).find(rows => rows.length > 0) ?? []
}

/** What the groups of a drawing differ in, for its heading. */
function toldApart({ purpose, sex }: Group = {}): 'purpose_sex' | 'purpose' | 'sex' | 'all' {
  if (purpose !== undefined) return sex === undefined ? 'purpose' : 'purpose_sex'
  return sex === undefined ? 'all' : 'sex'
}

function isDrawn({ counts }: OutcomeRow): boolean {
  return (counts.ended ?? 0) >= leastBase && outcomes.every(outcome => counts[outcome] !== null)
}

/** "Språkpraktik, kvinnor" */
function groupName(group: Group, words: Words): string {
  const { sex, purpose } = group
  if (purpose === undefined) return sexName(group, words)
  const purposeWord = valueName('purpose', purpose, words)
  return sex === undefined
    ? purposeWord
    : `${purposeWord}, ${sexName(group, words).toLocaleLowerCase(words.language)}`
}
