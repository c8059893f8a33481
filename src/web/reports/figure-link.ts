import type {
  AnswerDays,
  Count,
  EmployerDetail,
  Group,
  Measure,
  PlacementMeasure,
  Report,
} from '../../domain/report.ts'

/** What the address of a figure says of its report. */
type OfReport = Pick<Report, 'period' | 'filters' | 'exact'>

/**
 * Where an administrator finds the placements that a figure of a table is made of; see figure-query.ts.
 * @param shown the figure as it is shown: the page tells when it is another one now
 */
export function figureAddress(report: OfReport, group: Group, measure: Measure, shown?: Count): string {
  return addressOf(report, group, { measure }, shown)
}

/** The same for a code of a detail. */
export function detailAddress(
  report: OfReport,
  group: Group,
  { detail, code }: { detail: EmployerDetail; code: string },
  shown?: Count,
): string {
  return addressOf(report, group, { detail: `${detail}:${code}` }, shown)
}

/** The same for the counts at the top of a report, which are of everybody where those without a sex may be told. */
export function totalAddress(
  report: OfReport & Pick<Report, 'withoutSex'>,
  measure: PlacementMeasure,
  shown?: Count,
): string {
  const { exact, withoutSex } = report
  return addressOf({ ...report, exact: exact || withoutSex !== null }, {}, { measure }, shown)
}

/** The same for those whose sex is not registered. */
export function withoutSexAddress(report: OfReport, shown?: Count): string {
  return addressOf(report, { sex: 'unknown' }, { measure: 'ended' }, shown)
}

/** The same for a host, of whom a public report counts women and men. */
export function hostAddress(
  report: OfReport,
  employerId: number,
  measure: 'ended' | 'answered' | 'yes',
  shown?: Count,
): string {
  return addressOf(report, {}, { employer: String(employerId), measure }, shown)
}

/** The same for the answers of some days. */
export function answerDaysAddress(report: OfReport, { firstDay, lastDay, answers }: AnswerDays): string {
  return addressOf(report, {}, { days: `${firstDay}-${lastDay ?? ''}` }, answers)
}

/** `filtered` names what the whole report is filtered by, so that the page can lead back to it. */
function addressOf(
  { period, filters, exact }: OfReport,
  group: Group,
  counted: Readonly<Record<string, string>>,
  shown: Count = null,
): string {
  const told = { ...filters, ...group }
  const filtered = Object.keys(filters).join('.')
  const query = new URLSearchParams({
    from: period.from.toString(),
    to: period.to.toString(),
    ...told,
    ...(exact || told.sex !== undefined ? {} : { sexes: 'registered' }),
    ...counted,
    ...(filtered === '' ? {} : { filtered }),
    ...(shown === null ? {} : { shown: String(shown) }),
  })
  return `/reports/placements?${query}`
}
