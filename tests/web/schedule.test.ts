import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { letterSchedules } from '../../src/db/office-schema.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement } from '../support/factories.ts'
import { titleOf, wordsOf } from '../support/page-text.ts'
import { type Agent, createStaffSite, type StaffSite, signedIn } from '../support/staff.ts'

let context: TestContext
let site: StaffSite
let administrator: Agent

beforeEach(async () => {
  context = await createTestContext({ now: '2026-02-25T12:00' })
  site = createStaffSite(context)
  administrator = await signedIn(context, site, 'administrator', { name: 'Märta Ek' })
})
afterEach(() => context.close())

/** The form as it is first shown. */
const shown = {
  based_on: '0',
  lettersFrom: '09:00',
  reminders: '5, 12',
  phoneList: '15',
  spacing: '3',
  closes: '60',
  tooOld: '60',
  pause_0_from: '',
  pause_0_to: '',
}
const july = { pause_0_from: '2026-07-06', pause_0_to: '2026-07-31' }

function post(fields: Record<string, string>, member = administrator) {
  return member
    .post('/schedule')
    .type('form')
    .send({ ...shown, ...fields })
}

describe('the page', () => {
  test('says in words what the rules mean, with an example and the holidays of the year', async () => {
    const { text } = await administrator.get('/schedule').expect(200)
    expect(titleOf(text)).toBe('Brevschema')
    const words = wordsOf(text)
    expect(words).toContain('från klockan 09:00')
    expect(words).toContain('Påminnelse skickas arbetsdag 5 och 12 efter det första brevet')
    expect(words).toMatch(
      /fredag 27 februari 2026 Praktiken slutar. måndag 2 mars 2026 Första brevet, klockan 09:00. måndag 9 mars 2026 Påminnelse 1, klockan 09:00. onsdag 18 mars 2026 Påminnelse 2, klockan 09:00. måndag 23 mars 2026 Ärendet hamnar på ringlistan. fredag 1 maj 2026 Sista dagen att svara./,
    )
    expect(words).toMatch(/Helgdagar och aftnar 2026 .* 1 januari, nyårsdagen .* 19 juni, midsommarafton/)
    expect(words).toContain('Dagar som redan är satta för pågående enkäter ändras inte')
    expect(words).toContain('Ingen har ändrat schemat')
    expect(text).not.toContain('value="settings"')
  })

  test('is complete in English', async () => {
    const { text } = await administrator.get('/schedule').set('Accept-Language', 'en').expect(200)
    expect(wordsOf(text)).toMatch(
      /Friday 27 February 2026 The placement ends. Monday 2 March 2026 First letter, at 09:00./,
    )
    expect(wordsOf(text)).toContain('19 June, Midsummer Eve')
  })

  test('follows the settings of the service as long as nobody has changed anything', async () => {
    const settings = { LETTERS_FROM: '10:15', REMINDER_WORKING_DAYS: '4', PAUSES: '2026-07-01..2026-08-31' }
    const own = await createTestContext({ now: '2026-02-25T12:00', settings })
    const member = await signedIn(own, createStaffSite(own), 'administrator')
    const { text } = await member.get('/schedule').expect(200)
    expect(text).toContain('name="lettersFrom" value="10:15"')
    expect(text).toContain('name="reminders" value="4"')
    expect(wordsOf(text)).toContain('Inga brev skickas under uppehållen: 1 juli–31 augusti 2026.')
    await own.close()
  })
})

