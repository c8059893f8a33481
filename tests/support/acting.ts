import { eq } from 'drizzle-orm'
import { newestEventId } from '../../src/db/placement-case.ts'
import { contacts } from '../../src/db/schema.ts'
import type { TestContext } from './context.ts'
import { makePlacement, surveyOf } from './factories.ts'
import { makeMember } from './staff.ts'

export type Ids = Awaited<ReturnType<typeof makePlacement>>

/** An attempt to act on a placement by somebody who has just looked at it. */
export async function attemptOn(context: TestContext, placementId: number, staffId: string) {
  const seen = await newestEventId(context.db, placementId)
  return { placementId, seen, staffId, now: context.clock.now() }
}

/** A placement that ended on 27 February 2026, whose invitation went out on 2 March at 09:00. */
export async function invitedPlacement(
  context: TestContext,
  overrides: Parameters<typeof makePlacement>[1] = {},
): Promise<Ids> {
  const ids = await makePlacement(context, overrides)
  await context.tickAt('2026-03-02T09:00')
  return ids
}

/** The survey of a placement, which has one. */
export async function knownSurvey(context: TestContext, { placementId }: { placementId: number }) {
  const survey = await surveyOf(context, placementId)
  if (!survey) throw new Error('The placement has no survey')
  return survey
}

/** A coach, by id. */
export async function coachOf(context: TestContext, { unitId }: { unitId: number }): Promise<string> {
  return (await makeMember(context, 'coach', { unitId, name: 'Märta Ek' })).id
}

/** The letters that the contact of a placement has got. */
export async function lettersFor({ db, inbox }: TestContext, { contactId }: { contactId: number }) {
  const [contact] = await db.select().from(contacts).where(eq(contacts.id, contactId))
  return lettersTo({ inbox }, contact?.email ?? '')
}

/** The letters that an address has got. */
export function lettersTo({ inbox }: Pick<TestContext, 'inbox'>, email: string) {
  return inbox.filter(({ to }) => to && 'text' in to && to.text.includes(`<${email}>`))
}
