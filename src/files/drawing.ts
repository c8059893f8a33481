import type { EChartsCoreOption } from 'echarts/core'

/** Told apart by lightness, not only by hue: for colour-blind readers and for a black-and-white print. */
export const looks = {
  strong: { fill: '#0b4a7d', text: '#ffffff' },
  medium: { fill: '#5b9fd0', text: '#10212e' },
  light: { fill: '#c3dff2', text: '#10212e' },
  contrary: { fill: '#b85c12', text: '#ffffff' },
  missing: { fill: '#ededed', text: '#222222' },
} as const
export type PartLook = keyof typeof looks

export const ink = '#222222'
export const fontFamily = 'system-ui, sans-serif'
export const rightPixels = 24

/** How the drawing is laid out: beside a table, or on a phone, where names have two lines and the legend is a list. */
export type Place = {
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

/** What every drawing has: its text alternative, and how wide its place is. */
export type Drawn = { label: string; widthPixels: number }

/**
 * Draws a piece of SVG for a page: it scales with its place, has a text alternative, and holds no style attribute, style
 * element, class or script, so that it is shown under a policy that allows none of them.
 * ECharts is loaded by the first chart, not by every command.
 */
export async function draw(
  { label, widthPixels }: Drawn,
  height: number,
  option: EChartsCoreOption,
): Promise<string> {
  const { init } = await loadCharts()
  const drawing = init(null, null, { renderer: 'svg', ssr: true, width: widthPixels, height })
  try {
    drawing.setOption({ animation: false, ...option })
    return forPage(drawing.renderToSVGString({ useViewBox: true }), label)
  } finally {
    drawing.dispose()
  }
}

export function placeOf({ widthPixels }: Drawn): Place {
  return widthPixels < 600 ? narrow : wide
}

/** Numbers on a line from 0 to 1. */
export function shareAxis(place: Place, formatShare: (share: number) => string): object {
  const text = { fontFamily, fontSize: place.fontPixels, color: ink }
  return {
    type: 'value',
    min: 0,
    max: 1,
    interval: place.axisInterval,
    axisLabel: { ...text, formatter: formatShare },
  }
}

/** Names from top to bottom. */
export function namesAxis(place: Place, names: readonly string[]): object {
  const text = { fontFamily, fontSize: place.fontPixels, color: ink }
  return {
    type: 'category',
    data: names,
    inverse: true,
    axisTick: { show: false },
    axisLabel: { ...text, interval: 0, width: place.namesPixels - 12, overflow: 'break' },
  }
}

export function legendOption({ legend, fontPixels }: Place): object {
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

async function loadCharts() {
  const [core, { BarChart, LineChart }, { GridComponent, LegendComponent }, { SVGRenderer }] =
    await Promise.all([
      import('echarts/core'),
      import('echarts/charts'),
      import('echarts/components'),
      import('echarts/renderers'),
    ])
  core.use([BarChart, LineChart, GridComponent, LegendComponent, SVGRenderer])
  return core
}

/**
 * The drawing speaks for itself to a screen reader, and what only a script or a pointer would use is left out. What a
 * label holds is put in by a function: in a replacement text, "$&" would be markup.
 */
function forPage(svg: string, label: string): string {
  return svg
    .replace(/<style[\s\S]*?<\/style>/g, '')
    .replace(/ (?:class|pointer-events|ecmeta_\w+|version|baseProfile|xml:space|xmlns:xlink)="[^"]*"/g, '')
    .replace(/ style="([^"]*)"/g, (_, style: string) => presentationAttributes(style))
    .replace('<svg ', () => `<svg role="img" aria-label="${escapeAttribute(label)}" `)
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
