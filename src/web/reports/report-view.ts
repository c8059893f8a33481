import { dayOf } from '../../domain/calendar.ts'
import type { Report } from '../../domain/report.ts'
import { leastBase } from '../../domain/statistics.ts'
import { leastCount } from '../../domain/suppression.ts'
import { filterTexts } from '../../files/report-words.ts'
import type { Words } from '../../render.ts'
import { list, moment, number, period } from '../../render-values.ts'
import { daysTable, lettersTable } from './answers.ts'
import { daysChart, outcomeChart, purposeMetChart, unitChart } from './charts.ts'
import { costsView } from './costs.ts'
import { hostsView } from './hosts.ts'
import { jobsTable } from './jobs.ts'
import { lastingTables } from './lasting.ts'
import { missingTable } from './non-response.ts'
import { purposeTable, traitTables, untoldTraits } from './outcome-tables.ts'
import { participantsView } from './participants.ts'
import { purposeMetTable, purposeParts } from './purposes.ts'
import type { ReportLinks } from './report-links.ts'
import { sentence } from './sentences.ts'
import { learningTable, sourcesTable } from './sources.ts'
import { summaryView } from './summary.ts'

/** What is explained at the end, in this order. */
const definitions = [
  'ended',
  'aspirant',
  'known',
  'told',
  'response',
  'knowledge',
  'share',
  'bounds',
  'met',
  'judged',
  'views',
  'lasting',
  'new',
] as const

/** A survey opens within so many days of the end of its placement. */
const opensWithinDays = 14

/** What the report is told with besides its figures. */
export type About = {
  organisation: string
  /** When its figures were counted. */
  countedAt: Temporal.Instant
  /** Where figures lead to the placements behind them. */
  links?: ReportLinks
  /** Published in short form: what is left out is not hidden, it is in the whole report. */
  isShort?: boolean
  /** How long a survey can be answered, on a page that tells until when answers may come. */
  closesAfterDays?: number
  /** Whether the report is offered as an Excel file beside this. */
  hasFiles?: boolean
}

/** The board's report in words, tables and drawings: what templates/pages/report-body.hbs shows. */
export async function reportView(report: Report, words: Words, about: About) {
  const { organisation, countedAt, isShort = false } = about
  const { language, t } = words
  const periodText = period(language, report.period.from, report.period.to)
  const head = {
    organisation,
    ended: t(language, 'report.ended_in', { period: periodText }),
    filters: filterTexts(report.filters, report.unitNames, words),
    source: t(language, 'report.chart.source', { organisation, moment: moment(language, countedAt) }),
  }
  const nothing = report.nothingShown ?? (report.placements.ended === 0 ? 'nothing_ended' : null)
  if (nothing !== null)
    return {
      ...head,
      nothing: {
        code: nothing,
        period: periodText,
        isFiltered: nothing === 'too_few' && head.filters.length > 0,
      },
      figures: null,
    }
  return { ...head, nothing: null, figures: { isShort, ...(await figuresView(report, words, about)) } }
}

async function figuresView(report: Report, words: Words, about: About) {
  const { links, hasFiles = false } = about
  // With a unit, say, there are no details, and with any filter no days.
  const hasDetails = report.details.length > 0
  const hasDays = report.answerDays.length > 0
  const participants = participantsView(report, words)
  return {
    summary: summaryView(report, lastAnswers(report, about), words, links),
    costs: report.costs && costsView(report.costs, words),
    hosts: report.hosts && hostsView(report.hosts, words, { links, hasFiles }),
    participants,
    purposes: purposeParts(report, words, links),
    met: {
      chart: await purposeMetChart(report, words),
      table: hasDetails ? purposeMetTable(report, words, links) : null,
    },
    outcomes: { chart: await outcomeChart(report, words), table: purposeTable(report, words, links) },
    jobs: hasDetails ? jobsTable(report, words, links) : null,
    learning: participants && learningTable(report, words),
    lasting: lastingTables(report, words),
    sources: participants && sourcesTable(report, words),
    traits: await traitsView(report, words, links),
    missing: missingTable(report, words, links),
    letters: hasDetails ? lettersTable(report, words, links) : null,
    days: { chart: await daysChart(report, words), table: hasDays ? daysTable(report, words, links) : null },
    definitions,
    least: { count: number(words.language, leastCount), base: number(words.language, leastBase) },
  }
}

/** The last day on which an answer may come, or null where it has passed. */
function lastAnswers(
  { period: { to } }: Report,
  { countedAt, closesAfterDays }: About,
): Temporal.PlainDate | null {
  if (closesAfterDays === undefined) return null
  const last = to.add({ days: closesAfterDays + opensWithinDays })
  return Temporal.PlainDate.compare(last, dayOf(countedAt)) > 0 ? last : null
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
