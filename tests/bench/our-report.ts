import { reportOutcomes } from '../../src/flow/report-outcomes.ts'
import { answerRequests } from './program.ts'
import { reportYear } from './report-world.ts'
import { createBenchContext, type Place } from './world.ts'

/** What a report of the year took: its time, and the memory that the process has grown to since it was ready. */
export type ReportCost = { seconds: number; megabytes: number }

let context: ReturnType<typeof createBenchContext> | undefined
let before = 0

/** The report of the year, in a process of its own: as for whoever opens its page. */
answerRequests(async (place: Place): Promise<ReportCost> => {
  if (!context) {
    context = createBenchContext(place)
    await context.db.execute('select 1')
    before = process.memoryUsage.rss()
  }
  const startedAt = performance.now()
  const { from, to } = reportYear
  const report = await reportOutcomes(context, {
    from,
    to,
    filters: {},
    exact: false,
    now: context.clock.now(),
  })
  if (report.placements.ended === null) throw new Error('The report shows nothing')
  const seconds = (performance.now() - startedAt) / 1000
  return { seconds, megabytes: Math.max(0, process.memoryUsage.rss() - before) / 1_000_000 }
})
