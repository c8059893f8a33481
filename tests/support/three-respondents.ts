import { and, eq } from 'drizzle-orm'
import { ensureParticipantContacts } from '../../src/db/participant-contacts.ts'
import { placements, surveys } from '../../src/db/schema.ts'
import { receiveAnswer } from '../../src/flow/receive-answer.ts'
import type { TestContext } from './context.ts'
import type { Agent } from './staff.ts'

/** Settings under which participants are asked, too, and employers again what lasted. */
export const everybodyAsked = {
  PARTICIPANT_PURPOSES: 'language,work_training,employment_step',
  FOLLOW_UP_WAVES: 'day_90,day_180',
}

/** As whom the participant of a placement gets letters. */
export async function contactOfParticipant({ db }: TestContext, placementId: number): Promise<number> {
  const [placement] = await db.select().from(placements).where(eq(placements.id, placementId))
  const participantId = placement?.participantId ?? 0
  return (await ensureParticipantContacts(db, [participantId])).get(participantId) ?? 0
}

/** One of the surveys about a placement, which has it. */
export async function surveyAbout(
  { db }: TestContext,
  placementId: number,
  questionnaire: string,
  wave = 'end',
) {
  const [survey] = await db
    .select()
    .from(surveys)
    .where(
      and(
        eq(surveys.placementId, placementId),
        eq(surveys.questionnaire, questionnaire),
        eq(surveys.wave, wave),
      ),
    )
  if (!survey) throw new Error(`The placement has no survey ${questionnaire} ${wave}`)
  return survey
}

/** Somebody answers by the link, now. */
export async function answerOf(
  context: TestContext,
  placementId: number,
  questionnaire: 'employer' | 'participant',
  raw: Readonly<Record<string, string>>,
  wave = 'end',
): Promise<void> {
  const { id: surveyId, answerVersion: basedOn } = await surveyAbout(
    context,
    placementId,
    questionnaire,
    wave,
  )
  const now = context.clock.now()
  const receipt = await receiveAnswer(context, { surveyId, raw, basedOn, source: 'link', staffId: null, now })
  if (receipt.outcome !== 'stored') throw new Error(JSON.stringify(receipt))
}

export const employerSays = (employment: string) => ({
  purpose_met: '4',
  host_again: 'yes',
  employment,
  ...(employment === 'yes' ? { form: 'permanent', hours: 'full_time', subsidised: 'no' } : {}),
})

export const participantSays = (work: string, comment = '') => ({ overall: '4', work, comment })

/** A code that a coach makes on the page of a placement, and the whole page. */
export async function codeMadeBy(coach: Agent, placementId: number): Promise<{ code: string; html: string }> {
  const { text: html } = await coach
    .post(`/placements/${placementId}/participant/code`)
    .type('form')
    .expect(200)
  const [code = ''] = />[0-9A-Z]{4}-[0-9A-Z]{4}</.exec(html) ?? []
  return { code: code.slice(1, -1), html }
}
