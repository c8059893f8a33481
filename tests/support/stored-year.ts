import { eq, inArray, sql } from 'drizzle-orm'
import type { TestContext as Running } from 'vitest'
import { answers, placements, surveys } from '../../src/db/schema.ts'
import { staff } from '../../src/db/staff-schema.ts'
import { readTable } from '../../src/files/table.ts'
import { importPlacements } from '../../src/flow/import-placements.ts'
import { type PlannedAnswer, readPlannedAnswers } from '../../src/simulation/answers-file.ts'
import type { TestContext } from './context.ts'
import { yearFile } from './placements-file.ts'
import { swedish } from './swedish.ts'

/** How many days after the end the letters go out, roughly, and the coach calls. */
const daysToLetter = [1, 8, 19]
const daysToCall = 25

/**
 * Stores the year 2011 as it is when every planned answer has come in, without playing it day by day. Half a minute
 * quicker than the simulation, and the same figures but for the day of an answer.
 */
export async function storeYear2011(context: TestContext, running: Running): Promise<void> {
  const table = await readTable(yearFile(running, 'placeringar-2011.csv'))
  const planned = readPlannedAnswers(await readTable(yearFile(running, 'svar-2011.csv')))
  const { db } = context
  await importPlacements(context, { table, strict: false, actor: 'import', now: swedish('2010-12-31T12:00') })
  await db.insert(staff).values({ id: 'kim', name: 'Kim', email: 'kim@jobbtorg.example', role: 'analyst' })
  const stored = await db
    .select({ caseId: placements.caseId, surveyId: surveys.id, endedOn: placements.endedOn })
    .from(surveys)
    .innerJoin(placements, eq(placements.id, surveys.placementId))
  const plans = new Map(planned.map(plan => [plan.subject, plan]))
  const known = stored.flatMap(({ caseId, surveyId, endedOn }) => {
    const plan = plans.get(caseId)
    return plan && endedOn && (plan.byPhone || plan.letter > 0) ? [{ surveyId, endedOn, plan }] : []
  })
  await db.update(surveys).set({ state: 'closed', lettersSent: 3 })
  for (const letter of [0, 1, 2, 3]) {
    const ids = known.filter(({ plan }) => plan.letter === letter).map(({ surveyId }) => surveyId)
    const changes = { state: 'answered' as const, answerVersion: 1, lettersSent: letter === 0 ? 3 : letter }
    await db.update(surveys).set(changes).where(inArray(surveys.id, ids))
  }
  for (let start = 0; start < known.length; start += 1_000)
    await db.insert(answers).values(known.slice(start, start + 1_000).map(answerOf))
  await db.execute(sql`analyze`)
}

type Known = { surveyId: number; endedOn: Temporal.PlainDate; plan: PlannedAnswer }

function answerOf({ surveyId, endedOn, plan }: Known) {
  const days = plan.byPhone ? daysToCall : (daysToLetter[plan.letter - 1] ?? 0)
  const asked = swedish(`${endedOn.add({ days })}T09:00`)
  return {
    surveyId,
    version: 1,
    questionnaireVersion: 1,
    values: plan.fields,
    source: plan.byPhone ? ('phone' as const) : ('link' as const),
    staffId: plan.byPhone ? 'kim' : null,
    answeredAt: asked.add({ hours: plan.delayHours }),
  }
}
