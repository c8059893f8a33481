import { afterAll, beforeAll, expect, it } from 'vitest'
import { letters } from '../../src/db/schema.ts'
import { receiveAnswer } from '../../src/flow/receive-answer.ts'
import { writeNote } from '../../src/flow/write-note.ts'
import { coachOf, type Ids, invitedPlacement, knownSurvey } from '../support/acting.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { wordsOf } from '../support/page-text.ts'
import { createStaffSite, signedIn } from '../support/staff.ts'
import { swedish } from '../support/swedish.ts'

let context: TestContext
let ids: Ids

beforeAll(async () => {
  context = await createTestContext({ now: '2026-02-28T12:00' })
  ids = await invitedPlacement(context)
  const staffId = await coachOf(context, ids)
  const { id: surveyId } = await knownSurvey(context, ids)
  const { placementId } = ids
  const at = (time: string) => swedish(time)
  await writeNote(context, {
    placementId,
    kind: 'no_answer',
    typed: '',
    staffId,
    now: at('2026-03-04T10:00'),
  })
  const raw = { purpose_met: '4', employment: 'no', host_again: 'yes' }
  const first = { surveyId, raw, basedOn: 0, source: 'link', staffId: null } as const
  await receiveAnswer(context, { ...first, now: at('2026-03-05T10:00') })
  const changed = { ...raw, host_again: 'conditions' }
  const second = { surveyId, raw: changed, basedOn: 1, source: 'phone', staffId } as const
  await receiveAnswer(context, { ...second, now: at('2026-03-06T10:00') })
  context.clock.set(at('2026-03-06T11:00'))
})
afterAll(() => context.close())

async function entries(role: 'administrator' | 'analyst') {
  const agent = await signedIn(context, createStaffSite(context), role)
  const { text } = await agent.get(`/placements/${ids.placementId}`).expect(200)
  const [, list = ''] = /<ol class="history">([\s\S]*?)<\/ol>/.exec(text) ?? []
  return {
    text,
    items: list
      .split('</li>')
      .map(item => wordsOf(item).trim())
      .filter(item => item !== ''),
  }
}

it('is one list of letters, answers, calls and events, newest first, each told once', async () => {
  const { items, text } = await entries('administrator')
  expect(items).toEqual([
    expect.stringMatching(
      /^Svar Per telefon, registrerat av Märta Ek, 6 mars 2026 .* Ja, under vissa förutsättningar$/,
    ),
    expect.stringMatching(/^Ett tidigare svar Via länken i brevet, 5 mars 2026 .* Ja$/),
    expect.stringMatching(/^Ringde, inget svar 4 mars 2026 kl\. 10:00, Märta Ek/),
    expect.stringMatching(/^Första brevet till Åsa Öberg .*@.* Skickat 2 mars 2026 kl\. 09:00\.$/),
    expect.stringMatching(/^Enkäten öppnades 2 mars 2026 kl\. 09:00, tjänsten$/),
    expect.stringMatching(/^Enkäten planerades/),
  ])
  expect(text.match(/<details>/g)).toHaveLength(1)
})

it('shows an analyst the same without addresses, numbers, words of the mail server, or anything to do', async () => {
  await context.db.update(letters).set({ state: 'failed', reason: '550 asa@bageri.example unknown' })
  const { items, text } = await entries('analyst')
  expect(items).toHaveLength(7)
  expect(text).not.toMatch(/@|08-123|550|tel:|mailto:/)
  expect(text).not.toMatch(/class="actions"|class="other-actions"|<details class="write">/)
})

it('shows a letter that waits first, with when it goes', async () => {
  context.clock.set(swedish('2026-02-28T12:00'))
  ids = await invitedPlacement(context)
  await context.queueAt('2026-03-09T09:00')
  const { items } = await entries('administrator')
  expect(items[0]).toMatch(/^Påminnelse 1 till .* I kö\./)
  await context.deliverAll()
})
