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
  const { init } = await loadCharts()
  const place = chart.widthPixels < 600 ? narrow : wide
  const legendPixels = legendRowPixels * (place.legend === 'vertical' ? chart.parts.length : 1)
  const height = legendPixels + chart.bars.length * place.barPixels + 48
  const drawing = init(null, null, { renderer: 'svg', ssr: true, width: chart.widthPixels, height })
  try {
    drawing.setOption(chartOption(chart, place, legendPixels))
    return forPage(drawing.renderToSVGString({ useViewBox: true }), chart.label)
  } finally {
    drawing.dispose()
  }
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
    legend: {
      top: 0,
      left: 0,
      orient: place.legend,
      itemGap: place.legend === 'vertical' ? 8 : 20,
      selectedMode: false,
      itemStyle: { borderColor: ink, borderWidth: 1 },
      textStyle: text,
    },
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
