import {
  draw,
  fontFamily,
  ink,
  legendOption,
  looks,
  namesAxis,
  placeOf,
  rightPixels,
  shareAxis,
} from './drawing.ts'

/** Shares from 0 to 1, each with how low and how high it may be. */
export type Ranges = {
  /** What the chart shows, in a sentence: the text alternative. */
  label: string
  /** What the bar and the mark in it are. */
  names: { range: string; value: string }
  rows: readonly { name: string; lower: number; value: number; upper: number }[]
  formatShare(share: number): string
  widthPixels: number
}

const rowPixels = 34

/** A bar from the lowest to the highest value, with a mark at the known one. */
export async function rangeChart(chart: Ranges): Promise<string> {
  const place = placeOf(chart)
  const legendPixels = place.legend === 'vertical' ? 48 : 24
  const { rows, names } = chart
  const bar = { type: 'bar', stack: 'range', silent: true, barWidth: 14 }
  return draw(chart, legendPixels + rows.length * rowPixels + 48, {
    textStyle: { fontFamily, fontSize: place.fontPixels, color: ink },
    legend: { ...legendOption(place), data: [names.range, names.value] },
    grid: { top: legendPixels + 8, right: rightPixels, bottom: 30, left: place.namesPixels },
    xAxis: shareAxis(place, chart.formatShare),
    yAxis: namesAxis(
      place,
      rows.map(({ name }) => name),
    ),
    series: [
      // Holds the bar up to where it begins; nothing of it is seen.
      { ...bar, name: 'up to', color: 'transparent', data: rows.map(({ lower }) => lower) },
      {
        ...bar,
        name: names.range,
        color: looks.light.fill,
        itemStyle: { borderColor: ink, borderWidth: 1 },
        data: rows.map(({ lower, upper }) => upper - lower),
      },
      {
        name: names.value,
        type: 'line',
        silent: true,
        symbol: 'diamond',
        symbolSize: 14,
        color: looks.strong.fill,
        lineStyle: { width: 0 },
        data: rows.map(({ value }) => value),
      },
    ],
  })
}
