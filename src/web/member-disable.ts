import type { Request, RequestHandler, Response } from 'express'
import type { Context } from '../context.ts'
import type { Member } from '../db/staff.ts'
import { type DisableObstacle, disableMember } from '../flow/disable-member.ts'
import { namedMember } from './member.ts'
import { refuse, type StaffPage, staffOf } from './staff-page.ts'

/** /staff/:id/disable: says what it does before it is done, or why it can't be. */
export function memberDisableHandlers(context: Context, page: StaffPage) {
  return { confirm: confirm(context, page), disable: disable(context, page) }
}

function confirm(context: Context, page: StaffPage): RequestHandler {
  return async (request, response) => {
    const member = await namedMember(context, request)
    if (!member) return refuse(page, request, response, 'not_found')
    show(page, request, response, member, member.id === staffOf(response).id ? 'self' : null)
  }
}

function disable(context: Context, page: StaffPage): RequestHandler {
  return async (request, response) => {
    const member = await namedMember(context, request)
    if (!member) return refuse(page, request, response, 'not_found')
    const { id: actor } = staffOf(response)
    const outcome = await disableMember(context, { memberId: member.id, actor, now: context.clock.now() })
    if (outcome === 'unknown') return refuse(page, request, response, 'not_found')
    if (outcome === 'disabled') return response.redirect(303, `/staff/${member.id}?done=disabled`)
    response.status(409)
    show(page, request, response, member, outcome)
  }
}

function show(
  page: StaffPage,
  request: Request,
  response: Response,
  { id, name }: Member,
  obstacle: DisableObstacle | null,
): void {
  page(request, response, 'member-disable', { id, name, obstacle })
}
