import { between, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readMonthTallies } from '../../src/db/month-tallies.ts'
import { monthTallies, staleMonths } from '../../src/db/report-schema.ts'
import { countTallies } from '../../src/db/tallies.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { generateOutcomes, generateTraits } from '../support/generated-outcomes.ts'
import { storeOutcomes } from '../support/outcomes.ts'
import { linesOf } from '../support/tally-lines.ts'

const from = Temporal.PlainYearMonth.from('2010-12')
const to = Temporal.PlainYearMonth.from('2012-05')
const now = Temporal.Instant.from('2013-03-01T08:00:00Z')

/** One change after the other happens to the same placements, as in a life. */
let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
  await storeOutcomes(database.db, generateTraits(generateOutcomes(1_000, 5), 5))
  await database.db.execute('analyze')
})
afterAll(() => database.drop())

const read = async () => linesOf(await readMonthTallies(database.db, from, to, now))

/** All of it counted anew. */
async function count(): Promise<string[]> {
  const period = { from: from.toPlainDate({ day: 1 }), to: to.toPlainDate({ day: to.daysInMonth }) }
  return linesOf(await countTallies(database.db, period, Temporal.PlainDate.from('2013-03-01')))
}

async function run(...statements: string[]): Promise<void> {
  await database.db.transaction(async tx => {
    for (const statement of statements) await tx.execute(statement)
  })
}

async function stale(): Promise<string[]> {
  const rows = await database.db
    .select()
    .from(staleMonths)
    .where(between(staleMonths.month, from.toString(), to.toString()))
    .orderBy(staleMonths.month, staleMonths.id)
  return rows.map(({ month }) => month)
}

/** A placement that counts, with an answer that does. */
const known = `(select min(p.id) from placements p join surveys s on s.placement_id = p.id and s.state = 'answered'
  join answers a on a.survey_id = s.id and a.version = s.answer_version and a.source = 'link'
  where p.ended_on between '2011-01-01' and '2011-12-31' and p.end_reason = 'as_planned'
    and s.letters_sent in (1, 2) and a."values"->>'employment' <> 'not_yet')`
const unanswered = `(select min(p.id) from placements p join surveys s on s.placement_id = p.id and s.state in ('open', 'phone')
  where p.ended_on between '2011-01-01' and '2011-12-31' and p.end_reason = 'as_planned')`
const unasked = `(select min(p.id) from placements p where p.ended_on between '2011-01-01' and '2011-12-31'
  and p.end_reason = 'as_planned' and not exists (select from surveys where placement_id = p.id))`
const change = (set: string) => [`update placements set ${set} where id = ${known}`]
const answer = (version: number, placement: string, employment: string) => [
  `with given as (
      insert into answers (survey_id, version, questionnaire_version, "values", source, answered_at)
      select id, ${version}, 1, '{"employment":"${employment}","purpose_met":"2"}', 'link', '2012-12-01T10:00:00Z'
      from surveys where placement_id = ${placement} returning survey_id)
    update surveys set answer_version = ${version}, state = 'answered' from given where id = survey_id`,
]

