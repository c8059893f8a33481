import { eq } from 'drizzle-orm'
import { contacts, events, letters, placements, surveys } from '../../src/db/schema.ts'
import { atTime, dayOf } from '../../src/domain/calendar.ts'
import { createLink, idInLink } from '../../src/domain/link.ts'
import { receiveAnswer } from '../../src/flow/receive-answer.ts'
import { makePlacement, movePlacement, surveyOf } from './factories.ts'
import type { Fleet } from './fleet.ts'
import type { Month } from './month.ts'
import { swedish } from './swedish.ts'

/** Ticks at the same moment: a local time for each instance, and how often each ticks. */
type Round = { clocks: readonly Temporal.PlainTime[]; times: number }
/** The rounds of a day, from the time of its first tick on. */
export type Rhythm = (firstTick: Temporal.PlainTime) => readonly Round[]

type PlacementIds = ReadonlyMap<string, number>

/**
 * Plays a month through every instance of the fleet. What comes in from outside comes early and late in the day, away
 * from all ticks, so that it means the same whenever in the day they come.
 * @returns link -> when it was answered.
 */
export async function playMonth(fleet: Fleet, month: Month, rhythm: Rhythm) {
  for (const email of month.refused) fleet.refused.add(email)
  fleet.setClocks(swedish('2026-02-20T12:00'))
  const ids = await placeAll(fleet, month)
  const answeredAt = new Map<string, Temporal.Instant>()
  for (const day of month.days) {
    fleet.setClocks(atTime(day.on, Temporal.PlainTime.from('07:00')))
    for (const { caseId, ...move } of day.moves) await movePlacement(fleet.first, ids.get(caseId) ?? 0, move)
    for (const { clocks, times } of day.firstTick === null
      ? []
      : rhythm(Temporal.PlainTime.from(day.firstTick))) {
      const moments = clocks.map(time => atTime(day.on, time))
      await fleet.tick(moments, times)
    }
    fleet.setClocks(atTime(day.on, Temporal.PlainTime.from('20:15')))
    for (const caseId of day.answers) await answerCase(fleet, ids, caseId, answeredAt)
  }
  return answeredAt
}

/** One row a contact, as an import leaves it. */
async function placeAll({ first }: Fleet, month: Month): Promise<PlacementIds> {
  const contactIds = new Map<string, number>()
  const ids = new Map<string, number>()
  for (const { caseId, email, endedOn } of month.placements) {
    const contactId = contactIds.get(email)
    const placement = { caseId, endedOn, ...(contactId && { contactId }) }
    const made = await makePlacement(first, { placement, contact: { email } })
    contactIds.set(email, made.contactId)
    ids.set(caseId, made.placementId)
  }
  return ids
}

async function answerCase(
  { first }: Fleet,
  ids: PlacementIds,
  caseId: string,
  answeredAt: Map<string, Temporal.Instant>,
): Promise<void> {
  const survey = await surveyOf(first, ids.get(caseId) ?? 0)
  if (!survey) return
  const raw = { employment: 'no', purpose_met: '3', host_again: 'yes' }
  const now = first.clock.now()
  const answer = { surveyId: survey.id, raw, basedOn: 0, source: 'link' as const, staffId: null, now }
  const { outcome } = await receiveAnswer(first, answer)
  if (outcome === 'stored') answeredAt.set(`${first.baseUrl}/s/${createLink(first.linkKeys, survey)}`, now)
}

/** What came of a month, as sorted lines that can be compared between two databases. */
export async function resultOf({ first, postbox }: Fleet) {
  const { db } = first
  const rows = await db
    .select({ survey: surveys, caseId: placements.caseId, email: contacts.email })
    .from(surveys)
    .innerJoin(placements, eq(placements.id, surveys.placementId))
    .innerJoin(contacts, eq(contacts.id, surveys.contactId))
  const caseIds = new Map(rows.map(({ survey, caseId }) => [survey.id, caseId]))
  const kinds = new Map((await db.select().from(letters)).map(({ messageId, kind }) => [messageId, kind]))
  const told = await db.select().from(events)
  const caseIn = (link: string) => caseIds.get(idInLink(link.slice(link.lastIndexOf('/') + 1)) ?? 0)
  return {
    /** Recipient, day, kind and the placements in it. */
    letters: postbox
      .map(({ recipient, receivedAt, messageId, links }) =>
        [recipient, dayOf(receivedAt), kinds.get(messageId), ...links.map(caseIn).toSorted()].join(' '),
      )
      .toSorted(),
    /** Placement, where its survey stands, and the letters so far. */
    surveys: rows
      .map(({ caseId, survey }) => `${caseId} ${survey.state} ${survey.phoneReason} ${survey.lettersSent}`)
      .toSorted(),
    /** Placement, what was told of it, and the day. */
    events: told
      .map(({ surveyId, kind, at }) => `${caseIds.get(surveyId ?? 0)} ${kind} ${dayOf(at)}`)
      .toSorted(),
  }
}
