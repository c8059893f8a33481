import { parseArgs } from 'node:util'
import { startThrowawayServer } from '../../src/db/embedded/throwaway.ts'
import type { Figure } from './figure.ts'
import { measureForm } from './form.ts'
import { measureLetters } from './letters.ts'
import { measurePages } from './pages.ts'
import { measureReport } from './report.ts'

/** `npm run bench [-- --json]`: each figure against a bare baseline of the same run. Exit code 1 when one is missed. */

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } })
const server = await startThrowawayServer()
try {
  const figures = [
    await measureForm(server.url),
    await measureLetters(server.url),
    ...(await measurePages(server.url)),
    ...(await measureReport(server.url)),
  ]
  process.stdout.write(values.json ? `${JSON.stringify(figures)}\n` : figures.map(line).join(''))
  process.exitCode = figures.every(({ passed }) => passed) ? 0 : 1
} finally {
  await server.stop()
}

function line({ name, unit, ours, baseline, ratio, required, passed }: Figure): string {
  const [shownOurs, shownBaseline] = [ours, baseline].map(value => value.toFixed(0).padStart(6))
  const verdict = passed ? 'pass' : 'FAIL'
  return `${name.padEnd(14)} ours ${shownOurs} ${unit}, baseline ${shownBaseline}, ratio ${ratio.toFixed(2)}, required ${required.toFixed(2)}: ${verdict}\n`
}
