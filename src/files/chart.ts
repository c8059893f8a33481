import type { EChartsCoreOption } from 'echarts/core'

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

/** Told apart by lightness, not only by hue: for colour-blind readers and for a black-and-white print. */
const looks = {
  strong: { fill: '#0b4a7d', text: '#ffffff' },
  medium: { fill: '#5b9fd0', text: '#10212e' },
  light: { fill: '#c3dff2', text: '#10212e' },
  contrary: { fill: '#d9772b', text: '#1d0f04' },
  missing: { fill: '#e9e9e9', text: '#222222' },
} as const
export type PartLook = keyof typeof looks

const ink = '#222222'
const fontFamily = 'system-ui, sans-serif'
const legendRowPixels = 24
const rightPixels = 24
const leastLabelPixels = 34
/** How high the columns may be. */
const columnPixels = 160

/** How the drawing is laid out: beside a table, or on a phone, where names have two lines and the legend is a list. */
type Place = {
  legend: 'horizontal' | 'vertical'
  barPixels: number
  namesPixels: number
  axisInterval: number
  fontPixels: number
}
const wide: Place = {
  legend: 'horizontal',
  barPixels: 40,
  namesPixels: 232,
  axisInterval: 0.25,
  fontPixels: 14,
}
const narrow: Place = {
  legend: 'vertical',
  barPixels: 48,
  namesPixels: 124,
  axisInterval: 0.5,
  fontPixels: 13,
}

/**
 * Draws the bars as a piece of SVG for a page: it scales with its place, has a text alternative, and holds no style
 * attribute, style element, class or script, so that it is shown under a policy that allows none of them.
 * ECharts is loaded by the first chart, not by every command.
 */
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

type Drawn = { label: string; widthPixels: number }

async function draw({ label, widthPixels }: Drawn, height: number, option: EChartsCoreOption) {
  const { init } = await loadCharts()
  const drawing = init(null, null, { renderer: 'svg', ssr: true, width: widthPixels, height })
  try {
    drawing.setOption(option)
    return forPage(drawing.renderToSVGString({ useViewBox: true }), label)
  } finally {
    drawing.dispose()
  }
}

function placeOf({ widthPixels }: Drawn): Place {
  return widthPixels < 600 ? narrow : wide
}

function legendHeight({ parts }: { parts: readonly unknown[] }, { legend }: Place): number {
  return legendRowPixels * (legend === 'vertical' ? parts.length : 1)
}

async function loadCharts() {
  const [core, { BarChart }, { GridComponent, LegendComponent }, { SVGRenderer }] = await Promise.all([
    import('echarts/core'),
    import('echarts/charts'),
    import('echarts/components'),
    import('echarts/renderers'),
  ])
  core.use([BarChart, GridComponent, LegendComponent, SVGRenderer])
  return core
}

function chartOption(chart: StackedBars, place: Place, legendPixels: number): EChartsCoreOption {
  const text = { fontFamily, fontSize: place.fontPixels, color: ink }
  return {
    animation: false,
    textStyle: text,
    legend: legendOption(place),
    grid: { top: legendPixels + 8, right: rightPixels, bottom: 30, left: place.namesPixels },
    xAxis: {
      type: 'value',
      max: 1,
      interval: place.axisInterval,
      axisLabel: { ...text, formatter: chart.formatShare },
    },
    yAxis: {
      type: 'category',
      data: chart.bars,
      inverse: true,
      axisTick: { show: false },
      axisLabel: { ...text, interval: 0, width: place.namesPixels - 12, overflow: 'break' },
    },
    series: chart.parts.map(part => partSeries(chart, place, part)),
  }
}

function columnsOption(chart: StackedColumns, place: Place, legendPixels: number): EChartsCoreOption {
  const text = { fontFamily, fontSize: place.fontPixels - 2, color: ink }
  return {
    animation: false,
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

function legendOption({ legend, fontPixels }: Place): object {
  return {
    top: 0,
    left: 0,
    orient: legend,
    itemGap: legend === 'vertical' ? 8 : 28,
    selectedMode: false,
    itemStyle: { borderColor: ink, borderWidth: 1 },
    textStyle: { fontFamily, fontSize: fontPixels, color: ink },
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

/** The drawing speaks for itself to a screen reader, and what only a script or a pointer would use is left out. */
function forPage(svg: string, label: string): string {
  return svg
    .replace(/<style[\s\S]*?<\/style>/g, '')
    .replace(/ (?:class|pointer-events|ecmeta_\w+|version|baseProfile|xml:space|xmlns:xlink)="[^"]*"/g, '')
    .replace(/ style="([^"]*)"/g, (_, style: string) => presentationAttributes(style))
    .replace('<svg ', `<svg role="img" aria-label="${escapeAttribute(label)}" `)
}

/** `font-size:14px;font-family:x` -> ` font-size="14px" font-family="x"` */
function presentationAttributes(style: string): string {
  return style
    .split(';')
    .flatMap(declaration => {
      const [name, value] = declaration.split(':')
      return name && value ? [` ${name.trim()}="${value.trim()}"`] : []
    })
    .join('')
}

function escapeAttribute(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;')
}
