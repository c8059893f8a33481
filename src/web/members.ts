import type { Request, RequestHandler, Response } from 'express'
import type { Context } from '../context.ts'
import { listMembersAfter, type Member } from '../db/staff.ts'
import { listUnits } from '../db/units.ts'
import type { MemberProblem } from '../domain/member.ts'
import { inviteMember } from '../flow/invite-member.ts'
import { textIn } from './fields.ts'
import { memberForm, typedMember } from './member-form.ts'
import { type StaffPage, staffOf } from './staff-page.ts'

const rowsPerPage = 50

/** GET /staff: who may sign in, and who no longer may. GET and POST /staff/new: invites somebody. */
export function membersHandlers(context: Context, page: StaffPage) {
  return { list: list(context, page), showNew: showNew(context, page), invite: invite(context, page) }
}

/** Shown in lists and on the page of a member. */
export function memberView(member: Member) {
  const { signedInAt, disabledAt } = member
  return { ...member, signedInAt: instantOf(signedInAt), disabledAt: instantOf(disabledAt) }
}

function instantOf(date: Date | null): Temporal.Instant | null {
  return date && Temporal.Instant.fromEpochMilliseconds(date.getTime())
}

function list({ db }: Context, page: StaffPage): RequestHandler {
  return async (request, response) => {
    const after = textIn(request.query, 'after')
    const { rows, hasNext } = await listMembersAfter(db, after === '' ? null : after, rowsPerPage)
    const last = rows.at(-1)
    page(request, response, 'members', {
      rows: rows.map(memberView),
      firstHref: after === '' ? null : '/staff',
      nextHref: hasNext && last ? `/staff?${new URLSearchParams({ after: last.id })}` : null,
    })
  }
}

const blank = { name: '', email: '', role: 'coach', unit: '', language: 'sv' }

function showNew(context: Context, page: StaffPage): RequestHandler {
  return (request, response) => show(context, page, request, response, blank, [])
}

function invite(context: Context, page: StaffPage): RequestHandler {
  return async (request, response) => {
    const typed = typedMember(request.body)
    const inviter = staffOf(response)
    const invited = await inviteMember(context, { typed, inviter, now: context.clock.now() })
    if (invited.outcome === 'invalid') {
      response.status(422)
      return show(context, page, request, response, typed, invited.problems)
    }
    response.redirect(303, `/staff/${invited.id}?done=${invited.told ? 'invited' : 'invited_untold'}`)
  }
}

async function show(
  { db }: Context,
  page: StaffPage,
  request: Request,
  response: Response,
  typed: ReturnType<typeof typedMember>,
  problems: readonly MemberProblem[],
): Promise<void> {
  page(request, response, 'member-new', memberForm(typed, await listUnits(db), problems))
}
