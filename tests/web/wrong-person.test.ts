import supertest from 'supertest'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
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

function post(fields: Record<string, string>, path = survey.path) {
  return agent.post(path).type('form').send(fields)
}

describe('the wrong person', () => {
  const colleague = () => ({
    to: 'colleague',
    name: 'Örjan',
    email: `orjan${survey.surveyId}@bageri.example`,
  })
  const hand = (fields: Record<string, string>) => post(fields, `${survey.path}/wrong-person`)

  it('hands over to a colleague, and the link stops working', async () => {
    const { text } = await hand(colleague()).expect(200)
    expect(titleOf(text)).toBe('Tack för hjälpen!')
    await agent.get(survey.path).expect(404)
    await hand(colleague()).expect(404)
  })

  it('without a colleague and without the tick changes nothing, for a mail scanner presses buttons, too', async () => {
    for (const confirm of ['', 'on', 'yes,yes']) {
      const { text } = await hand({ to: 'nobody', confirm }).expect(422)
      expect(titleOf(text)).toMatch(/^Fel: /)
      expect(text).toContain('<a href="#confirm">Kryssa i rutan')
      expect(wordsOf(text)).toContain('Inget är ändrat än')
    }
    await agent.get(survey.path).expect(200)
  })

  it('without a colleague leaves it to the coach', async () => {
    const { text } = await hand({ to: 'nobody', confirm: 'yes' }).expect(200)
    expect(wordsOf(text)).toContain('Jobbtorg City hör av sig')
    await agent.get(survey.path).expect(404)
  })

  it('is told what is wrong with what was typed, which stays', async () => {
    const { text } = await hand({ ...colleague(), email: 'orjan@bageri' }).expect(422)
    expect(titleOf(text)).toMatch(/^Fel: /)
    expect(text).toContain('<a href="#email">')
    expect(text).toMatch(/id="email"[^>]* value="orjan@bageri"[^>]* aria-describedby="email-problem"/)
    expect(text).toMatch(/id="name"[^>]* value="Örjan"/)
  })

  it('is led to the answer once there is one', async () => {
    await post(notEmployed).expect(303)
    for (const response of [await agent.get(`${survey.path}/wrong-person`), await hand(colleague())]) {
      expect(response.status).toBe(303)
      expect(response.headers.location).toBe(`${survey.path}?lang=sv`)
    }
  })
})