describe('kept tallies are those that a count finds', () => {
  test('at first, and again', async () => {
    const counted = await count()
    expect(counted.length).toBeGreaterThan(1_000)
    expect(await read()).toEqual(counted)
    expect(await database.db.$count(monthTallies)).toBe(18)
    expect(await read()).toEqual(counted)
  })

  test.each<[string, string[]]>([
    ['a first answer', answer(1, unanswered, 'yes')],
    ['a correction', answer(9, known, 'not_yet')],
    [
      'a letter that was on its way when the answer came',
      [`update surveys set letters_sent = letters_sent + 1 where placement_id = ${known}`],
    ],
    ['an end in another month', change("ended_on = '2012-05-05'")],
    [
      'an end on another day of the month',
      change('ended_on = ended_on + 1 - 2 * (extract(day from ended_on) > 15)::int'),
    ],
    ['an end that is taken back', change('ended_on = null')],
    [
      'another start',
      change('started_on = ended_on - case when ended_on - started_on > 200 then 0 else 400 end'),
    ],
    ['an interruption', change("end_reason = 'interrupted'")],
    ['a placement that was cancelled', change("end_reason = 'withdrawn'")],
    [
      'another purpose',
      change("purpose = (array['language', 'work_training'])[1 + (purpose = 'language')::int]"),
    ],
    ['another unit', change('unit_id = 1 + unit_id % 3')],
    ['another district', change("district = 'Bromma'")],
    ['no district any longer', [`update placements set district = null where district = 'Farsta'`]],
    ['another funding', change("funding = (array['other', 'unknown'])[1 + (funding = 'other')::int]")],
    ['another employer', change('employer_id = 1 + employer_id % 4')],
    [
      'another participant',
      [
        `update placements set participant_id = (select min(id) from participants where sex <>
        (select sex from participants where id = placements.participant_id)) where id = ${known}`,
      ],
    ],
    [
      'another sex',
      [
        `update participants set sex = (array['woman', 'man'])[1 + (sex = 'woman')::int]
        where id = (select participant_id from placements where id = ${known})`,
      ],
    ],
    ['another sector', ["update employers set sector = 'non_profit' where sector = 'private'"]],
    ['employers that are merged', ['update placements set employer_id = 2 where employer_id = 1']],
    [
      'a new placement',
      [
        `insert into placements (case_id, participant_id, employer_id, contact_id, unit_id, purpose, started_on, ended_on,
          funding, row_digest, imported_at)
        values ('new', 1, 1, 1, 1, 'language', '2011-01-01', '2011-02-01', 'other', '', now())`,
      ],
    ],
    ['a placement that is removed', [`delete from placements where id = ${unasked}`]],
    ['a survey that is withdrawn', [`update surveys set state = 'withdrawn' where placement_id = ${known}`]],
    [
      'a survey that waits for its end again',
      [`update surveys set state = 'scheduled' where placement_id = ${unanswered}`],
    ],
    ['a survey that opens', ["update surveys set state = 'open' where state = 'scheduled'"]],
    ['a withdrawal that is undone', ["update surveys set state = 'closed' where state = 'withdrawn'"]],
    [
      'a new survey',
      [
        `insert into surveys (placement_id, questionnaire, questionnaire_version, wave, contact_id, state, opens_at)
        values (${unasked}, 'employer', 1, 'end', 1, 'open', now())`,
      ],
    ],
    ['a survey that is removed', [`delete from surveys where placement_id = ${unanswered}`]],
  ])('after %s', async (_case, statements) => {
    const before = await read()
    await run(...statements)
    const counted = await count()
    expect(counted).not.toEqual(before)
    expect(await read()).toEqual(counted)
    expect(await stale()).toEqual([])
  })
  test('for a placement whose end is being moved while its answer is corrected', async () => {
    await read()
    const moved = Promise.withResolvers<void>()
    const corrected = Promise.withResolvers<void>()
    const placement = await knownId()
    const move = database.db.transaction(async tx => {
      await tx.execute(`update placements set ended_on = '2012-04-04' where id = ${placement}`)
      await moved.promise
    })
    const correction = database.db.transaction(async tx => {
      for (const statement of answer(20, placement, 'no')) await tx.execute(statement)
      await corrected.promise
    })
    await expect.poll(waiting).toBe(1)
    moved.resolve()
    await move
    await expect.poll(waiting).toBe(0)
    expect(await read()).toEqual(await count())
    corrected.resolve()
    await correction
    expect(await read()).toEqual(await count())
  })

  test('for a change that is not committed while its month is counted, before and after it is', async () => {
    const before = await read()
    const held = Promise.withResolvers<void>()
    const written = Promise.withResolvers<void>()
    const change = database.db.transaction(async tx => {
      for (const statement of answer(21, known, 'yes')) await tx.execute(statement)
      written.resolve()
      await held.promise
    })
    await written.promise
    // The month is counted for another reason, without the answer that nobody can see yet.
    await run(`update placements set district = 'Skarpnäck' where id <> ${known} and
      to_char(ended_on, 'YYYY-MM') = (select to_char(ended_on, 'YYYY-MM') from placements where id = ${known})`)
    const during = await read()
    expect(during).not.toEqual(before)
    expect(during).toEqual(await count())
    held.resolve()
    await change
    const after = await count()
    expect(after).not.toEqual(during)
    expect(await read()).toEqual(after)
  })

  test('for a change that is committed between the snapshot and the counting', async () => {
    const placement = await knownId()
    await run('delete from month_tallies')
    const { release, released } = await lockAnswers()
    const reading = read()
    await expect.poll(waiting).toBe(1)
    await run(`update placements set district = 'Rinkeby' where id = ${placement}`)
    release()
    await released
    const counted = await count()
    expect(await reading).not.toEqual(counted)
    expect(await read()).toEqual(counted)
  })

  test.each([
    ['never counted', 'delete from month_tallies'],
    ['stale', "update placements set funding = 'other' where funding = 'income_support'"],
  ])(
    'for two who count the same months at once, which are %s: one counts and the other waits',
    async (_case, statement) => {
      await read()
      await run(statement, "update employers set sector = 'private' where sector <> 'private'")
      const { release, released } = await lockAnswers()
      const both = [read(), read()]
      await expect.poll(waiting).toBe(2)
      const [waitingToCount] = await database.db.execute<{ count: number }>(sql`
      select count(*)::int as count from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock' and query like '%ended%'`)
      expect(waitingToCount?.count).toBe(1)
      release()
      await released
      const counted = await count()
      for (const tallies of await Promise.all(both)) expect(tallies).toEqual(counted)
      expect(await stale()).toEqual([])
    },
  )

  test('for many who read different months at once', async () => {
    await run('delete from month_tallies', "update placements set funding = 'unknown' where id % 3 = 0")
    const counted = await count()
    const starts = [0, 3, 0, 6, 2, 0, 1, 4, 5]
    const reads = starts.map(months => readMonthTallies(database.db, from.add({ months }), to, now))
    for (const [index, tallies] of (await Promise.all(reads)).entries()) {
      const first = from.add({ months: starts[index] ?? 0 }).toString()
      expect(linesOf(tallies)).toEqual(counted.filter(line => line >= first))
    }
  })

  test('where another version of the program has written them', async () => {
    await read()
    await run(`update month_tallies set tallies = '{"encoding":0}'`)
    expect(await read()).toEqual(await count())
  })
})

