import type { Report } from './report.ts'
import type { Period } from './statistics.ts'

/** How much of a report is published: all of it, or what later reports of the same year can't be subtracted from. */
export const reportForms = ['short', 'whole'] as const
export type ReportForm = (typeof reportForms)[number]

/** The form in which a report is published on that day: whole once the last calendar year that it touches is over. */
export function formOn(today: Temporal.PlainDate, { to }: Pick<Period, 'to'>): ReportForm {
  return to.year < today.year ? 'whole' : 'short'
}

/**
 * What may be published while the year goes on. What is hidden is decided by the months that are over, so January is
 * decided without February: a table of its own for each would tell, less the table of the quarter and the year, what one
 * of them hides. Left are the totals, women and men, and the purposes of whole quarters.
 */
export function shortForm(report: Report): Report {
  if (Object.keys(report.filters).length > 0) throw new Error('A report with filters has no short form')
  const told = isOfWholeQuarters(report.period) ? ['', 'sex', 'purpose'] : ['', 'sex']
  return {
    ...report,
    tables: report.tables.filter(({ by }) => told.includes(by.join())),
    details: [],
    answerDays: [],
    hosts: null,
    costs: null,
    hostViews: null,
    unitNames: {},
  }
}

function isOfWholeQuarters({ from, to }: Period): boolean {
  return from.month % 3 === 1 && to.month % 3 === 0
}
