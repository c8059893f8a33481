import { phoneList, subjectsOfSurveys } from '../db/phone-list.ts'
import { atTime } from '../domain/calendar.ts'
import { createLink, idInLink } from '../domain/link.ts'
import { deliveries } from '../flow/deliveries.ts'
import { receiveAnswer } from '../flow/receive-answer.ts'
import { runDue } from '../flow/run-due.ts'
import { type PlannedAnswer, surveyKey } from './answers-file.ts'
import { type BrokenPromises, findBrokenPromises, type ReadLetter } from './postbox.ts'
import { answerByLink } from './respondent.ts'
import type { World } from './world.ts'

type Plan = {
  answers: readonly PlannedAnswer[]
  from: Temporal.PlainDate
  to: Temporal.PlainDate
  /** The member of staff who records what is told by phone. */
  staffId: string
  /** Called after each day with the share that has been played, 0 to 1. */
  onDay?: (share: number) => void
}

/** An answer that somebody has decided to give at a certain moment. */
type Appointment = { at: Temporal.Instant; url: string; fields: Record<string, string> }

/**
 * Plays the days one by one: at 09:00 what is due happens and every letter is delivered by SMTP; employers answer by
 * the links in their letters, over HTTP, at their own time; coaches record what they are told by phone.
 * @returns what a respondent could have noticed of broken promises.
 */
export async function play(world: World, plan: Plan): Promise<BrokenPromises> {
  const { context, postbox } = world
  const answers = new Map(plan.answers.map(answer => [surveyKey(answer), answer]))
  const received = new Map<string, number>()
  const answeredAt = new Map<string, Temporal.Instant>()
  let appointments: Appointment[] = []
  let read = 0

  const days = plan.from.until(plan.to, { largestUnit: 'days' }).days
  for (let day = 0; day <= days; day += 1) {
    const morning = atTime(plan.from.add({ days: day }), context.config.LETTERS_FROM)
    appointments = await keepAppointments(world, appointments, morning, answeredAt)
    context.clock.set(morning)
    await runDue(context, morning)
    await context.jobs.drain(deliveries(context))
    appointments.push(...(await readPost(world, postbox.slice(read), answers, received)))
    read = postbox.length
    await callPhoneList(world, answers, plan.staffId)
    plan.onDay?.((day + 1) / (days + 1))
  }
  return findBrokenPromises(postbox, answeredAt, context.schedule)
}

/** Answers, in the order of time, everything that was to be answered before `until`; gives back the rest. */
async function keepAppointments(
  { context }: World,
  appointments: readonly Appointment[],
  until: Temporal.Instant,
  answeredAt: Map<string, Temporal.Instant>,
): Promise<Appointment[]> {
  const inOrder = appointments.toSorted((one, other) => Temporal.Instant.compare(one.at, other.at))
  const isDue = ({ at }: Appointment) => Temporal.Instant.compare(at, until) < 0
  for (const { at, url, fields } of inOrder.filter(isDue)) {
    context.clock.set(at)
    await answerByLink(url, fields)
    answeredAt.set(url, at)
  }
  return inOrder.filter(appointment => !isDue(appointment))
}

/** Employers read their new letters; whoever means to answer after this one decides when. */
async function readPost(
  { context }: World,
  letters: readonly ReadLetter[],
  answers: ReadonlyMap<string, PlannedAnswer>,
  received: Map<string, number>,
): Promise<Appointment[]> {
  const links = letters.flatMap(({ links, receivedAt }) => links.map(url => ({ url, receivedAt })))
  const surveyIds = links.map(({ url }) => idInLink(url.slice(url.lastIndexOf('/') + 1)) ?? 0)
  const asked = await subjectsOfSurveys(context.db, surveyIds)
  const keys = new Map(asked.map(survey => [survey.surveyId, surveyKey(survey)]))
  return links.flatMap(({ url, receivedAt }, index) => {
    const number = (received.get(url) ?? 0) + 1
    received.set(url, number)
    const plan = answers.get(keys.get(surveyIds[index] ?? 0) ?? '')
    if (plan?.letter !== number) return []
    const seconds = Math.round(plan.delayHours * 3600)
    return [{ at: receivedAt.add({ seconds }), url, fields: plan.fields }]
  })
}

/**
 * Coaches call everybody on the phone list, and record the answers of those who tell; participants who have no letter are
 * shown the form at a meeting, and answer by themselves.
 */
async function callPhoneList(
  { context }: World,
  answers: ReadonlyMap<string, PlannedAnswer>,
  staffId: string,
): Promise<void> {
  for (const survey of await phoneList(context.db)) {
    const { surveyId, linkNumber } = survey
    const plan = answers.get(surveyKey(survey))
    if (plan?.byCode) {
      const link = createLink(context.linkKeys, { id: surveyId, linkNumber })
      await answerByLink(`${context.baseUrl}/s/${link}`, plan.fields)
    }
    if (!plan?.byPhone) continue
    const submission = { surveyId, raw: plan.fields, basedOn: 0, source: 'phone', staffId } as const
    const receipt = await receiveAnswer(context, { ...submission, now: context.clock.now() })
    if (receipt.outcome !== 'stored')
      throw new Error(`${survey.subject} by phone: ${JSON.stringify(receipt)}`)
  }
}
