import type {
  AnswerDays,
  Count,
  EmployerDetail,
  Group,
  Measure,
  PlacementMeasure,
  Report,
} from '../../domain/report.ts'
import {
  answerDaysAddress,
  detailAddress,
  figureAddress,
  hostAddress,
  totalAddress,
  withoutSexAddress,
} from './figure-link.ts'

/** Where the figures of a report lead, for those who may see the placements behind them. */
export type ReportLinks = {
  /** The counts at the top, and of them those without a registered sex. */
  toTotal(measure: PlacementMeasure, shown: Count): string
  toWithoutSex(shown: Count): string
  toFigure(group: Group, measure: Measure, shown: Count): string
  toDetail(group: Group, part: { detail: EmployerDetail; code: string }, shown: Count): string
  toHost(employerId: number, measure: 'ended' | 'answered' | 'yes', shown: Count): string
  toDays(days: AnswerDays): string
}

export function reportLinks(report: Report): ReportLinks {
  return {
    toTotal: (measure, shown) => totalAddress(report, measure, shown),
    toWithoutSex: shown => withoutSexAddress(report, shown),
    toFigure: (group, measure, shown) => figureAddress(report, group, measure, shown),
    toDetail: (group, part, shown) => detailAddress(report, group, part, shown),
    toHost: (employerId, measure, shown) => hostAddress(report, employerId, measure, shown),
    toDays: days => answerDaysAddress(report, days),
  }
}
