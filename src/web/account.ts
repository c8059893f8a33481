import type { Request, RequestHandler, Response } from 'express'
import type { Auth } from '../auth.ts'
import type { Context } from '../context.ts'
import { listSessions, type Session } from '../db/sessions.ts'
import { findMemberById } from '../db/staff.ts'
import { languages } from '../domain/codes.ts'
import { type Device, readUserAgent } from '../domain/user-agent.ts'
import { chooseLanguage } from '../flow/change-member.ts'
import { endSessions } from '../flow/end-sessions.ts'
import { textIn } from './fields.ts'
import { signOut } from './sign-out.ts'
import { refuse, type StaffPage, staffOf } from './staff-page.ts'

const notices = ['changed', 'ended', 'ended_others'] as const

/** /account: what is known of oneself, the language of letters, and where one is signed in. */
export function accountHandlers(context: Context, auth: Auth, page: StaffPage) {
  return {
    show: (request: Request, response: Response) => show(context, page, request, response, null),
    change: change(context, page),
    endSession: endSession(context, auth),
    endOthers: endOthers(context),
  }
}

function change(context: Context, page: StaffPage): RequestHandler {
  return async (request, response) => {
    const language = languages.find(code => code === textIn(request.body, 'language'))
    if (!language) {
      response.status(422)
      return show(context, page, request, response, 'unknown_code')
    }
    await chooseLanguage(context, {
      memberId: staffOf(response).id,
      language,
      now: context.clock.now(),
    })
    response.redirect(303, '/account?done=changed')
  }
}

/** A session that has ended already is as one wants it. The own one ends as by the button for signing out. */
function endSession(context: Context, auth: Auth): RequestHandler {
  const out = signOut(auth)
  return async (request, response, next) => {
    const { id, sessionId } = staffOf(response)
    const only = String(request.params.id)
    if (only === sessionId) return out(request, response, next)
    await endSessions(context, { memberId: id, actor: id, only, now: context.clock.now() })
    response.redirect(303, '/account?done=ended')
  }
}

function endOthers(context: Context): RequestHandler {
  return async (_request, response) => {
    const { id, sessionId } = staffOf(response)
    await endSessions(context, { memberId: id, actor: id, spared: sessionId, now: context.clock.now() })
    response.redirect(303, '/account?done=ended_others')
  }
}

async function show(
  { db }: Context,
  page: StaffPage,
  request: Request,
  response: Response,
  problem: 'unknown_code' | null,
): Promise<void> {
  const { id, sessionId } = staffOf(response)
  const [member, sessions] = await Promise.all([findMemberById(db, id), listSessions(db, id)])
  if (!member) return refuse(page, request, response, 'not_found')
  page(request, response, 'account', {
    member,
    languages: languages.map(code => ({ code, isChosen: code === member.language })),
    problem,
    sessions: sessions
      .map(session => sessionView(session, sessionId))
      .toSorted((one, other) => Number(other.isCurrent) - Number(one.isCurrent)),
    hasOthers: sessions.length > 1,
    done: notices.find(notice => notice === request.query.done) ?? null,
  })
}

function sessionView({ id, createdAt, expiresAt, ipAddress, userAgent }: Session, current: string) {
  const device = readUserAgent(userAgent ?? '')
  return {
    id,
    ...device,
    known: knownOf(device),
    address: ipAddress || null,
    since: Temporal.Instant.fromEpochMilliseconds(createdAt.getTime()),
    expires: Temporal.Instant.fromEpochMilliseconds(expiresAt.getTime()),
    isCurrent: id === current,
  }
}

/** Which wording names the device. */
function knownOf({ browser, system }: Device): 'both' | 'browser' | 'system' | 'neither' {
  if (browser !== null) return system !== null ? 'both' : 'browser'
  return system !== null ? 'system' : 'neither'
}
