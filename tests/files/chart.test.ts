import { expect, test } from 'vitest'
import { type StackedBars, stackedBars } from '../../src/files/chart.ts'
import { curveChart } from '../../src/files/curve-chart.ts'
import { looks } from '../../src/files/drawing.ts'
import { rangeChart } from '../../src/files/range-chart.ts'

const chart: StackedBars = {
  label: 'Known work: "step" 25 % & language < 10 %',
  bars: ['Språkpraktik, kvinnor', 'R&D <b>'],
  parts: [
    { name: 'Arbete', look: 'strong', shares: [0.4, 0.02] },
    { name: 'Okänt', look: 'missing', shares: [0.6, 0.98] },
  ],
  formatShare: share => `${Math.round(share * 100)} %`,
  widthPixels: 880,
}

const forbidden = /<style|style=|<script|on\w+=|href|class=|CDATA/

test('a chart is one SVG image with its text alternative', async () => {
  const svg = await stackedBars(chart)
  expect(svg).toMatch(/^<svg role="img" aria-label="[^"]+" /)
  expect(svg).toContain('aria-label="Known work: &quot;step&quot; 25 % &amp; language &lt; 10 %"')
  expect(svg.match(/<svg/g)).toHaveLength(1)
  expect(svg.trim()).toMatch(/<\/svg>$/)
})

test('a chart holds nothing that the content security policy of the pages would block', async () => {
  const svg = await stackedBars(chart)
  expect(svg).not.toMatch(forbidden)
})

test('a chart names its bars and parts, and escapes them', async () => {
  const svg = await stackedBars(chart)
  expect(textsOf(svg)).toEqual(
    expect.arrayContaining(['Språkpraktik, kvinnor', 'R&amp;D &lt;b&gt;', 'Arbete', 'Okänt']),
  )
})

test('a chart says names and labels as they are, also those that would be a pattern or a script', async () => {
  const name = "$& $' $` $1 $$ <script>alert(1)</script>"
  const [part] = chart.parts
  if (!part) throw new Error('no part')
  const svg = await stackedBars({ ...chart, label: name, bars: [name, name], parts: [{ ...part, name }] })
  const escaped = name.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  expect(svg).toContain(`<svg role="img" aria-label="${escaped}" `)
  expect(svg.match(/<svg/g)).toHaveLength(1)
  expect(svg).not.toMatch(forbidden)
  const told = textsOf(svg).join(' ').replaceAll('&gt;', '>')
  for (const word of ['$&amp;', '$&#39;', '$`', '$1', '$$', '&lt;script>']) expect(told).toContain(word)
})

test('a share is written in its part where there is room for it', async () => {
  const texts = textsOf(await stackedBars(chart))
  expect(texts).toEqual(expect.arrayContaining(['40 %', '60 %', '98 %']))
  expect(texts).not.toContain('2 %')
})

test('a chart for a phone is drawn for its width, with the legend as a list', async () => {
  const [wide, narrow] = [await stackedBars(chart), await stackedBars({ ...chart, widthPixels: 360 })]
  expect(viewBoxOf(wide).slice(0, 3)).toEqual([0, 0, 880])
  expect(viewBoxOf(narrow).slice(0, 3)).toEqual([0, 0, 360])
  expect(viewBoxOf(narrow)[3]).toBeGreaterThan(viewBoxOf(wide)[3] ?? 0)
})

test('the same figures give the same drawing', async () => {
  expect(await stackedBars(chart)).toBe(await stackedBars(chart))
})

function textsOf(svg: string): string[] {
  return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].flatMap(([, text]) => text ?? [])
}

function viewBoxOf(svg: string): number[] {
  return (/viewBox="([^"]*)"/.exec(svg)?.[1] ?? '').split(' ').map(Number)
}

test('parts are told apart by lightness, for colour-blind readers and for a black-and-white print', () => {
  const fills = Object.values(looks).map(({ fill }) => lightness(fill))
  const sorted = fills.toSorted((one, other) => one - other)
  const gaps = sorted.slice(1).map((value, index) => value - (sorted[index] ?? 0))
  // Of 100: a step of 5 is seen where parts lie beside each other, and every part has a border or a gap besides.
  expect(Math.min(...gaps)).toBeGreaterThan(5)
  for (const { fill, text } of Object.values(looks))
    expect(Math.abs(lightness(fill) - lightness(text))).toBeGreaterThan(35)
})

test('ranges are bars from the lowest to the highest value, with a mark and a legend for both', async () => {
  const svg = await rangeChart({
    label: 'Between 20 % and 40 %',
    names: { range: 'Möjligt spann', value: 'Andel av kända' },
    rows: [
      { name: 'Jobbtorg City', lower: 0.15, value: 0.2, upper: 0.4 },
      { name: 'Jobbtorg Kista', lower: 0.1, value: 0.4, upper: 0.5 },
    ],
    formatShare: chart.formatShare,
    widthPixels: 880,
  })
  expect(textsOf(svg)).toEqual(
    expect.arrayContaining(['Möjligt spann', 'Andel av kända', 'Jobbtorg City', 'Jobbtorg Kista', '100 %']),
  )
  expect(textsOf(svg)).not.toContain('up to')
  expect(svg).not.toMatch(forbidden)
  expect(svg).toContain('aria-label="Between 20 % and 40 %"')
})

test('a curve rises to the whole between the days that are known', async () => {
  const svg = await curveChart({
    label: 'Half after 7 days',
    daysName: 'Dagar',
    points: [
      { day: 7, share: 0.5 },
      { day: 30, share: 1 },
    ],
    formatShare: chart.formatShare,
    widthPixels: 360,
  })
  expect(textsOf(svg)).toEqual(expect.arrayContaining(['Dagar', '0 %', '50 %', '100 %']))
  expect(svg).not.toMatch(forbidden)
  expect(viewBoxOf(svg)[2]).toBe(360)
})

/** CIE L*, from 0 for black to 100 for white. */
function lightness(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map(start => {
    const value = Number.parseInt(hex.slice(start, start + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
  return luminance > 0.008856 ? 116 * Math.cbrt(luminance) - 16 : 903.3 * luminance
}
