import { type Outcome, outcomes } from '../domain/outcome.ts'
import { type EmploymentRow, employmentRows, leastBase, type Report } from '../domain/statistics.ts'
import { type PartLook, stackedBars } from '../files/chart.ts'
import { trusted } from '../render.ts'
import { wholePercent } from '../render-values.ts'
import { shareText, type Words } from './report-view.ts'

const looks: Readonly<Record<Outcome, PartLook>> = {
  yes: 'strong',
  offered_declined: 'medium',
  not_yet: 'light',
  no: 'contrary',
  unknown: 'missing',
}

/**
 * How the outcomes are shared by purpose and sex, drawn once for a wide page and print and once for a phone.
 * Null where every group is too small for shares.
 */
export async function chartView(report: Report, words: Words) {
  const rows = employmentRows(report.cells.employment)
  const groups = rows.filter(
    ({ purpose, sex, ended }) =>
      purpose !== 'all' && (sex === 'woman' || sex === 'man') && ended >= leastBase,
  )
  if (groups.length === 0) return null
  const finding = findingOf(rows, words)
  const label = `${words.t(words.language, 'report.chart.heading')}. ${finding}`
  return {
    finding,
    wide: await draw(groups, label, 880, words),
    narrow: await draw(groups, label, 360, words),
  }
}

async function draw(rows: readonly EmploymentRow[], label: string, widthPixels: number, words: Words) {
  const { language, t } = words
  const svg = await stackedBars({
    label,
    widthPixels,
    bars: rows.map(row => barName(row, words)),
    parts: outcomes.map(outcome => ({
      name: t(language, `report.outcome.${outcome}`),
      look: looks[outcome],
      shares: rows.map(row => row.counts[outcome] / row.ended),
    })),
    formatShare: share => wholePercent(language, share),
  })
  return trusted(svg)
}

/** "Språkpraktik, kvinnor" */
function barName({ purpose, sex }: EmploymentRow, { language, t }: Words): string {
  return t(language, 'report.chart.bar', {
    purpose: t(language, `report.purpose.${purpose}`),
    sex: t(language, `report.sex.${sex}`).toLocaleLowerCase(language),
  })
}

/** The finding in words holds for every period: what is known of each purpose, and no ranking of unlike groups. */
function findingOf(rows: readonly EmploymentRow[], words: Words): string {
  const { language, t } = words
  const shares = rows
    .filter(({ purpose, sex, ended }) => purpose !== 'all' && sex === 'all' && ended >= leastBase)
    .map(row => {
      const purpose = t(language, `report.purpose.${row.purpose}`).toLocaleLowerCase(language)
      return t(language, 'report.chart.part', {
        purpose,
        share: shareText(row.employment.lower, row.ended, words),
      })
    })
  const list = new Intl.ListFormat(language, { type: 'conjunction' }).format(shares)
  return t(language, 'report.chart.finding', { shares: list })
}
