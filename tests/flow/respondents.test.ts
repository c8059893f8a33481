import { and, eq } from 'drizzle-orm'
import request from 'supertest'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { contacts, participants, placements, surveys } from '../../src/db/schema.ts'
import { staff } from '../../src/db/staff-schema.ts'
import { createLink } from '../../src/domain/link.ts'
import { issueShortCode } from '../../src/flow/issue-short-code.ts'
import { placeSurveys } from '../../src/flow/place-surveys.ts'
import { receiveAnswer } from '../../src/flow/receive-answer.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement, movePlacement } from '../support/factories.ts'
import { createStaffSite } from '../support/staff.ts'
import { swedish } from '../support/swedish.ts'

let context: TestContext
beforeAll(async () => {
  context = await createTestContext({
    now: '2026-02-28T12:00',
    settings: {
      PARTICIPANT_PURPOSES: 'language',
      FOLLOW_UP_WAVES: 'day_90,day_180',
      FOLLOW_UP_PURPOSES: 'language',
    },
  })
})
afterAll(() => context.close())
beforeEach(async () => {
  context.clock.set(swedish('2026-02-28T12:00'))
  context.inbox.length = 0
})

async function surveysOf(placementId: number) {
  const rows = await context.db
    .select()
    .from(surveys)
    .where(eq(surveys.placementId, placementId))
    .orderBy(surveys.wave, surveys.questionnaire)
  return rows
}

async function survey(placementId: number, questionnaire: string, wave: string) {
  const [found] = await context.db
    .select()
    .from(surveys)
    .where(
      and(
        eq(surveys.placementId, placementId),
        eq(surveys.questionnaire, questionnaire),
        eq(surveys.wave, wave),
      ),
    )
  return found
}

async function answerOf(placementId: number, employment: string, basedOn = 0) {
  const found = await survey(placementId, 'employer', 'end')
  const job = employment === 'yes' ? { form: 'permanent', hours: 'full_time', subsidised: 'no' } : {}
  return receiveAnswer(context, {
    surveyId: found?.id ?? 0,
    raw: { purpose_met: '3', employment, host_again: 'yes', ...job },
    basedOn,
    source: 'link',
    staffId: null,
    now: context.clock.now(),
  })
}

const lettersTo = (address: string) =>
  context.inbox.filter(({ to }) => [to].flat().some(party => party?.text.includes(address)))

