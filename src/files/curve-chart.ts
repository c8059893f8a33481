import { draw, fontFamily, ink, looks, placeOf, rightPixels } from './drawing.ts'

/** How a share grows to 1, day by day. */
export type Curve = {
  /** What the chart shows, in a sentence: the text alternative. */
  label: string
  /** What stands under the line of days. */
  daysName: string
  /** The share that is reached at the end of the day; it is not told what happens between two of them. */
  points: readonly { day: number; share: number }[]
  formatShare(share: number): string
  widthPixels: number
}

const curvePixels = 240

/** A straight line from each day that is known to the next: nobody is told when within them the answers came. */
export async function curveChart(chart: Curve): Promise<string> {
  const place = placeOf(chart)
  const axisLabel = { fontFamily, fontSize: place.fontPixels, color: ink }
  return draw(chart, curvePixels + 64, {
    textStyle: axisLabel,
    grid: { top: 14, right: rightPixels, bottom: 50, left: 60 },
    xAxis: {
      type: 'value',
      min: 0,
      minInterval: 7,
      name: chart.daysName,
      nameLocation: 'middle',
      nameGap: 30,
      nameTextStyle: axisLabel,
      splitLine: { show: false },
      axisLabel,
    },
    yAxis: {
      type: 'value',
      min: 0,
      max: 1,
      interval: 0.25,
      axisLabel: { ...axisLabel, formatter: chart.formatShare },
    },
    series: [
      {
        type: 'line',
        silent: true,
        showSymbol: false,
        color: looks.strong.fill,
        lineStyle: { width: 3 },
        data: chart.points.map(({ day, share }) => [day, share]),
      },
    ],
  })
}
