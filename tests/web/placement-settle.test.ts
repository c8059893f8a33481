import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { events, settledOutcomes } from '../../src/db/schema.ts'
import { employmentAnswers, workAnswers } from '../../src/domain/codes.ts'
import { disagree } from '../../src/domain/disagreement.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement } from '../support/factories.ts'
import { type Agent, createStaffSite, type StaffSite, signedIn } from '../support/staff.ts'
import { swedish } from '../support/swedish.ts'
import {
  answerOf,
  codeMadeBy,
  employerSays,
  everybodyAsked,
  participantSays,
} from '../support/three-respondents.ts'

let context: TestContext
let site: StaffSite
let coach: Agent
let analyst: Agent

beforeAll(async () => {
  context = await createTestContext({ now: '2026-02-27T12:00', settings: everybodyAsked })
  site = createStaffSite(context)
  const { unitId } = await makePlacement(context)
  coach = await signedIn(context, site, 'coach', { unitId, name: 'Märta Ek' })
  analyst = await signedIn(context, site, 'analyst')
})
afterAll(() => context.close())
beforeEach(() => context.clock.set(swedish('2026-02-27T12:00')))

const differ = 'Uppgifterna om anställning går isär'

test.each(employmentAnswers.flatMap(employer => workAnswers.map(work => [employer, work] as const)))(
  'employer %s and participant %s: page and list go by the rule',
  async (employer, work) => {
    const placementId = await bothAnswered(employer, work)
    const expected = disagree(employer, work)
    expect((await coach.get(`/placements/${placementId}`).expect(200)).text.includes(differ)).toBe(expected)
    expect(await isListed(placementId)).toBe(expected)
  },
)

describe('what a coach has found out', () => {
  test('is recorded, shown with name and day, takes the placement off the list, and can be changed', async () => {
    const placementId = await bothAnswered('no', 'at_host')
    const form = await coach.get(`/placements/${placementId}/settle`).expect(200)
    const stored = await settle(placementId, 'yes', seenIn(form.text)).expect(303)
    const { text } = await coach.get(stored.headers.location ?? '').expect(200)
    expect(text).toContain('Uppgiften om anställning är sparad')
    expect(text).toContain('Anställningen är utredd')
    expect(text).toContain('Märta Ek sparade 2 mars 2026: Ja.')
    expect(await isListed(placementId)).toBe(false)
    const again = await coach.get(`/placements/${placementId}/settle`).expect(200)
    await settle(placementId, 'not_yet', seenIn(again.text)).expect(303)
    expect((await settledOf(placementId)).map(({ employment }) => employment)).toEqual(['yes', 'not_yet'])
  })

  test('is an event that does not say what', async () => {
    const placementId = await bothAnswered('yes', 'no')
    await settle(placementId, 'yes', seenIn((await coach.get(`/placements/${placementId}/settle`)).text))
    const [event] = (
      await context.db.select().from(events).where(eq(events.placementId, placementId)).orderBy(events.id)
    ).slice(-1)
    expect(event).toMatchObject({ kind: 'outcome.settled', detail: null })
  })

  test('is asked for where it is missing, and told where somebody was quicker', async () => {
    const placementId = await bothAnswered('yes', 'elsewhere')
    const seen = seenIn((await coach.get(`/placements/${placementId}/settle`).expect(200)).text)
    for (const nothing of ['', 'maybe'])
      expect((await settle(placementId, nothing, seen).expect(422)).text).toContain('href="#employment-yes"')
    await settle(placementId, 'no', seen).expect(303)
    const stale = await settle(placementId, 'yes', seen).expect(409)
    expect(stale.text).toContain('Något har hänt medan du hade sidan öppen')
    expect(stale.text).toMatch(/value="yes" checked/)
    expect(await settledOf(placementId)).toHaveLength(1)
    await settle(placementId, 'yes', seenIn(stale.text)).expect(303)
  })

  test('is not taken where nobody disagrees', async () => {
    const placementId = await bothAnswered('yes', 'at_host')
    const page = await coach.get(`/placements/${placementId}/settle`).expect(200)
    expect(page.text).toContain('Här finns inget att utreda')
    await settle(placementId, 'no', seenIn((await coach.get(`/placements/${placementId}`)).text)).expect(409)
    expect(await settledOf(placementId)).toHaveLength(0)
  })

  test('is not for analysts: neither that two disagree nor that it was settled', async () => {
    const placementId = await bothAnswered('yes', 'elsewhere')
    const before = await analyst.get(`/placements/${placementId}`).expect(200)
    await settle(placementId, 'no', seenIn((await coach.get(`/placements/${placementId}/settle`)).text))
    const after = await analyst.get(`/placements/${placementId}`).expect(200)
    for (const { text } of [before, after]) expect(text).not.toMatch(/går isär|utred/)
    await analyst.get(`/placements/${placementId}/settle`).expect(403)
  })

  test('a neighbour neither sees nor settles it', async () => {
    const placementId = await bothAnswered('yes', 'elsewhere')
    const { unitId } = await makePlacement(context, { unit: 'Jobbtorg Söder' })
    const neighbour = await signedIn(context, site, 'coach', { unitId })
    await neighbour.get(`/placements/${placementId}/settle`).expect(404)
    await neighbour
      .post(`/placements/${placementId}/settle`)
      .type('form')
      .send({ employment: 'yes' })
      .expect(404)
    expect((await neighbour.get('/?scope=unit&lane=disagree').expect(200)).text).not.toContain(
      `/placements/${placementId}"`,
    )
  })
})

async function bothAnswered(employer: string, work: string): Promise<number> {
  const { placementId } = await makePlacement(context)
  await codeMadeBy(coach, placementId)
  await context.queueAt('2026-03-02T09:00')
  await answerOf(context, placementId, 'employer', employerSays(employer))
  await answerOf(context, placementId, 'participant', participantSays(work))
  context.clock.set(swedish('2026-03-02T10:00'))
  return placementId
}

async function isListed(placementId: number): Promise<boolean> {
  const { text } = await coach.get('/?scope=unit&lane=disagree').expect(200)
  return text.includes(`/placements/${placementId}/settle`)
}

function settle(placementId: number, employment: string, seen: string) {
  return coach.post(`/placements/${placementId}/settle`).type('form').send({ employment, seen })
}

function seenIn(html: string): string {
  return /name="seen" value="(\d+)"/.exec(html)?.[1] ?? '999999999'
}

function settledOf(placementId: number) {
  return context.db
    .select()
    .from(settledOutcomes)
    .where(eq(settledOutcomes.placementId, placementId))
    .orderBy(settledOutcomes.id)
}
