import type { Context } from '../context.ts'
import { countByMonth } from '../db/lanes.ts'
import { dayOf } from '../domain/calendar.ts'
import { type Ending, endings, type ResponseMonth, responseMonths } from '../domain/lane.ts'
import { stackedColumns } from '../files/chart.ts'
import type { PartLook } from '../files/drawing.ts'
import type { Words } from '../render.ts'
import { trusted } from '../render.ts'
import { monthName, number } from '../render-values.ts'
import type { Reading } from './home-lane.ts'

const howMany = 12
const looks: Readonly<Record<Ending, PartLook>> = {
  answered: 'strong',
  under_way: 'light',
  unknown: 'missing',
}

/**
 * How the placements stand that ended in the last twelve months, month by month: drawn for a wide page and print, and
 * for a phone, and as numbers. Null where none has ended.
 */
export async function monthsView({ renderer }: Context, { db, scope, now, language }: Reading) {
  const words = { language, t: renderer.t }
  const today = dayOf(now)
  const from = today.with({ day: 1 }).subtract({ months: howMany - 1 })
  const months = responseMonths(today, howMany, await countByMonth(db, scope, from, today))
  const totals = totalsOf(months.map(({ counts }) => counts))
  if (totals.ended === 0) return null
  const finding = renderer.t(language, 'home.months.finding', texts(totals, words))
  const label = `${renderer.t(language, 'home.months.heading')}. ${finding}`
  return {
    finding,
    wide: await draw(months, label, 880, words),
    narrow: await draw(months, label, 360, words),
    endings,
    rows: months
      .toReversed()
      .map(({ month, counts }) => ({ month: monthName(words.language, month), ...totalsOf([counts]) })),
  }
}

async function draw(months: readonly ResponseMonth[], label: string, widthPixels: number, words: Words) {
  const svg = await stackedColumns({
    label,
    widthPixels,
    columns: months.map(({ month }) => shortMonth(month, words)),
    parts: endings.map(ending => ({
      name: words.t(words.language, `home.months.ending.${ending}`),
      look: looks[ending],
      counts: months.map(({ counts }) => counts[ending]),
    })),
    formatCount: count => number(words.language, count),
  })
  return trusted(svg)
}

function totalsOf(counted: readonly Record<Ending, number>[]) {
  const sum = (ending: Ending) => counted.reduce((total, counts) => total + counts[ending], 0)
  const [answered, under_way, unknown] = [sum('answered'), sum('under_way'), sum('unknown')]
  return { ended: answered + under_way + unknown, answered, under_way, unknown }
}

function texts(totals: ReturnType<typeof totalsOf>, { language }: Words): Record<string, string> {
  return Object.fromEntries(Object.entries(totals).map(([name, count]) => [name, number(language, count)]))
}

/** Without its full stop and its year, which twelve months in order can do without. */
function shortMonth(month: Temporal.PlainYearMonth, { language }: Words): string {
  return month.toPlainDate({ day: 1 }).toLocaleString(language, { month: 'short' }).replace('.', '')
}
