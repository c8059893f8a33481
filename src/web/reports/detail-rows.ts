import { type Purpose, purposes } from '../../domain/codes.ts'
import {
  type Count,
  type Detail,
  type DetailRow,
  type Dimension,
  detailBy,
  type Group,
  type Report,
} from '../../domain/report.ts'
import { valueName } from '../../files/report-words.ts'
import type { Words } from '../../render.ts'
import { shareOf, sumOf } from './cells.ts'
import type { Body } from './table-view.ts'

/** The row of a detail that is of this group, or undefined where the report does not tell it apart. */
export function detailRow(report: Report, detail: Detail, { sex, purpose }: Group): DetailRow | undefined {
  const by: Dimension[] = [
    ...(purpose === undefined ? [] : (['purpose'] as const)),
    ...(sex === undefined ? [] : (['sex'] as const)),
  ]
  return detailBy(report, detail, ...by)?.rows.find(
    ({ group }) => group.sex === sex && group.purpose === purpose,
  )
}

/** What is judged of a group: how many could be judged, and for how many it was fully or largely so. */
export type Judged = { judged: Count; good: Count; share: number | null }

/** Of those who could tell: "don't know" says nothing about the placement. */
export function judgedOf(counts: DetailRow['counts']): Judged {
  const judged = sumOf(['4', '3', '2', '1'].map(code => counts[code] ?? null))
  const good = judged === null ? null : sumOf(['4', '3'].map(code => counts[code] ?? null))
  return { judged, good, share: shareOf(good, judged) }
}

/** The purposes that the report is of. */
export function toldPurposes({ filters }: Pick<Report, 'filters'>): readonly Purpose[] {
  return filters.purpose === undefined ? purposes : [filters.purpose]
}

/** Women and men, where the report is not of one of them. */
export function sexesIn({ filters }: Pick<Report, 'filters'>): readonly Group[] {
  return filters.sex === undefined ? [{ sex: 'woman' }, { sex: 'man' }] : []
}

/** Each purpose with its sexes, and at the end all purposes; with a filter, what is left. */
export function purposeAndSexBodies(report: Report, words: Words): Body<Group>[] {
  const rowsOf = (group: Group) =>
    [...sexesIn(report).map(sex => ({ ...group, ...sex })), group].map(row => ({
      name: groupSex(report, row, words),
      isTotal: row.sex === undefined,
      row,
    }))
  const all = { head: words.t(words.language, 'report.purpose.all'), rows: rowsOf({}) }
  if (report.filters.purpose !== undefined) return [{ ...all, head: null }]
  return [
    ...purposes.map(purpose => ({ head: valueName('purpose', purpose, words), rows: rowsOf({ purpose }) })),
    all,
  ]
}

/** The sexes together, unless the report is of one of them. */
export function groupSex({ filters }: Pick<Report, 'filters'>, group: Group, words: Words): string {
  return sexName({ ...filters, ...group }, words)
}

export function sexName({ sex }: Group, { language, t }: Words): string {
  return t(language, `report.sex.${sex ?? 'all'}`)
}
