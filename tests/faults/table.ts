import type { Tally } from './tally.ts'

/** What came of a fault; `notTried` where this machine can't make it happen. */
export type Row = { fault: string; tally: Tally | null; notTried: string | null; problems: string[] }

const headings = [
  'fault',
  'times tried',
  'letters due',
  'sent once',
  'twice',
  'lost',
  'unconfirmed',
  'refused',
]

const introduction = `# What goes wrong, and what becomes of the letters

Each fault is played against the service itself, with a real PostgreSQL server and a mail server of our own on loopback that goes
wrong on purpose. Then all is well again, the clock goes on, and each letter is accounted for from both sides: what stands in
the database, and what the mail server has.

- *times tried*: how often it went wrong, counted where it did: by the mail server, by the letters' own count of attempts, by
  the kills, restarts and ticks. Of the 72 hours, the hours.
- *sent once*: the mail server has taken exactly one copy, and the letter stands as sent.
- *twice*: it has taken two, or the same survey has got the same letter again.
- *lost*: due and not taken, and neither waiting, nor unconfirmed, nor refused.
- *unconfirmed*: whether it came can't be known. It is not sent again; the coach sees it, and the next reminder covers it.
- *refused*: turned away for good by the mail server, and the coach is told why.

Sent once, unconfirmed and refused together are the letters due. \`npm run faults\` plays them all and writes this file, and fails
where a letter is lost or sent twice. Nothing here is typed by hand.
`

/** The page for docs. */
export function faultsPage(rows: readonly Row[], on: Temporal.PlainDate): string {
  const lines = [headings, headings.map((_, index) => (index === 0 ? '---' : '---:')), ...rows.map(cellsOf)]
  const table = lines.map(cells => `| ${cells.join(' | ')} |`).join('\n')
  return `${introduction}\nMeasured on ${on}.\n\n${table}\n`
}

function cellsOf({ fault, tally, notTried }: Row): string[] {
  if (!tally) return [`${fault} (not tried: ${notTried})`, ...Array(headings.length - 1).fill('')]
  const { times, due, once, twice, lost, unconfirmed, refused } = tally
  return [fault, ...[times, due, once, twice, lost, unconfirmed, refused].map(String)]
}

/** The rows of such a page: what stands under each heading. */
export function rowsIn(page: string): Record<string, string>[] {
  const lines = page.split('\n').filter(line => line.startsWith('| '))
  return lines.slice(2).map(line => {
    const cells = line.split('|').slice(1, -1)
    return Object.fromEntries(headings.map((heading, index) => [heading, (cells[index] ?? '').trim()]))
  })
}
