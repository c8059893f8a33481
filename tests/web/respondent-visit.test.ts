import { eq } from 'drizzle-orm'
import supertest from 'supertest'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { surveys } from '../../src/db/schema.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { openSurvey } from '../support/open-survey.ts'
import { titleOf, wordsOf } from '../support/page-text.ts'
import { createStaffSite } from '../support/staff.ts'
import { swedish } from '../support/swedish.ts'

const notEmployed = { purpose_met: '3', employment: 'no', host_again: 'yes' }

let context: TestContext
let agent: ReturnType<typeof supertest>
let survey: Awaited<ReturnType<typeof openSurvey>>

beforeAll(async () => {
  context = await createTestContext({ now: '2026-03-02T09:00' })
  agent = supertest(createStaffSite(context).app)
})
afterAll(() => context.close())

beforeEach(async () => {
  context.clock.set(swedish('2026-03-02T09:00'))
  survey = await openSurvey(context)
})

describe('closed, revoked, withdrawn and unknown links', () => {
  async function pageFor(path: string) {
    const read = await agent.get(path)
    const sent = await agent.post(path).type('form').send(notEmployed)
    expect([read.status, sent.status]).toEqual([404, 404])
    // The language switch holds the address that was asked for.
    return [read.text, sent.text].map(text => text.replaceAll(path, '/s/LINK'))
  }

  it('get the same page with the same status', async () => {
    const unknown = await pageFor(`${survey.path.slice(0, -1)}${survey.path.endsWith('0') ? '1' : '0'}`)
    expect(
      new Set([...unknown, ...(await pageFor('/s/x')), ...(await pageFor(`/s/${'v'.repeat(37)}`))]).size,
    ).toBe(1)
    for (const values of [
      { state: 'closed', nextLetterAt: null },
      { state: 'withdrawn', nextLetterAt: null },
      { state: 'scheduled', nextLetterAt: null },
      { state: 'open', linkNumber: 2 },
    ] as const) {
      await context.db.update(surveys).set(values).where(eq(surveys.id, survey.surveyId))
      expect(await pageFor(survey.path)).toEqual(unknown)
    }
    expect(titleOf(unknown[0] ?? '')).toBe('Frågorna går inte att besvara här')
    expect(wordsOf(unknown[0] ?? '')).toContain(context.config.CONTACT_PHONE)
  })

  it.each([
    ['the last second of the last day', '2026-05-01T23:59:59', 200],
    ['midnight after it', '2026-05-02T00:00', 404],
  ])('%s', async (_, at, status) => {
    context.clock.set(swedish(at))
    await agent.get(survey.path).expect(status)
    await agent.get(`${survey.path}/wrong-person`).expect(status)
  })
})
