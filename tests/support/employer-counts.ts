import type { Database } from '../../src/db/connect.ts'
import type { EmployerFigures } from '../../src/db/employer-figures.ts'
import * as schema from '../../src/db/schema.ts'
import { hostAgainAnswers } from '../../src/domain/codes.ts'

/**
 * Every figure of the register counted by plain loops over the stored rows, by the employer's id: slow and simple, so
 * that it can be trusted where the register's query can't be.
 */
export async function countByHand(
  db: Database,
  today: Temporal.PlainDate,
): Promise<Map<number, EmployerFigures>> {
  const employers = await db.select().from(schema.employers)
  const placements = await db.select().from(schema.placements)
  const surveys = await db.select().from(schema.surveys)
  const answers = await db.select().from(schema.answers)
  const surveyOf = new Map(surveys.map(survey => [survey.placementId, survey]))
  const answerOf = new Map(answers.map(answer => [`${answer.surveyId} ${answer.version}`, answer]))
  const compare = Temporal.PlainDate.compare

  const counted = new Map<number, EmployerFigures>()
  for (const { id, organisationNumber, name, sector, mergedIntoId } of employers) {
    if (mergedIntoId === null) counted.set(id, { id, organisationNumber, name, sector, ...nothing() })
  }
  for (const { name, mergedIntoId } of employers) {
    if (mergedIntoId !== null) counted.get(mergedIntoId)?.earlierNames.push(name)
  }
  for (const placement of placements) {
    if (placement.endReason === 'withdrawn') continue
    const figures = counted.get(placement.employerId)
    if (!figures) throw new Error('a placement counts under an employer that is merged')
    const { startedOn, endedOn } = placement
    const hasEnded = endedOn !== null && compare(endedOn, today) < 0
    if (compare(startedOn, today) > 0) figures.ahead += 1
    else figures.placements += 1
    if (compare(startedOn, today) <= 0 && !hasEnded) figures.ongoing += 1
    if (hasEnded && (figures.latestEnd === null || compare(endedOn, figures.latestEnd) > 0))
      figures.latestEnd = endedOn
    const survey = surveyOf.get(placement.id)
    if (!survey || survey.state === 'scheduled' || survey.state === 'withdrawn') continue
    figures.asked += 1
    if (survey.state === 'phone') figures.onPhoneList += 1
    if (survey.state === 'open') figures.waiting += 1
    if (survey.state === 'closed') figures.neverAnswered += 1
    const answer = answerOf.get(`${survey.id} ${survey.answerVersion}`)
    if (!answer) continue
    if (answer.source === 'link') figures.byLink += 1
    if (answer.source === 'phone') figures.byPhone += 1
    if (answer.values.employment === 'yes') figures.employed += 1
    const again = hostAgainAnswers.find(code => code === answer.values.host_again)
    if (!again) continue
    figures.hostAgain[again] += 1
    const latest = figures.latestHostAgain
    if (latest === null || Temporal.Instant.compare(answer.answeredAt, latest.at) > 0)
      figures.latestHostAgain = { answer: again, at: answer.answeredAt }
  }
  const swedish = new Intl.Collator('sv')
  for (const { earlierNames } of counted.values()) earlierNames.sort(swedish.compare)
  return counted
}

function nothing() {
  return {
    earlierNames: [],
    placements: 0,
    ongoing: 0,
    ahead: 0,
    latestEnd: null,
    asked: 0,
    byLink: 0,
    byPhone: 0,
    onPhoneList: 0,
    waiting: 0,
    neverAnswered: 0,
    employed: 0,
    hostAgain: { yes: 0, conditions: 0, no: 0 },
    latestHostAgain: null,
  }
}
