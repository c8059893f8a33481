import { sql } from 'drizzle-orm'
import supertest from 'supertest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createHealthApp } from '../../src/app.ts'
import { connect, disconnect } from '../../src/db/connect.ts'
import { dutyDone } from '../../src/db/duties.ts'
import { letters, surveys } from '../../src/db/schema.ts'
import { returns, sendingPauses } from '../../src/db/sending-schema.ts'
import { letterStates, returnClasses } from '../../src/domain/codes.ts'
import { receiveAnswer } from '../../src/flow/receive-answer.ts'
import { createAnswerCount } from '../../src/web/sending-figures.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement, surveyOf } from '../support/factories.ts'
import { startFreezer } from '../support/frozen-database.ts'
import { parseMetrics, type Sample } from '../support/prometheus.ts'
import { createStaffSite, makeMember, type StaffSite } from '../support/staff.ts'
import { swedish } from '../support/swedish.ts'

let context: TestContext
let site: StaffSite
let placementIds: number[]

beforeAll(async () => {
  context = await createTestContext({
    now: '2026-02-25T12:00',
    settings: { IMAP_URL: 'imap://reader:hemligt@127.0.0.1:1' },
  })
  site = createStaffSite(context)
  const made = []
  for (let count = 0; count < letterStates.length + 2; count += 1) made.push(await makePlacement(context))
  placementIds = made.map(({ placementId }) => placementId)
  await makeMember(context, 'coach', { unitId: made[0]?.unitId ?? 0 })
})
afterAll(() => context.close())

async function read(app = site.app) {
  const { text, headers } = await supertest(app).get('/metrics').expect(200)
  expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
  return parseMetrics(text)
}

async function valuesOf(name: string, app = site.app): Promise<Record<string, number>> {
  const samples = (await read(app)).get(name)?.samples ?? []
  return Object.fromEntries(samples.map(sample => [nameOf(sample), sample.value]))
}

function nameOf({ labels }: Sample): string {
  return Object.values(labels).join(' ')
}

test('before anything has happened every figure is there, at nothing, and what has never been done is old beyond measure', async () => {
  const families = await read()
  const own = [...families.values()].filter(({ name }) => name.startsWith('survey_'))
  expect(own.map(({ name, type }) => `${name} ${type}`)).toEqual([
    'survey_database_up gauge',
    'survey_oldest_due_letter_age_seconds gauge',
    'survey_letter_queue_length gauge',
    'survey_tick_age_seconds gauge',
    'survey_return_mailbox_age_seconds gauge',
    'survey_letters gauge',
    'survey_sending_paused gauge',
    'survey_answers_total counter',
    'survey_returns_total counter',
  ])
  const values = own.flatMap(({ samples }) => samples.map(({ value }) => value))
  expect(new Set(values)).toEqual(new Set([0, 1, Number.POSITIVE_INFINITY]))
  expect(families.get('survey_tick_age_seconds')?.samples[0]?.value).toBe(Number.POSITIVE_INFINITY)
  expect(families.get('survey_letters')?.samples).toHaveLength(3 * letterStates.length)
  expect(families.get('process_cpu_seconds_total')?.type).toBe('counter')
})

test('names and helps are as Prometheus wants them: base units, _total on counters and on nothing else', async () => {
  for (const { name, type, help } of (await read()).values()) {
    expect([name, type === 'counter']).toEqual([name, name.endsWith('_total')])
    expect(name).not.toMatch(/milliseconds|minutes|hours|_ms\b|kilo|[A-Z]/)
    expect(help.length).toBeGreaterThan(10)
  }
})

