import { expect, test } from 'vitest'
import { type StackedBars, stackedBars } from '../../src/files/chart.ts'

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

test('a chart is one SVG image with its text alternative', async () => {
  const svg = await stackedBars(chart)
  expect(svg).toMatch(/^<svg role="img" aria-label="[^"]+" /)
  expect(svg).toContain('aria-label="Known work: &quot;step&quot; 25 % &amp; language &lt; 10 %"')
  expect(svg.match(/<svg/g)).toHaveLength(1)
  expect(svg.trim()).toMatch(/<\/svg>$/)
})

test('a chart holds nothing that the content security policy of the pages would block', async () => {
  const svg = await stackedBars(chart)
  expect(svg).not.toMatch(/<style|style=|<script|on\w+=|href|class=|CDATA/)
})

test('a chart names its bars and parts, and escapes them', async () => {
  const svg = await stackedBars(chart)
  expect(textsOf(svg)).toEqual(
    expect.arrayContaining(['Språkpraktik, kvinnor', 'R&amp;D &lt;b&gt;', 'Arbete', 'Okänt']),
  )
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
