import { type CostPeriod, costPeriodIn } from '../../domain/cost-period.ts'
import { type CostSex, costSexes } from '../../domain/cost-return.ts'
import type { CostCell, CostRow, Costs } from '../../domain/costs.ts'
import type { Words } from '../../render.ts'
import { list, number, percent } from '../../render-values.ts'
import { type Cell, hiddenCell, textCell } from './cells.ts'
import { said, sentence } from './sentences.ts'
import { type Column, type TableView, tableView } from './table-view.ts'

/** The fourth question: what the placements have cost the district boards, and what they have not told. */
export function costsView(costs: Costs, words: Words) {
  const { periods, rows, missing } = costs
  const total = rows.at(-1)
  const reason =
    periods.length === 0 ? 'no_period' : !total ? 'no_answer' : total.woman.paid === null ? 'hidden' : null
  return {
    sentences:
      total && reason === null ? said(paidSentence(total, periods, words), grantSentence(costs, words)) : [],
    nothing: reason && words.t(words.language, `report.costs.${reason}`),
    table: total && reason === null ? costTable(rows, words) : null,
    missing: [...Map.groupBy(missing, ({ period }) => period)].map(([period, of]) => ({
      name: periodName(period, words),
      districts: list(
        words.language,
        of.map(({ district }) => district),
      ),
    })),
  }
}

function paidSentence({ woman, man }: CostRow, periods: readonly string[], words: Words): string | null {
  if (woman.paid === null || man.paid === null) return null
  const { language } = words
  return sentence(
    'costs.sentence',
    {
      periods: list(
        language,
        periods.map(period => periodName(period, words)),
      ),
      all: kronor(woman.paid + man.paid, words),
      woman: kronor(woman.paid, words),
      man: kronor(man.paid, words),
    },
    words,
  )
}

function grantSentence({ activityGrant: { woman, man } }: Costs, words: Words): string | null {
  if (woman === null || man === null) return null
  const { language } = words
  return sentence('costs.grant', { woman: percent(language, woman), man: percent(language, man) }, words)
}

function costTable(rows: readonly CostRow[], words: Words): TableView {
  const { language, t } = words
  const columns: Column<CostRow>[] = (['paid', 'perMonth'] as const).flatMap(figure =>
    costSexes.map(sex => ({
      span: t(language, `report.costs.column.${figure}`),
      name: t(language, `costs.sex.${sex}`),
      cell: row => amountCell(row, sex, figure, words),
    })),
  )
  return tableView({
    id: 'costs-by-district',
    title: t(language, 'report.costs.table'),
    rowHead: t(language, 'costs.column.district'),
    columns,
    bodies: [
      {
        head: null,
        rows: rows.map(row => ({
          name: row.district ?? t(language, 'report.costs.all'),
          isTotal: row.district === null,
          row,
        })),
      },
    ],
  })
}

/** Nothing stands where there is nothing to divide by. */
function amountCell(row: CostRow, sex: CostSex, figure: keyof CostCell, words: Words): Cell {
  const { paid, [figure]: amount } = row[sex]
  if (paid === null) return hiddenCell
  return textCell(amount === null ? '–' : kronor(amount, words))
}

/** In whole kronor: öre make a report no truer. */
function kronor(amount: number, { language }: Words): string {
  return number(language, Math.round(amount))
}

function periodName(key: string, { language, t }: Words): string {
  const period = costPeriodIn(key)
  return period
    ? t(language, `report.costs.${period.kind}`, { year: period.year, quarter: quarterOf(period) })
    : key
}

function quarterOf({ quarter }: CostPeriod): number | string {
  return quarter ?? ''
}
