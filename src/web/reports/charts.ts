import { type Outcome, outcomes } from '../../domain/outcome.ts'
import { type Group, type OutcomeRow, type Report, tableBy } from '../../domain/report.ts'
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
import { rowsBy } from './outcome-tables.ts'
import { type PurposeMet, purposeMetRows, sexName } from './purposes.ts'

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
  const rows = finestRows(report).filter(isDrawn)
  const [total] = rowsBy(report)
  if (rows.length === 0 || total?.rates.employment.lower == null) return null
  const { lower } = total.rates.employment
  const tellsPurposes = rows.some(({ group }) => ({ ...report.filters, ...group }).purpose !== undefined)
  return inBothWidths(
    tellsPurposes ? 'outcomes' : 'outcomes_by_sex',
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
  return inBothWidths('met', findingOf('met', { shares }, words), words, size =>
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
  return inBothWidths('units', findingOf('units', range, words), words, size =>
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

/** How the answers came in. */
export async function daysChart(report: Report, words: Words): Promise<ChartView | null> {
  const { language, t } = words
  const finding = daysSentence(report, words)
  if (finding === null) return null
  return inBothWidths('days', finding, words, size =>
    curveChart({
      ...size,
      daysName: t(language, 'report.days.axis'),
      points: arrivals(report).map(({ lastDay, share }) => ({ day: lastDay, share: share ?? 0 })),
      formatShare: share => wholePercent(language, share),
    }),
  )
}

type Size = { label: string; widthPixels: number }

/** Once for a wide page and print, once for a phone. */
async function inBothWidths(
  name: string,
  finding: string,
  { language, t }: Words,
  drawAt: (size: Size) => Promise<string>,
): Promise<ChartView> {
  const heading = t(language, `report.chart.${name}.heading`)
  const label = `${heading}. ${finding}`
  return {
    heading,
    finding,
    wide: trusted(await drawAt({ label, widthPixels: 880 })),
    narrow: trusted(await drawAt({ label, widthPixels: 360 })),
  }
}

function findingOf(name: string, values: Record<string, string>, { language, t }: Words): string {
  return t(language, `report.chart.${name}.finding`, values)
}

/** By purpose and sex where the report tells both apart, else by the one it tells. */
function finestRows(report: Report): OutcomeRow[] {
  if (tableBy(report, 'purpose', 'sex')) return rowsBy(report, 'purpose', 'sex')
  return tableBy(report, 'sex') ? rowsBy(report, 'sex') : rowsBy(report, 'purpose')
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
