import type { Request, RequestHandler, Response } from 'express'
import { renderSVG } from 'uqr'
import type { Context } from '../context.ts'
import { findParticipantSurvey } from '../db/participant-surveys.ts'
import type { PlacementPage } from '../db/placement-page.ts'
import { accessOf } from '../domain/access.ts'
import { dayOf } from '../domain/calendar.ts'
import { type CodeRefusal, codeRefusal } from '../domain/participant-survey.ts'
import { shortCodeDays, shownShortCode } from '../domain/short-code.ts'
import { type IssuedCode, issueShortCode } from '../flow/issue-short-code.ts'
import { trusted } from '../render.ts'
import { listQueryOf, withList } from './list-return.ts'
import { participantView } from './participant-view.ts'
import { forPlacement } from './placement-actions.ts'
import { factsView } from './placement-view.ts'
import { type StaffPage, staffOf } from './staff-page.ts'

/** Modules around a QR code that stay white, so that a camera finds it (ISO/IEC 18004). */
const quietModules = 4

/** /placements/:id/participant: what the code is for; its POST makes one and shows it once. */
export function participantHandlers(
  context: Context,
  page: StaffPage,
): Record<'show' | 'makeCode' | 'leadBack', RequestHandler> {
  const handlers = forPlacement(context, page)
  return {
    show: handlers((request, response, found) => showPage(context, page, request, response, found)),
    makeCode: handlers(async (request, response, found) => {
      const { id: placementId } = found.placement
      const { id: staffId } = staffOf(response)
      const issued = await issueShortCode(context, { placementId, staffId, now: context.clock.now() })
      if (issued.outcome === 'refused') response.status(409)
      await (issued.outcome === 'refused'
        ? showPage(context, page, request, response, found)
        : showCode(context, page, request, response, found, issued))
    }),
    /** The code is shown once: whoever comes back to its address can make another one. */
    leadBack: handlers(async (request, response, { placement }) => {
      response.redirect(303, withList(`/placements/${placement.id}/participant`, listQueryOf(request)))
    }),
  }
}

async function showPage(
  context: Context,
  page: StaffPage,
  request: Request,
  response: Response,
  found: PlacementPage,
): Promise<void> {
  const asked = await findParticipantSurvey(context.db, found.placement.id)
  const { config, schedule, clock } = context
  const refusal: CodeRefusal | null = asked
    ? codeRefusal(asked, config.PARTICIPANT_PURPOSES, schedule, clock.now())
    : 'not_asked'
  const view = await participantView(context, found, listQueryOf(request))
  page(request, response, 'placement-participant', {
    ...commonView(request, response, found),
    refusal,
    participantView: view,
    isEarly: asked?.survey == null || asked.survey.state === 'scheduled',
    days: shortCodeDays,
  })
}

async function showCode(
  { baseUrl }: Context,
  page: StaffPage,
  request: Request,
  response: Response,
  found: PlacementPage,
  { code, link, until }: Extract<IssuedCode, { outcome: 'issued' }>,
): Promise<void> {
  const address = `${baseUrl}/s/${link}`
  page(request, response, 'placement-participant-code', {
    ...commonView(request, response, found),
    // Dark on light in dark mode, too: many cameras read nothing else.
    qr: trusted(renderSVG(address, { ecc: 'M', border: quietModules })),
    code: shownShortCode(code),
    typedAddress: `${baseUrl}/s`.replace(/^https?:\/\//, ''),
    formHref: `/s/${link}`,
    lastDay: dayOf(until.subtract({ seconds: 1 })),
  })
}

function commonView(request: Request, response: Response, found: PlacementPage) {
  const { id } = found.placement
  const listQuery = listQueryOf(request)
  return {
    ...factsView(found, accessOf(staffOf(response))),
    id,
    listQuery,
    placementHref: withList(`/placements/${id}`, listQuery),
    action: `/placements/${id}/participant/code`,
  }
}