describe('a participant', () => {
  it('with an address is asked by e-mail, like the employer and apart from it', async () => {
    const { placementId } = await makePlacement(context, {
      participant: { email: 'deltagare@aspirant.example' },
      contact: { email: 'chef@bageri.example' },
    })
    await context.tickAt('2026-03-02T09:00')
    const [own, ...others] = lettersTo('deltagare@aspirant.example')
    expect(others).toEqual([])
    expect(own?.subject).toContain('Hur var din praktik')
    const asked = await survey(placementId, 'participant', 'end')
    const employers = await survey(placementId, 'employer', 'end')
    expect(own?.text).toContain(createLink(context.linkKeys, asked ?? { id: 0, linkNumber: 0 }))
    expect(own?.text).not.toContain(createLink(context.linkKeys, employers ?? { id: 0, linkNumber: 0 }))
    expect(lettersTo('chef@bageri.example')).toHaveLength(1)
  })

  it('whose address is a contact’s, too, gets two letters, neither of which holds the link of the other', async () => {
    const { placementId } = await makePlacement(context, {
      participant: { email: 'samma@hemma.example' },
      contact: { email: 'samma@hemma.example' },
    })
    await context.tickAt('2026-03-02T09:00')
    const letters = lettersTo('samma@hemma.example')
    expect(letters).toHaveLength(2)
    const links = (await surveysOf(placementId)).map(found => createLink(context.linkKeys, found))
    for (const { text = '' } of letters) expect(links.filter(link => text.includes(link))).toHaveLength(1)
  })

  it('with several placements gets one letter about all of them', async () => {
    const first = await makePlacement(context, { participant: { email: 'tva@aspirant.example' } })
    const second = await makePlacement(context, {
      participant: { email: 'andra@aspirant.example' },
      placement: { participantId: first.participantId },
    })
    await context.tickAt('2026-03-02T09:00')
    const letters = lettersTo('tva@aspirant.example')
    expect(letters).toHaveLength(1)
    for (const { placementId } of [first, second]) {
      const found = await survey(placementId, 'participant', 'end')
      expect(letters[0]?.text).toContain(createLink(context.linkKeys, found ?? { id: 0, linkNumber: 0 }))
    }
  })

  it('without an address gets none, and waits for the coach to show the code', async () => {
    const { placementId } = await makePlacement(context)
    await context.tickAt('2026-03-02T09:00')
    expect(await survey(placementId, 'participant', 'end')).toMatchObject({
      state: 'phone',
      phoneReason: 'no_address',
    })
  })

  it('is not asked after a purpose that is not configured', async () => {
    const { placementId } = await makePlacement(context, { placement: { purpose: 'work_training' } })
    expect((await surveysOf(placementId)).map(({ questionnaire }) => questionnaire)).toEqual(['employer'])
  })

  it('who wants no more letters is asked no more, and the employer is', async () => {
    const { placementId, contactId } = await makePlacement(context, {
      participant: { email: 'nej@aspirant.example' },
    })
    await context.tickAt('2026-03-02T09:00')
    const found = await survey(placementId, 'participant', 'end')
    const path = `/s/${createLink(context.linkKeys, found ?? { id: 0, linkNumber: 0 })}/no-letters`
    await request(createStaffSite(context).app).post(path).type('form').send({ confirm: 'yes' }).expect(303)
    expect(await survey(placementId, 'participant', 'end')).toMatchObject({ phoneReason: 'opted_out' })
    const [employers] = await context.db.select().from(contacts).where(eq(contacts.id, contactId))
    expect(employers?.optedOutAt).toBeNull()
  })

  it('has answered once the form is sent; then nobody is shown the answer, not even with the link', async () => {
    const { placementId } = await makePlacement(context, { participant: { email: 'svar@aspirant.example' } })
    await context.tickAt('2026-03-02T09:00')
    const found = await survey(placementId, 'participant', 'end')
    const path = `/s/${createLink(context.linkKeys, found ?? { id: 0, linkNumber: 0 })}`
    const app = request(createStaffSite(context).app)
    const answer = { overall: '2', work: 'elsewhere', comment: 'Handledaren skrek åt oss', based_on: '0' }
    await app.post(path).type('form').send({}).expect(422)
    await app.post(path).type('form').send(answer).expect(303)
    expect(await survey(placementId, 'participant', 'end')).toMatchObject({
      state: 'answered',
      answerVersion: 1,
    })
    for (const query of ['', '?sent=1', '?edit=1']) {
      const { text } = await app.get(`${path}${query}`).expect(200)
      expect(text).not.toContain('skrek')
      expect(text).not.toMatch(/<input type="radio"[^>]* checked/)
    }
    // Not even that it is the same: by that it could be guessed.
    await app.post(path).type('form').send(answer).expect(409)
    // A second answer is based on the first; one from a page that was open before is told so, without the first.
    const stale = await app
      .post(path)
      .type('form')
      .send({ overall: '5', work: 'no', based_on: '0' })
      .expect(409)
    expect(stale.text).not.toContain('skrek')
    await app
      .post(path)
      .type('form')
      .send({ ...answer, overall: '5', based_on: '1' })
      .expect(303)
    expect(await survey(placementId, 'participant', 'end')).toMatchObject({ answerVersion: 2 })
  })
})

describe('a participant’s survey, when an import has told something new,', () => {
  const link = (found: Parameters<typeof createLink>[1] | undefined) =>
    `/s/${createLink(context.linkKeys, found ?? { id: 0, linkNumber: 0 })}`
  const again = (placementId: number) =>
    context.db.transaction(tx => placeSurveys(tx, context, [placementId], context.clock.now(), 'import'))

  it('never goes to the employer, also where its purpose is no longer asked about', async () => {
    const { placementId, contactId } = await makePlacement(context, {
      participant: { email: 'syfte@aspirant.example' },
    })
    await context.tickAt('2026-03-02T09:00')
    await context.db
      .update(placements)
      .set({ purpose: 'work_training' })
      .where(eq(placements.id, placementId))
    const before = await survey(placementId, 'participant', 'end')
    await again(placementId)
    expect(await survey(placementId, 'participant', 'end')).toEqual(before)
    expect(before?.contactId).not.toBe(contactId)
  })

  it('follows a corrected address by a new link, and the former one opens nothing', async () => {
    const { placementId, participantId } = await makePlacement(context, {
      participant: { email: 'fel@aspirant.example' },
    })
    await context.tickAt('2026-03-02T09:00')
    const former = link(await survey(placementId, 'participant', 'end'))
    await context.db
      .update(participants)
      .set({ email: 'ratt@aspirant.example' })
      .where(eq(participants.id, participantId))
    context.clock.set(swedish('2026-03-05T08:00'))
    await again(placementId)
    await context.tickAt('2026-03-05T09:00')
    const [letter] = lettersTo('ratt@aspirant.example')
    const found = await survey(placementId, 'participant', 'end')
    expect(letter?.text).toContain(link(found))
    const app = request(createStaffSite(context).app)
    await app.get(former).expect(404)
    await app.get(link(found)).expect(200)
  })

  it('gets its letter once there is an address', async () => {
    const { placementId, participantId } = await makePlacement(context)
    await context.tickAt('2026-03-02T09:00')
    await context.db
      .update(participants)
      .set({ email: 'ny@aspirant.example' })
      .where(eq(participants.id, participantId))
    await again(placementId)
    await context.tickAt('2026-03-03T09:00')
    expect(lettersTo('ny@aspirant.example')).toHaveLength(1)
  })

  it('that a coach has opened is written about once the placement has ended, and not before', async () => {
    const { placementId } = await makePlacement(context, {
      participant: { email: 'samtal@aspirant.example' },
      placement: { endedOn: null, endReason: null, plannedEndOn: Temporal.PlainDate.from('2026-03-06') },
    })
    await context.db
      .insert(staff)
      .values({ id: 'kim', name: 'Kim', email: 'kim@jobbtorg.example', role: 'administrator' })
    const made = await issueShortCode(context, {
      placementId,
      staffId: 'kim',
      now: context.clock.now(),
    })
    expect(made.outcome).toBe('issued')
    await context.tickAt('2026-03-09T09:00')
    expect(lettersTo('samtal@aspirant.example')).toEqual([])
    await movePlacement(context, placementId, {
      endedOn: Temporal.PlainDate.from('2026-03-13'),
      endReason: 'as_planned',
    })
    await context.tickAt('2026-03-16T09:00')
    expect(lettersTo('samtal@aspirant.example')).toHaveLength(1)
    const found = await survey(placementId, 'participant', 'end')
    expect(found?.lettersSent).toBe(1)
    await again(placementId)
    expect(await survey(placementId, 'participant', 'end')).toEqual(found)
  })
})

