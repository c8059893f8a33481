import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { events, shortCodes, surveys } from '../../src/db/schema.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement, movePlacement } from '../support/factories.ts'
import { type Agent, createStaffSite, type StaffSite, signedIn } from '../support/staff.ts'
import { swedish } from '../support/swedish.ts'
import {
  answerOf,
  codeMadeBy,
  everybodyAsked,
  participantSays,
  surveyAbout,
} from '../support/three-respondents.ts'

let context: TestContext
let site: StaffSite
let coach: Agent

beforeAll(async () => {
  context = await createTestContext({ now: '2026-02-27T12:00', settings: everybodyAsked })
  site = createStaffSite(context)
  const { unitId } = await makePlacement(context)
  coach = await signedIn(context, site, 'coach', { unitId, name: 'Märta Ek' })
})
afterAll(() => context.close())
beforeEach(() => context.clock.set(swedish('2026-02-27T12:00')))

const goingOn = { endedOn: null, endReason: null, plannedEndOn: Temporal.PlainDate.from('2026-03-31') }
const withAddress = { email: 'praktikant@post.example' }

describe('the placement says in words how it stands with the participant:', () => {
  test.each([
    ['no address', {}, 'Praktikanten kan inte nås med e-post: visa koden vid avslutningssamtalet'],
    ['an address', { participant: withAddress }, 'Frågorna skickas med e-post 2 mars 2026'],
    [
      'no address, and a placement that goes on',
      { placement: goingOn },
      'Praktikanten har ingen e-postadress: visa koden vid avslutningssamtalet',
    ],
    [
      'an address, and a placement that goes on',
      { placement: goingOn, participant: withAddress },
      'Praktikanten får frågorna med e-post när praktiken har slutat',
    ],
  ])('%s', async (_case, overrides, words) => {
    const { placementId } = await makePlacement(context, overrides)
    expect(await sectionOf(placementId)).toContain(words)
  })

  test('asked, on the phone list and answered, each with its day', async () => {
    const asked = await makePlacement(context, { participant: withAddress })
    const shown = await makePlacement(context)
    await context.tickAt('2026-03-02T09:00')
    expect(await sectionOf(asked.placementId)).toContain('Frågad med e-post 2 mars 2026')
    expect(await sectionOf(shown.placementId)).toContain('Praktikanten har ingen e-postadress.')
    context.clock.set(swedish('2026-03-04T10:00'))
    await answerOf(context, asked.placementId, 'participant', participantSays('no'))
    expect(await sectionOf(asked.placementId)).toContain('Besvarad 4 mars 2026')
    expect(await sectionOf(asked.placementId)).not.toContain('/participant')
  })

  test('nothing where the participant is not asked, and nothing to an analyst', async () => {
    const { placementId } = await makePlacement(context, {
      placement: { ...goingOn, endReason: 'withdrawn' },
    })
    expect(await sectionOf(placementId)).toBe('')
    const analyst = await signedIn(context, site, 'analyst')
    const other = await makePlacement(context)
    const { text } = await analyst.get(`/placements/${other.placementId}`).expect(200)
    expect(text).not.toContain('Praktikantens egen bild')
  })
})