describe('a change', () => {
  test('is told, counts at once, and stands in the history with who and when', async () => {
    const answer = await post({ reminders: '5', ...july }).expect(303)
    expect(answer.headers.location).toBe('/schedule?done=changed')
    const { text } = await administrator.get('/schedule?done=changed').expect(200)
    expect(text).toContain('role="status">Schemat är sparat')
    const words = wordsOf(text)
    expect(words).toContain('Påminnelse skickas arbetsdag 5 efter det första brevet')
    expect(words).toContain('Inga brev skickas under uppehållen: 6–31 juli 2026.')
    expect(words).toMatch(
      /25 februari 2026 kl. 12:00, Märta Ek Påminnelser, arbetsdag: 5, 12 → 5 Uppehåll tillagt: 6–31 juli 2026/,
    )
    expect(text).toContain('name="based_on" value="1"')
    expect(text).toContain('name="pause_0_from" type="date" value="2026-07-06"')
    expect(context.schedule.calendar.isWorkingDay(Temporal.PlainDate.from('2026-07-06'))).toBe(false)
  })

  test('that changes nothing says so', async () => {
    const answer = await post({}).expect(303)
    expect(answer.headers.location).toBe('/schedule?done=unchanged')
  })

  test('takes a pause away again', async () => {
    await post(july).expect(303)
    await post({ based_on: '1', ...july, pause_0_remove: 'on', pause_1_from: '', pause_1_to: '' }).expect(303)
    const words = wordsOf((await administrator.get('/schedule')).text)
    expect(words).toContain('Inga uppehåll är planerade.')
    expect(words).toMatch(/Uppehåll borttaget: 6–31 juli 2026 .*Uppehåll tillagt: 6–31 juli 2026/)
  })

  test('that is faulty keeps everything that was typed, with what is wrong above and beside the fields', async () => {
    const fields = {
      lettersFrom: 'nio',
      reminders: '12, 5',
      closes: '9',
      tooOld: '400',
      pause_0_from: '2026-07-06',
      pause_0_to: '2026-07-01',
    }
    const { text } = await post(fields).expect(422)
    expect(titleOf(text)).toBe('Fel: Brevschema')
    const targets = [...text.matchAll(/<li><a href="#([^"]*)">/g)].map(([, target]) => target)
    expect(targets).toEqual(['lettersFrom', 'reminders', 'closes', 'tooOld', 'pause_0_to'])
    for (const target of targets) {
      expect(text).toMatch(new RegExp(`<input[^>]* id="${target}"[^>]*aria-invalid="true"`))
      expect(text).toContain(`id="${target}-problem"`)
    }
    for (const [name, value] of Object.entries(fields)) {
      expect(text).toMatch(new RegExp(`name="${name}"[^>]* value="${value}"`))
    }
    expect(text).toContain('Skriv ett heltal från 1 till 365')
    expect(text).toContain('Uppehåll 1: Den sista dagen ligger före den första')
    expect(await context.db.$count(letterSchedules)).toBe(0)
  })

  test('of two administrators the second is told what the first changed, loses nothing, and may save once more', async () => {
    const other = await signedIn(context, site, 'administrator', { name: 'Per Ahl' })
    await post({ closes: '90' }).expect(303)
    const told = await post({ reminders: '4, 9', ...july }, other).expect(409)
    expect(titleOf(told.text)).toBe('Ändrat under tiden: Brevschema')
    expect(wordsOf(told.text)).toMatch(
      /Någon annan har ändrat schemat under tiden .* Märta Ek Dagar tills enkäten stänger: 60 → 90/,
    )
    expect(told.text).toContain('name="reminders" value="4, 9"')
    expect(told.text).toContain('name="pause_0_to" type="date" value="2026-07-31"')
    expect(told.text).toContain('name="based_on" value="1"')
    await post({ based_on: '1', reminders: '4, 9', ...july }, other).expect(303)
    expect(await context.db.$count(letterSchedules)).toBe(2)
  })

  test.each([[''], ['-1'], ['17'], ['x']])(
    'based on %j, which no form of ours says, is stale',
    async version => {
      const { text } = await post({ based_on: version, closes: '90' }).expect(409)
      expect(text).toContain('Någon annan har ändrat schemat under tiden')
      expect(text).toContain('name="closes" value="90"')
    },
  )

  test('goes back to the settings by a button, which is there only when there is something to go back from', async () => {
    await post({ closes: '90', ...july }).expect(303)
    expect((await administrator.get('/schedule')).text).toContain('name="to" value="settings"')
    await administrator.post('/schedule').type('form').send({ based_on: '1', to: 'settings' }).expect(303)
    const { text } = await administrator.get('/schedule')
    expect(text).toContain('name="closes" value="60"')
    expect(text).not.toContain('value="settings"')
    expect(await context.db.$count(letterSchedules)).toBe(2)
  })

  test('a pause that is over stays in the form and is no problem', async () => {
    await post({ pause_0_from: '2026-02-26', pause_0_to: '2026-02-26' }).expect(303)
    await context.tickAt('2026-03-05T09:00')
    const { text } = await administrator.get('/schedule')
    expect(text).toContain('(har varit)')
    const kept = { pause_0_from: '2026-02-26', pause_0_to: '2026-02-26' }
    await post({ based_on: '1', ...kept, closes: '61' }).expect(303)
  })

  test('a pause added on the page stops the letters of the next tick', async () => {
    await makePlacement(context)
    await post({ pause_0_from: '2026-03-02', pause_0_to: '2026-03-03' }).expect(303)
    for (const time of ['2026-03-02T09:00', '2026-03-03T09:00']) await context.tickAt(time)
    expect(context.inbox).toHaveLength(0)
    await context.tickAt('2026-03-04T09:00')
    expect(context.inbox).toHaveLength(1)
  })
})

test('the page is for administrators only', async () => {
  const { unitId } = await makePlacement(context)
  const coach = await signedIn(context, site, 'coach', { unitId })
  const analyst = await signedIn(context, site, 'analyst')
  for (const member of [coach, analyst]) {
    await member.get('/schedule').expect(403)
    await post({ closes: '90' }, member).expect(403)
  }
  expect(await context.db.$count(letterSchedules)).toBe(0)
})
