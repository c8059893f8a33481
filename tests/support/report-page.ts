/** The report's page as its tests read it. */

export type PageRow = { body: string; name: string; cells: string[] }

/** What a reader sees, with every blank as one space. */
export function seenOn(html: string): string {
  return decoded(
    html
      .replaceAll(/<svg[\s\S]*?<\/svg>/g, ' ')
      .replaceAll(/<span class="unseen">[^<]*<\/span>/g, '')
      .replaceAll(/<[^>]*>/g, ' '),
  )
}

/** Every count in the sentences, beside the shares and in the labels of the charts: all that is not in a table. */
export function countsSaid(html: string): number[] {
  const report = html.slice(html.indexOf('<div class="report">')).replaceAll(/<table[\s\S]*?<\/table>/g, ' ')
  const labels = [...report.matchAll(/ (?:aria-label|title)="([^"]*)"|<title>([^<]*)</g)].map(
    ([, label, title]) => decoded(label ?? title ?? ''),
  )
  const sentences = [
    ...report.matchAll(/<(?:p|span|dd|figcaption)\b[^>]*>([\s\S]*?)<\/(?:p|span|dd|figcaption)>/g),
  ]
  return [...labels, ...sentences.map(([, text]) => seenOn(text ?? ''))].flatMap(text =>
    [...text.replaceAll(notCounts, '').matchAll(/\d+(?: \d{3})*/g)].map(([count]) => Number(countIn(count))),
  )
}

/** Shares, dates, days after the end, what the rules are about, how large a difference has to be, and how many groups. */
const notCounts =
  /[\d,]+ och [\d,]+ procent|[\d,–]+ %|(?:\d+(?: \p{L}+)?(?: \d{4})?–)?\d+ \p{L}+ \d{4}(?: kl\. [\d:]+)?|\d+ dagar|under \d+|minst \d+|\d+ procentenheter|I de \d+ /gu

/** The columns of the table with this name; the first is that of the rows. */
export function columnsOf(html: string, id: string): string[] {
  const head = /<thead>([\s\S]*?)<\/thead>/.exec(tableOf(html, id))?.[1] ?? ''
  return [...head.matchAll(/<th scope="col"[^>]*>([\s\S]*?)<\/th>/g)].map(([, text]) => seenOn(text ?? ''))
}

/** Its rows, each with the name of its part of the table. */
export function rowsOf(html: string, id: string): PageRow[] {
  let body = ''
  return tableOf(html, id)
    .split('<tr')
    .flatMap(row => {
      const head = /<th scope="rowgroup"[^>]*>([\s\S]*?)<\/th>/.exec(row)?.[1]
      if (head !== undefined) body = seenOn(head)
      const name = /<th scope="row">([\s\S]*?)<\/th>/.exec(row)?.[1]
      const cells = [...row.matchAll(/<td[^>]*>([\s\S]*?)<\/td>/g)].map(([, text]) => seenOn(text ?? ''))
      return name === undefined ? [] : [{ body, name: seenOn(name), cells }]
    })
}

/** The names of all its tables. */
export function tableNames(html: string): string[] {
  return [
    ...html.matchAll(/<h3 id="([a-z_-]+)">[^<]*<\/h3>\s*(?:<p[^>]*>[^<]*<\/p>\s*)*<div class="scroll"/g),
  ].flatMap(([, id]) => id ?? [])
}

/** The addresses that the page leads to, each with its words. */
export function linksOf(html: string): { name: string; address: string }[] {
  return [...html.matchAll(/<a [^>]*?href="([^"]*)"[^>]*>([^<]*)</g)].map(([, address = '', name = '']) => ({
    name: decoded(name),
    address: decoded(address).replaceAll('&#x3D;', '='),
  }))
}

/** The number that a cell shows; null for the mark. */
export function countIn(cell: string | undefined): number | null {
  return cell === undefined || cell === 'dold' ? null : Number(cell.replaceAll(' ', ''))
}

function tableOf(html: string, id: string): string {
  const [, after = ''] = html.split(`<h3 id="${id}">`)
  return after.split('</table>')[0] ?? ''
}

function decoded(text: string): string {
  return text
    .replaceAll('&amp;', '&')
    .replaceAll('\u00ad', '')
    .replaceAll(/[\s\u00a0]+/g, ' ')
    .trim()
}