describe('the code', () => {
  test('is shown once, large, with the QR code of the link, the address to type and the form', async () => {
    const { placementId } = await makePlacement(context)
    const page = await coach.get(`/placements/${placementId}/participant`).expect(200)
    expect(page.text).toContain('Du får inte se svaret')
    expect(await context.db.$count(shortCodes)).toBe(0)
    const { code, html } = await codeMadeBy(coach, placementId)
    expect(code).toMatch(/^[0-9CFHJKMNPRTVWX]{4}-[0-9CFHJKMNPRTVWX]{4}$/)
    expect(html).toContain('<svg xmlns="http://www.w3.org/2000/svg" viewBox=')
    expect(html).toContain('role="img" aria-label="QR-kod som öppnar frågorna')
    expect(html).toMatch(/href="\/s\/[0-9a-v]{27,}"/)
    expect(html).toContain('Koden gäller till och med 29 mars 2026')
    // Who comes back to its address finds no code there, and can make another one.
    const back = await coach.get(`/placements/${placementId}/participant/code`).expect(303)
    expect(back.headers.location).toBe(`/placements/${placementId}/participant`)
  })

  test('is told by no event, and that it was made is', async () => {
    const { placementId } = await makePlacement(context)
    const { code } = await codeMadeBy(coach, placementId)
    const told = await context.db.select().from(events).where(eq(events.placementId, placementId))
    expect(told.map(({ kind }) => kind).slice(-2)).toEqual(['survey.opened', 'code.made'])
    expect(JSON.stringify(told)).not.toContain(code.replace('-', ''))
    const { text } = await coach.get(`/placements/${placementId}`).expect(200)
    expect(text).toContain('Praktikantens enkät: En kod till praktikantens enkät skapades')
    expect(text).not.toContain(code)
  })

  test('opens the survey of a placement that goes on, which stays open when an export tells of its end and then follows it', async () => {
    const { placementId } = await makePlacement(context, { placement: goingOn })
    await codeMadeBy(coach, placementId)
    const opened = await surveyAbout(context, placementId, 'participant')
    expect(opened).toMatchObject({ state: 'phone', phoneReason: 'no_address', opensAt: context.clock.now() })
    await movePlacement(context, placementId, {
      endedOn: Temporal.PlainDate.from('2026-03-06'),
      endReason: 'as_planned',
    })
    const closesAt = context.schedule.closesAt(
      context.schedule.opensAt(Temporal.PlainDate.from('2026-03-06')),
    )
    expect(await surveyAbout(context, placementId, 'participant')).toEqual({ ...opened, closesAt })
    await answerOf(context, placementId, 'participant', participantSays('elsewhere'))
  })

  test('opens a planned survey early, whose letter goes as planned to whoever has not answered by then', async () => {
    const { placementId } = await makePlacement(context, { participant: withAddress })
    await codeMadeBy(coach, placementId)
    const [opensAt, nextLetterAt] = [context.clock.now(), swedish('2026-03-02T09:00')]
    const survey = await surveyAbout(context, placementId, 'participant')
    expect(survey).toMatchObject({ state: 'open', opensAt, nextLetterAt })
  })

  test('made anew does not spoil the one that was printed', async () => {
    const { placementId } = await makePlacement(context)
    const codes = [await codeMadeBy(coach, placementId), await codeMadeBy(coach, placementId)]
    expect(new Set(codes.map(({ code }) => code)).size).toBe(2)
    for (const { code } of codes) await coach.post('/s').type('form').send({ code }).expect(303)
  })

  test('is refused after the answer, of a cancelled placement, and when the time is over', async () => {
    const { placementId } = await makePlacement(context)
    await codeMadeBy(coach, placementId)
    await answerOf(context, placementId, 'participant', participantSays('no'))
    expect((await refused(placementId)).text).toContain('Praktikanten har svarat, så ingen kod behövs')
    const cancelled = await makePlacement(context, { placement: { ...goingOn, endReason: 'withdrawn' } })
    expect((await refused(cancelled.placementId)).text).toContain('makulerad')
    const late = await makePlacement(context)
    await codeMadeBy(coach, late.placementId)
    context.clock.set(swedish('2026-05-02T00:00'))
    expect((await refused(late.placementId)).text).toContain('Tiden för att svara är över')
  })

  test('is made by the coach of the unit and by nobody else', async () => {
    const { placementId } = await makePlacement(context)
    const { unitId } = await makePlacement(context, { unit: 'Jobbtorg Söder' })
    const neighbour = await signedIn(context, site, 'coach', { unitId })
    const analyst = await signedIn(context, site, 'analyst')
    const path = `/placements/${placementId}/participant`
    for (const [agent, status] of [
      [neighbour, 404],
      [analyst, 403],
    ] as const) {
      await agent.get(path).expect(status)
      await agent.get(`${path}/code`).expect(status)
      await agent.post(`${path}/code`).type('form').expect(status)
    }
    const made = and(eq(surveys.placementId, placementId), eq(surveys.state, 'phone'))
    expect(await context.db.$count(surveys, made)).toBe(0)
  })
})

function refused(placementId: number) {
  return coach.post(`/placements/${placementId}/participant/code`).type('form').expect(409)
}

async function sectionOf(placementId: number): Promise<string> {
  const { text } = await coach.get(`/placements/${placementId}`).expect(200)
  return /<h2 id="participant-view">.*?<\/section>/s.exec(text)?.[0] ?? ''
}