describe('what lasted', () => {
  const opened = { day_90: '2026-05-29T09:00', day_180: '2026-08-27T09:00' }
  const local = (instant: Temporal.Instant | null | undefined) =>
    instant?.toZonedDateTimeISO('Europe/Stockholm').toPlainDateTime().toString({ smallestUnit: 'minute' })

  it.each(['yes', 'not_yet'])('is asked about after %s, 90 and 180 days after the end', async employment => {
    const { placementId } = await makePlacement(context)
    await context.tickAt('2026-03-02T09:00')
    expect(await answerOf(placementId, employment)).toMatchObject({ outcome: 'stored' })
    for (const wave of ['day_90', 'day_180'] as const) {
      const planned = await survey(placementId, 'employer', wave)
      expect({ state: planned?.state, opensAt: local(planned?.opensAt) }).toEqual({
        state: 'scheduled',
        opensAt: opened[wave],
      })
    }
  })

  it.each(['no', 'offered_declined'])('is not asked about after %s', async employment => {
    const { placementId } = await makePlacement(context)
    await context.tickAt('2026-03-02T09:00')
    await answerOf(placementId, employment)
    expect(await survey(placementId, 'employer', 'day_90')).toBeUndefined()
  })

  it('is not asked about any longer once the answer is corrected to no, and is again after another correction', async () => {
    const { placementId } = await makePlacement(context)
    await context.tickAt('2026-03-02T09:00')
    await answerOf(placementId, 'yes')
    await answerOf(placementId, 'no', 1)
    expect(await survey(placementId, 'employer', 'day_90')).toMatchObject({ state: 'withdrawn' })
    await answerOf(placementId, 'yes', 2)
    expect(await survey(placementId, 'employer', 'day_90')).toMatchObject({ state: 'scheduled' })
  })

  it('is asked by letters of its own, answered by a short form, and reminded of', async () => {
    const { placementId } = await makePlacement(context, { contact: { email: 'haller@bageri.example' } })
    await context.tickAt('2026-03-02T09:00')
    await answerOf(placementId, 'yes')
    context.inbox.length = 0
    await context.tickAt('2026-05-29T09:00')
    const [letter] = lettersTo('haller@bageri.example')
    expect(letter?.subject).toContain('Arbetar personen kvar')
    const found = await survey(placementId, 'employer', 'day_90')
    const path = `/s/${createLink(context.linkKeys, found ?? { id: 0, linkNumber: 0 })}`
    expect(letter?.text).toContain(`${path}?still_employed=yes`)
    const app = request(createStaffSite(context).app)
    const form = await app.get(`${path}?still_employed=yes`).expect(200)
    expect(form.text).toMatch(/name="still_employed" value="yes" checked/)
    expect(form.text).not.toContain('name="host_again"')
    await app
      .post(path)
      .type('form')
      .send({ still_employed: 'yes', form: 'permanent', subsidised: 'no', based_on: '0' })
      .expect(303)
    expect(await survey(placementId, 'employer', 'day_90')).toMatchObject({ state: 'answered' })
  })
})
