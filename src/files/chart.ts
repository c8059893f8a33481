import type { EChartsCoreOption } from 'echarts/core'
import {
  draw,
  fontFamily,
  ink,
  legendOption,
  looks,
  namesAxis,
  type PartLook,
  type Place,
  placeOf,
  rightPixels,
  shareAxis,
} from './drawing.ts'

/** Horizontal bars of equal length, each divided by shares that add up to 1 (or all 0 where there is nothing). */
export type StackedBars = {
  /** What the chart shows, in a sentence: the text alternative. */
  label: string
  bars: readonly string[]
  parts: readonly { name: string; look: PartLook; shares: readonly number[] }[]
  /** Shown in a part that is wide enough, and on the axis. */
  formatShare(share: number): string
  widthPixels: number
}

/** Columns side by side, each a pile of counts. */
export type StackedColumns = {
  /** What the chart shows, in a sentence: the text alternative. */
  label: string
  /** Short: there is a phone's width for all of them. */
  columns: readonly string[]
  parts: readonly { name: string; look: PartLook; counts: readonly number[] }[]
  formatCount(count: number): string
  widthPixels: number
}

const legendRowPixels = 24
const leastLabelPixels = 34
/** How high the columns may be. */
const columnPixels = 160

/** Draws the bars as a piece of SVG for a page. */
export async function stackedBars(chart: StackedBars): Promise<string> {
  const place = placeOf(chart)
  const legendPixels = legendHeight(chart, place)
  const height = legendPixels + chart.bars.length * place.barPixels + 48
  return draw(chart, height, chartOption(chart, place, legendPixels))
}

/** The same for columns. */
export async function stackedColumns(chart: StackedColumns): Promise<string> {
  const place = placeOf(chart)
  const legendPixels = legendHeight(chart, place)
  return draw(chart, legendPixels + columnPixels + 40, columnsOption(chart, place, legendPixels))
}

function legendHeight({ parts }: { parts: readonly unknown[] }, { legend }: Place): number {
  return legendRowPixels * (legend === 'vertical' ? parts.length : 1)
}

function chartOption(chart: StackedBars, place: Place, legendPixels: number): EChartsCoreOption {
  const text = { fontFamily, fontSize: place.fontPixels, color: ink }
  return {
    textStyle: text,
    legend: legendOption(place),
    grid: { top: legendPixels + 8, right: rightPixels, bottom: 30, left: place.namesPixels },
    xAxis: shareAxis(place, chart.formatShare),
    yAxis: namesAxis(place, chart.bars),
    series: chart.parts.map(part => partSeries(chart, place, part)),
  }
}

function columnsOption(chart: StackedColumns, place: Place, legendPixels: number): EChartsCoreOption {
  const text = { fontFamily, fontSize: place.fontPixels - 2, color: ink }
  return {
    textStyle: text,
    legend: legendOption(place),
    grid: { top: legendPixels + 12, right: 4, bottom: 26, left: 44 },
    xAxis: {
      type: 'category',
      data: chart.columns,
      axisTick: { show: false },
      axisLabel: { ...text, interval: 0 },
    },
    // Placements are whole: a short pile must not have a line at a half.
    yAxis: {
      type: 'value',
      minInterval: 1,
      splitNumber: 3,
      axisLabel: { ...text, formatter: chart.formatCount },
    },
    series: chart.parts.map(({ name, look, counts }) => ({
      name,
      type: 'bar',
      stack: 'all',
      silent: true,
      barWidth: '72%',
      color: looks[look].fill,
      itemStyle: { borderColor: ink, borderWidth: 1 },
      // An empty part would still draw its border.
      data: counts.map(count => count || null),
    })),
  }
}

function partSeries(chart: StackedBars, place: Place, part: StackedBars['parts'][number]): object {
  const { fill, text } = looks[part.look]
  const barLength = chart.widthPixels - place.namesPixels - rightPixels
  const hasRoom = (share: number) => share * barLength >= leastLabelPixels
  return {
    name: part.name,
    type: 'bar',
    stack: 'all',
    silent: true,
    barWidth: '68%',
    color: fill,
    itemStyle: { borderColor: '#ffffff', borderWidth: 1 },
    data: part.shares,
    label: {
      show: true,
      fontFamily,
      fontSize: 13,
      color: text,
      textBorderWidth: 0,
      formatter: ({ value }: { value: number }) => (hasRoom(value) ? chart.formatShare(value) : ''),
    },
  }
}