describe('with letters in every state', () => {
  beforeAll(async () => {
    const refused = await surveyOf(context, placementIds[0] ?? 0)
    const [contact] = await context.db.execute<{ email: string }>(
      sql`select email from contacts where id = ${refused?.contactId ?? 0}`,
    )
    context.refused.add(contact?.email ?? '')
    await context.tickAt('2026-03-02T09:00')
    const ids = (await context.db.select({ id: letters.id }).from(letters).orderBy(letters.id)).map(
      ({ id }) => id,
    )
    for (const [index, state] of letterStates.entries()) {
      const id = ids[index + 1] ?? 0
      if (state !== 'sent')
        await context.db.execute(sql`update letters set state = ${state} where id = ${id}`)
    }
    await dutyDone(context.db, 'tick', context.clock.now().subtract({ seconds: 90 }))
    await dutyDone(context.db, 'return_mailbox', context.clock.now().subtract({ minutes: 5 }))
  })

  test('they are counted by kind and state, as the database holds them', async () => {
    const shown = await valuesOf('survey_letters')
    for (const [kind, table] of [
      ['survey', 'letters'],
      ['coach', 'coach_letters'],
      ['report', 'report_letters'],
    ] as const) {
      for (const state of letterStates) {
        const [row] = await context.db.execute<{ held: number }>(
          sql`select count(*)::int as held from ${sql.identifier(table)} where state = ${state}`,
        )
        expect([kind, state, shown[`${kind} ${state}`]]).toEqual([kind, state, row?.held])
      }
    }
    expect(shown['survey failed']).toBe(2)
    expect(shown['survey queued']).toBe(1)
    expect(shown['coach cancelled']).toBe(1)
    expect(await valuesOf('survey_letter_queue_length')).toEqual({ '': 1 })
  })

  test('the ages are in seconds', async () => {
    expect(await valuesOf('survey_tick_age_seconds')).toEqual({ '': 90 })
    expect(await valuesOf('survey_return_mailbox_age_seconds')).toEqual({ '': 300 })
  })

  test.each([
    ['2026-03-02T09:00', 0],
    ['2026-03-02T09:40', 40 * 60],
    // Nothing has waited for longer than it could go out: not the night, and not before nine.
    ['2026-03-03T08:59', 0],
    ['2026-03-03T09:00', 0],
    ['2026-03-03T09:10', 10 * 60],
    ['2026-03-07T12:00', 0],
  ])('at %s the letter that has waited longest could have gone out for %i seconds', async (at, seconds) => {
    context.clock.set(swedish(at))
    expect(await valuesOf('survey_oldest_due_letter_age_seconds')).toEqual({ '': seconds })
    context.clock.set(swedish('2026-03-02T09:00'))
  })

  test('a survey that nobody has queued a letter for yet counts as waiting, but not while its contact may get none', async () => {
    const held = { ...(await surveyOf(context, placementIds.at(-1) ?? 0)) }
    const due = swedish('2026-03-02T09:20')
    await context.db.execute(sql`update letters set state = 'sent' where state = 'queued'`)
    await context.db
      .update(surveys)
      .set({ nextLetterAt: due, state: 'open' })
      .where(sql`id = ${held.id ?? 0}`)
    context.clock.set(swedish('2026-03-02T10:00'))
    // Mailed an hour ago (rule 2).
    expect(await valuesOf('survey_oldest_due_letter_age_seconds')).toEqual({ '': 0 })
    await context.db.execute(sql`update contacts set earliest_letter_at = null`)
    expect(await valuesOf('survey_oldest_due_letter_age_seconds')).toEqual({ '': 40 * 60 })
    context.clock.set(swedish('2026-03-02T09:00'))
  })
})

