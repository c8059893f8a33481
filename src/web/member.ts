import type { Request, RequestHandler, Response } from 'express'
import type { Context } from '../context.ts'
import { listSessions } from '../db/sessions.ts'
import { findMemberById, type Member } from '../db/staff.ts'
import { listUnits } from '../db/units.ts'
import { type MemberProblem, type MemberValues, memberVersion, type TypedMember } from '../domain/member.ts'
import { changeMember } from '../flow/change-member.ts'
import { enableMember } from '../flow/disable-member.ts'
import { endSessions } from '../flow/end-sessions.ts'
import { textIn } from './fields.ts'
import { memberForm, typedFrom, typedMember } from './member-form.ts'
import { memberView } from './members.ts'
import { refuse, type StaffPage, staffOf } from './staff-page.ts'

const notices = ['invited', 'invited_untold', 'changed', 'disabled', 'enabled', 'sessions_ended'] as const

type Shown = {
  typed: TypedMember
  basedOn: string
  problems: readonly MemberProblem[]
  /** How the member stands now, where somebody else has made a change meanwhile. */
  stored: MemberValues | null
}

/** /staff/:id: one member of staff; what is known, what can be changed, and signing the member out. */
export function memberHandlers(context: Context, page: StaffPage) {
  return {
    show: show(context, page),
    change: change(context, page),
    enable: enable(context, page),
    endSessions: endAll(context, page),
  }
}

/** The member that the address names. */
export async function namedMember({ db }: Context, { params }: Request): Promise<Member | undefined> {
  const { id = '' } = params
  return typeof id === 'string' ? findMemberById(db, id) : undefined
}

function show(context: Context, page: StaffPage): RequestHandler {
  return async (request, response) => {
    const member = await namedMember(context, request)
    if (!member) return refuse(page, request, response, 'not_found')
    const shown = { typed: typedFrom(member), basedOn: memberVersion(member), problems: [], stored: null }
    await showMember(context, page, request, response, member, shown)
  }
}

function change(context: Context, page: StaffPage): RequestHandler {
  return async (request, response) => {
    const member = await namedMember(context, request)
    if (!member) return refuse(page, request, response, 'not_found')
    const { id: actor } = staffOf(response)
    const typed = typedMember(request.body)
    const basedOn = textIn(request.body, 'based_on')
    const now = context.clock.now()
    const changed = await changeMember(context, { memberId: member.id, typed, basedOn, actor, now })
    if (changed.outcome === 'unknown') return refuse(page, request, response, 'not_found')
    if (changed.outcome === 'changed') {
      // Whoever has given up the own role as administrator can't see this page any longer.
      const isLost = member.id === actor && typed.role !== 'administrator'
      return response.redirect(303, isLost ? '/account' : `/staff/${member.id}?done=changed`)
    }
    const shown =
      changed.outcome === 'stale'
        ? { typed, basedOn: memberVersion(changed.stored), problems: [], stored: changed.stored }
        : { typed, basedOn, problems: changed.problems, stored: null }
    response.status(shown.stored ? 409 : 422)
    await showMember(context, page, request, response, member, shown)
  }
}

function enable(context: Context, page: StaffPage): RequestHandler {
  return async (request, response) => {
    const member = await namedMember(context, request)
    if (!member) return refuse(page, request, response, 'not_found')
    const { id: actor } = staffOf(response)
    await enableMember(context, { memberId: member.id, actor, now: context.clock.now() })
    response.redirect(303, `/staff/${member.id}?done=enabled`)
  }
}

function endAll(context: Context, page: StaffPage): RequestHandler {
  return async (request, response) => {
    const member = await namedMember(context, request)
    if (!member) return refuse(page, request, response, 'not_found')
    const { id: actor } = staffOf(response)
    await endSessions(context, { memberId: member.id, actor, now: context.clock.now() })
    response.redirect(303, `/staff/${member.id}?done=sessions_ended`)
  }
}

async function showMember(
  { db }: Context,
  page: StaffPage,
  request: Request,
  response: Response,
  member: Member,
  { typed, basedOn, problems, stored }: Shown,
): Promise<void> {
  const [units, sessions] = await Promise.all([listUnits(db), listSessions(db, member.id)])
  page(request, response, 'member', {
    ...memberForm(typed, units, problems),
    ...(stored && { kind: 'stale' }),
    member: memberView(member),
    isSelf: member.id === staffOf(response).id,
    basedOn,
    stored: stored && {
      ...stored,
      unitName: units.find(({ id }) => id === stored.unitId)?.name ?? null,
    },
    sessionCount: sessions.length,
    done: notices.find(notice => notice === request.query.done) ?? null,
  })
}
