import type { Report } from '../../domain/report.ts'
import { leastBase } from '../../domain/statistics.ts'
import { leastCount } from '../../domain/suppression.ts'
import { filterTexts } from '../../files/report-words.ts'
import type { Words } from '../../render.ts'
import { list, moment, number, period } from '../../render-values.ts'
import { daysTable, lettersTable } from './answers.ts'
import { daysChart, outcomeChart, purposeMetChart, unitChart } from './charts.ts'
import { hostsView } from './hosts.ts'
import { jobsTable } from './jobs.ts'
import { missingTable } from './non-response.ts'
import { purposeTable, traitTables, untoldTraits } from './outcome-tables.ts'
import { purposeMetTable, purposeParts } from './purposes.ts'
import type { ReportLinks } from './report-links.ts'
import { sentence } from './sentences.ts'
import { summaryView } from './summary.ts'

/** What is explained at the end, in this order. */
const definitions = ['ended', 'known', 'response', 'knowledge', 'share', 'bounds', 'met', 'new'] as const

/** What the report is told with besides its figures. */
export type About = {
  organisation: string
  /** When its figures were counted. */
  countedAt: Temporal.Instant
  /** Where figures lead to the placements behind them. */
  links?: ReportLinks
  /** Published in short form: what is left out is not hidden, it is in the whole report. */
  isShort?: boolean
}

/** The board's report in words, tables and drawings: what templates/pages/report-body.hbs shows. */
export async function reportView(report: Report, words: Words, about: About) {
  const { organisation, countedAt, links, isShort = false } = about
  const { language, t } = words
  const periodText = period(language, report.period.from, report.period.to)
  const head = {
    organisation,
    ended: t(language, 'report.ended_in', { period: periodText }),
    filters: filterTexts(report.filters, report.unitNames, words),
    source: t(language, 'report.chart.source', { organisation, moment: moment(language, countedAt) }),
  }
  const nothing = report.nothingShown ?? (report.placements.ended === 0 ? 'nothing_ended' : null)
  if (nothing !== null) return { ...head, nothing: { code: nothing, period: periodText }, figures: null }
  return { ...head, nothing: null, figures: { isShort, ...(await figuresView(report, words, links)) } }
}

async function figuresView(report: Report, words: Words, links?: ReportLinks) {
  // With a unit, say, there are no details, and with any filter no days.
  const hasDetails = report.details.length > 0
  const hasDays = report.answerDays.length > 0
  return {
    summary: summaryView(report, words, links),
    hosts: report.hosts && hostsView(report.hosts, words, links),
    purposes: purposeParts(report, words, links),
    met: {
      chart: await purposeMetChart(report, words),
      table: hasDetails ? purposeMetTable(report, words, links) : null,
    },
    outcomes: { chart: await outcomeChart(report, words), table: purposeTable(report, words, links) },
    jobs: hasDetails ? jobsTable(report, words, links) : null,
    traits: await traitsView(report, words, links),
    missing: missingTable(report, words, links),
    letters: hasDetails ? lettersTable(report, words, links) : null,
    days: { chart: await daysChart(report, words), table: hasDays ? daysTable(report, words, links) : null },
    definitions,
    least: { count: number(words.language, leastCount), base: number(words.language, leastBase) },
  }
}

/** One table for each thing that placements are told apart by; units with a drawing before theirs. */
async function traitsView(report: Report, words: Words, links?: ReportLinks) {
  const untold = untoldTraits(report, words)
  const chart = await unitChart(report, words)
  return {
    tables: traitTables(report, words, links).map(table => ({
      table,
      chart: table.id === 'by-unit' ? chart : null,
    })),
    untold: untold.length === 0 ? null : sentence('untold', { traits: list(words.language, untold) }, words),
  }
}