test('answers and returns are counted by what they are, and never fall', async () => {
  const answer = async (index: number, basedOn: number, source: 'link' | 'phone', staffId: string | null) => {
    const survey = await surveyOf(context, placementIds[index] ?? 0)
    // Another one each time: the same again is no new answer.
    const raw = { purpose_met: '4', employment: 'no', host_again: basedOn === 0 ? 'yes' : 'conditions' }
    const now = context.clock.now()
    await receiveAnswer(context, { surveyId: survey?.id ?? 0, raw, basedOn, source, staffId, now })
  }
  const { id } = await makeMember(context, 'administrator')
  // As it goes on once the earlier answers are counted for good.
  const later = createAnswerCount(context, 0)
  expect(await later()).toEqual([])
  await answer(1, 0, 'link', null)
  const first = await valuesOf('survey_answers_total')
  expect(first['employer link']).toBe(1)
  expect(await later()).toEqual([{ questionnaire: 'employer', source: 'link', answers: 1 }])
  // A clock that is set back takes nothing away.
  context.clock.set(context.clock.now().subtract({ hours: 1 }))
  await answer(1, 1, 'link', null)
  expect((await valuesOf('survey_answers_total'))['employer link']).toBe(2)
  context.clock.set(context.clock.now().add({ hours: 1 }))
  await answer(2, 0, 'phone', id)
  for (const _again of [1, 2, 3]) {
    expect(await later()).toEqual([
      { questionnaire: 'employer', source: 'link', answers: 2 },
      { questionnaire: 'employer', source: 'phone', answers: 1 },
    ])
  }
  for (const app of [site.app, createHealthApp(context)]) {
    expect(await valuesOf('survey_answers_total', app)).toMatchObject({
      'employer link': 2,
      'employer phone': 1,
      'participant link': 0,
    })
  }
  const receivedAt = context.clock.now()
  await context.db.insert(returns).values([
    { digest: '1', class: 'hard', receivedAt },
    { digest: '2', class: 'hard', receivedAt },
    { digest: '3', class: 'reply', receivedAt },
  ])
  const nothing = Object.fromEntries(returnClasses.map(name => [name, 0]))
  expect(await valuesOf('survey_returns_total')).toEqual({ ...nothing, hard: 2, reply: 1 })
})

test('a pause of the queue is told with its cause', async () => {
  const now = context.clock.now()
  await context.db
    .insert(sendingPauses)
    .values({ id: 1, cause: 'tls', reason: 'x', since: now, attempts: 1, tryAt: now })
  expect(await valuesOf('survey_sending_paused')).toEqual({ sign_in: 0, tls: 1 })
  await context.db.delete(sendingPauses)
})

describe('requests', () => {
  test('are measured by the pattern of their route, never by their address, nor by what somebody makes up', async () => {
    const own = createStaffSite(context)
    const agent = supertest(own.app)
    await agent.get('/s/hemlig-lank').expect(404)
    await agent.get('/finns-inte/hemligt').expect(404)
    await agent.propfind('/placements').expect(404)
    await agent.get('/placements/17').expect(303)
    const { text } = await agent.get('/metrics').expect(200)
    expect(text).not.toMatch(/hemlig|PROPFIND|finns-inte|\/17/)
    const counts = parseMetrics(text)
      .get('http_request_duration_seconds')
      ?.samples.filter(({ name }) => name.endsWith('_count'))
      .map(({ labels, value }) => `${labels.method} ${labels.route} ${labels.status} ${value}`)
    expect(counts).toEqual([
      'GET /s/:link 404 1',
      'GET none 404 1',
      'other none 404 1',
      'GET /placements/:id 303 1',
    ])
  })

  test('of one app are not those of another', async () => {
    const [one, other] = [createStaffSite(context).app, createStaffSite(context).app]
    await supertest(one).get('/healthz')
    expect(Object.keys(await valuesOf('http_request_duration_seconds', other))).toEqual([])
  })

  test('and every other counter only rise', async () => {
    const before = await read()
    await supertest(site.app).get('/sign-in').expect(200)
    const after = await read()
    let compared = 0
    for (const { name, type, samples } of before.values()) {
      if (type === 'gauge' || type === 'summary') continue
      for (const sample of samples) {
        const same = after
          .get(name)
          ?.samples.find(later => later.name === sample.name && nameOf(later) === nameOf(sample))
        expect([sample.name, (same?.value ?? -1) >= sample.value]).toEqual([sample.name, true])
        compared += 1
      }
    }
    expect(compared).toBeGreaterThan(30)
  })
})

