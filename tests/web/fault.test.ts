import { sql } from 'drizzle-orm'
import supertest from 'supertest'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createLog } from '../../src/commands/with-context.ts'
import { startCrons } from '../../src/crons.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { openSurvey } from '../support/open-survey.ts'
import { createStaffSite } from '../support/staff.ts'

const answer = { purpose_met: '3', employment: 'no', host_again: 'yes', comment: 'Hon var duktig' }

let context: TestContext
const lines: string[] = []
const logged = () => lines.join('')
const log = createLog({ LOG_LEVEL: 'debug' }, { write: line => void lines.push(line) })
beforeAll(async () => {
  context = await createTestContext({ now: '2026-03-02T09:00' })
})
afterAll(() => context.close())
beforeEach(() => {
  lines.length = 0
})

/** While it runs, the database refuses every row of that table that is new or changed. */
async function whileRefused(table: string, work: () => Promise<unknown>): Promise<void> {
  await context.db.execute(sql.raw(`alter table ${table} add constraint refused check (false) not valid`))
  await work()
  await context.db.execute(sql.raw(`alter table ${table} drop constraint refused`))
}

describe('a fault of the database is logged without what the statement carried (rule 8)', () => {
  it('when an answer is submitted', async () => {
    const { path } = await openSurvey(context)
    const agent = supertest(createStaffSite({ ...context, log }).app)
    await whileRefused('answers', async () => {
      const { text } = await agent.post(path).type('form').send(answer).expect(500)
      expect(text).not.toContain('refused')
    })
    expect(logged()).toContain('a request failed')
    expect(logged()).not.toContain(answer.comment)
    expect(logged()).not.toContain(path.slice(3))
  })

  it('when what is due is looked for', async () => {
    await openSurvey(context)
    context.clock.set(context.clock.now().add({ hours: 24 * 70 }))
    await whileRefused('surveys', async () => {
      const crons = startCrons({ ...context, log })
      await crons.stop()
    })
    expect(logged()).toContain('violates check constraint \\"refused\\"')
    expect(logged()).not.toContain('params')
  })
})
