import { randomUUID } from 'node:crypto'
import type { Context } from '../context.ts'
import { addEvents } from '../db/events.ts'
import { insertMember, type NewMember } from '../db/staff.ts'
import { listUnits } from '../db/units.ts'
import { type MemberProblem, readMember, staffAddress, type TypedMember } from '../domain/member.ts'
import { composeInvitation } from '../mail/letters.ts'

type Invitation = {
  typed: TypedMember & { email: string }
  inviter: { id: string; name: string }
  now: Temporal.Instant
}

export type Invited =
  /** `told`: the mail server took the letter that says where to sign in. */
  { outcome: 'invited'; id: string; told: boolean } | { outcome: 'invalid'; problems: MemberProblem[] }

/** Lets somebody sign in from now on, and writes to them about it. Without the letter the member is still added. */
export async function inviteMember(context: Context, invitation: Invitation): Promise<Invited> {
  const { typed, inviter, now } = invitation
  const email = staffAddress(typed.email)
  const units = await listUnits(context.db)
  const reading = readMember(
    typed,
    units.map(({ id }) => id),
  )
  const problems = [
    ...('problems' in reading ? reading.problems : []),
    ...addressProblems(typed.email, email),
  ]
  if ('problems' in reading || email === undefined) return { outcome: 'invalid', problems }
  const member = { id: randomUUID(), email, ...reading.values }
  if (!(await addMember(context, member, inviter.id, now))) {
    return { outcome: 'invalid', problems: [{ field: 'email', problem: 'taken' }] }
  }
  return { outcome: 'invited', id: member.id, told: await tell(context, member, inviter.name) }
}

/** Adds a member, without a letter. @returns false where somebody with that address is there already. */
export async function addMember(
  context: Context,
  member: NewMember,
  actor: string,
  now: Temporal.Instant,
): Promise<boolean> {
  return context.db.transaction(async tx => {
    if (!(await insertMember(tx, member))) return false
    await addEvents(tx, [{ at: now, actor, kind: 'member.invited', detail: { memberId: member.id } }])
    return true
  })
}

function addressProblems(typed: string, email: string | undefined): MemberProblem[] {
  if (email !== undefined) return []
  return [{ field: 'email', problem: typed.trim() === '' ? 'required' : 'not_an_email' }]
}

async function tell(context: Context, member: Required<NewMember>, inviter: string): Promise<boolean> {
  const { config, mailer, renderer, baseUrl, log } = context
  const organisation = config.ORGANISATION_NAME
  const letter = composeInvitation(renderer, {
    language: member.language,
    organisation,
    from: { name: organisation, address: config.MAIL_FROM },
    to: { name: member.name, address: member.email },
    inviter,
    role: member.role,
    url: `${baseUrl}/sign-in`,
    messageId: `<${randomUUID()}@${config.MAIL_FROM.split('@')[1]}>`,
  })
  const { outcome } = await mailer.send(letter)
  if (outcome !== 'accepted') log.warn({ outcome }, 'an invitation to a member of staff could not be mailed')
  return outcome === 'accepted'
}