describe('who may read', () => {
  const token = 'a token that is long enough'
  const from = (address: string) => ({ 'X-Forwarded-For': address })
  const outside = from('203.0.113.5')

  async function statusFor(headers: Record<string, string>, settings: { METRICS_TOKEN?: string }) {
    const app = createHealthApp({ ...context, config: { ...context.config, ...settings } })
    const answer = await supertest(app).get('/metrics').set(headers)
    expect(answer.headers['cache-control']).toBe('no-store')
    if (answer.status !== 200) expect(answer.text).not.toContain('survey_')
    return answer
  }

  test.each([
    ['this machine', {}, 200],
    ['this machine, through its proxy', from('127.0.0.1'), 200],
    ['this machine, in IPv6', from('::1'), 200],
    ['this machine, IPv4 in IPv6', from('::ffff:127.0.0.1'), 200],
    ['elsewhere', outside, 403],
    ['elsewhere, pretending to be here', from('127.0.0.1, 203.0.113.5'), 403],
    ['elsewhere in IPv6', from('2001:db8::1'), 403],
    ['somewhere that has no address', from('unknown'), 403],
    ['elsewhere with a token that nobody has set', { ...outside, Authorization: `Bearer ${token}` }, 403],
  ])('without a token: %s', async (_who, headers, status) => {
    expect((await statusFor(headers as Record<string, string>, {})).status).toBe(status)
  })

  test.each([
    ['this machine', {}, 200],
    ['elsewhere with it', { ...outside, Authorization: `Bearer ${token}` }, 200],
    ['elsewhere with it, in lower case', { ...outside, Authorization: `bearer ${token}` }, 200],
    ['elsewhere without', outside, 401],
    ['elsewhere with nothing', { ...outside, Authorization: 'Bearer ' }, 401],
    ['elsewhere with a part of it', { ...outside, Authorization: `Bearer ${token.slice(0, -1)}` }, 401],
    ['elsewhere with more than it', { ...outside, Authorization: `Bearer ${token}x` }, 401],
    ['elsewhere, by another scheme', { ...outside, Authorization: `Basic ${token}` }, 401],
  ])('with METRICS_TOKEN: %s', async (_who, headers, status) => {
    const answer = await statusFor(headers as Record<string, string>, { METRICS_TOKEN: token })
    expect(answer.status).toBe(status)
    expect(answer.headers['www-authenticate']).toBe(status === 401 ? 'Bearer' : undefined)
  })
})

describe('while the database is away', () => {
  async function onlyProcess(db: TestContext['db']) {
    const app = createHealthApp({ ...context, db })
    await supertest(app).get('/healthz').expect(200)
    const { text } = await supertest(app).get('/metrics').timeout(8_000).expect(200)
    const families = parseMetrics(text)
    const own = [...families.values()].filter(({ name }) => name.startsWith('survey_'))
    expect(own.map(({ name, samples }) => [name, samples[0]?.value])).toEqual([['survey_database_up', 0]])
    expect(families.get('http_request_duration_seconds')?.samples.length).toBeGreaterThan(0)
    expect(families.get('process_resident_memory_bytes')?.samples).toHaveLength(1)
  }

  test('the process tells of itself', async () => {
    const db = connect('postgres://survey:hemligt@127.0.0.1:1/none')
    await onlyProcess(db)
    await disconnect(db)
  })

  test('in time, where it hangs', async () => {
    const { host, port, database, user, pass } = context.db.$client.options
    const way = await startFreezer(`postgres://${user}:${pass}@${host[0]}:${port[0]}/${database}`)
    const db = connect(way.url)
    await db.execute(sql`select 1`)
    way.freeze()
    await onlyProcess(db)
    way.thaw()
    await disconnect(db)
    await way.stop()
  })
})