describe('a month becomes stale', () => {
  test('once in a transaction, however many of its placements change', async () => {
    await read()
    await run(
      "update placements set funding = 'other' where ended_on between '2011-03-01' and '2011-04-30'",
      "update placements set district = 'Kista' where ended_on between '2011-03-01' and '2011-04-30'",
    )
    expect(await stale()).toEqual(['2011-03', '2011-04'])
  })

  test('again after a savepoint that was gone back to', async () => {
    await read()
    const [one = '', other = ''] = ['Akalla', 'Husby'].map(
      name =>
        `update placements set district = '${name}' where ended_on between '2011-03-01' and '2011-03-31'`,
    )
    await run('savepoint here', one, 'rollback to savepoint here', other)
    expect(await stale()).toEqual(['2011-03'])
  })

  test('by nothing that moves no figure of it: letters, addresses, words, what is written as it was', async () => {
    await read()
    await run(
      'update surveys set letters_sent = letters_sent + 1, next_letter_at = null where answer_version = 0',
      "update surveys set state = 'phone' where state = 'open'",
      "update placements set workplace = 'Köket', funding = funding, imported_at = now()",
      "update employers set name = name || ' AB', sector = sector",
      "update participants set initials = 'X.Y.', sex = sex",
    )
    expect(await stale()).toEqual([])
    expect(await read()).toEqual(await count())
  })

  test.each(['surveys', 'placements'])('by emptying the table of %s', async table => {
    const before = await read()
    await run(`truncate ${table} cascade`)
    const counted = await count()
    expect(counted).not.toEqual(before)
    expect(await read()).toEqual(counted)
  })
})

async function knownId(): Promise<string> {
  const [row] = await database.db.execute<{ id: string }>(`select ${known} as id`)
  return row?.id ?? ''
}

async function waiting(): Promise<number> {
  const [row] = await database.db.execute<{ count: number }>(sql`
    select count(*)::int as count from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`)
  return row?.count ?? 0
}

/** Nobody can count while the answers are locked. */
async function lockAnswers() {
  const locked = Promise.withResolvers<void>()
  const held = Promise.withResolvers<void>()
  const released = database.db.transaction(async tx => {
    await tx.execute('lock table answers in access exclusive mode')
    locked.resolve()
    await held.promise
  })
  await locked.promise
  return { release: held.resolve, released }
}
