import type { Request, Response } from 'express'
import type { Context } from '../context.ts'
import { listFollowUps } from '../db/follow-ups.ts'
import { listAnswers, type PlacementPage } from '../db/placement-page.ts'
import { accessOf } from '../domain/access.ts'
import { followUpWaves } from '../domain/codes.ts'
import type { AnswerProblem } from '../domain/question.ts'
import { employerQuestionnaire } from '../domain/questionnaires/employer.ts'
import { takesAnswers } from '../domain/survey.ts'
import { receiveAnswer } from '../flow/receive-answer.ts'
import { textFields, versionIn } from './fields.ts'
import { listQueryOf, withList } from './list-return.ts'
import { visiblePlacement } from './placement.ts'
import { answerView, factsView } from './placement-view.ts'
import { questionFields } from './question-fields.ts'
import { refuse, type StaffPage, staffOf } from './staff-page.ts'

type Raw = Readonly<Record<string, string>>
type Asked = PlacementPage & { survey: NonNullable<PlacementPage['survey']> }

/** What is typed, against which version of the answer, and what is wrong with it. */
type Typed = {
  raw: Raw
  basedOn: number
  problems: AnswerProblem[]
  /** Set when somebody else stored an answer meanwhile. */
  isStale: boolean
}

/** The employer's questionnaire, filled in by a member of staff on the phone; `wave=day_90` asks what lasted. */
export function phoneAnswerHandlers(context: Context, page: StaffPage) {
  return { show: show(context, page), store: store(context, page) }
}

function show(context: Context, page: StaffPage) {
  return async (request: Request, response: Response): Promise<void> => {
    const found = await askedPlacement(context, request, response)
    if (!found) return refuse(page, request, response, 'not_found')
    if (!takesAnswers(found.survey, context.clock.now())) return showClosed(page, request, response, found)
    const [current] = await listAnswers(context.db, found.survey.id)
    const typed = { raw: current?.values ?? {}, basedOn: current?.version ?? 0, problems: [], isStale: false }
    await showForm(context, page, request, response, found, typed)
  }
}

function store(context: Context, page: StaffPage) {
  return async (request: Request, response: Response): Promise<void> => {
    const found = await askedPlacement(context, request, response)
    if (!found) return refuse(page, request, response, 'not_found')
    const { based_on: version, ...raw } = textFields(request.body)
    const basedOn = versionIn(version)
    const receipt = await receiveAnswer(context, {
      surveyId: found.survey.id,
      raw,
      basedOn,
      source: 'phone',
      staffId: staffOf(response).id,
      now: context.clock.now(),
    })
    if (receipt.outcome === 'stored')
      return response.redirect(303, placementHref(request, found, { recorded: '1' }))
    if (receipt.outcome === 'closed') return showClosed(page, request, response, found)
    const isStale = receipt.outcome === 'stale'
    const refused = isStale
      ? { raw, basedOn: receipt.version, problems: [], isStale }
      : { raw, basedOn, problems: receipt.problems, isStale }
    response.status(isStale ? 409 : 422)
    await showForm(context, page, request, response, found, refused)
  }
}

/** A placement that the reader may see and somebody is asked about. */
async function askedPlacement(
  context: Context,
  request: Request,
  response: Response,
): Promise<Asked | undefined> {
  const found = await visiblePlacement(context, request, response)
  if (!found) return undefined
  const wave = followUpWaves.find(code => code === request.query.wave)
  if (wave === undefined) return found.survey ? { ...found, survey: found.survey } : undefined
  const followUp = (await listFollowUps(context.db, found.placement.id)).find(
    ({ survey }) => survey.wave === wave,
  )
  return followUp && { ...found, survey: followUp.survey, contact: followUp.contact }
}

async function showForm(
  context: Context,
  page: StaffPage,
  request: Request,
  response: Response,
  found: Asked,
  typed: Typed,
): Promise<void> {
  const { id, purpose } = found.placement
  const { wave } = found.survey
  const about = { purpose, wave }
  const [current] = typed.isStale ? await listAnswers(context.db, found.survey.id) : []
  page(request, response, 'phone-answer', {
    id,
    followUpWave: isFollowUp(wave) ? wave : null,
    listQuery: listQueryOf(request),
    placementHref: placementHref(request, found),
    ...factsView(found, accessOf(staffOf(response))),
    questions: questionFields(employerQuestionnaire, about, typed.raw, typed.problems),
    hasProblems: typed.problems.length > 0,
    basedOn: typed.basedOn,
    kind: typed.isStale ? 'stale' : typed.problems.length > 0 ? 'refused' : 'open',
    stored: current ? answerView(current, about) : null,
  })
}

function isFollowUp(wave: string): boolean {
  return followUpWaves.some(code => code === wave)
}

function showClosed(page: StaffPage, request: Request, response: Response, found: Asked): void {
  response.status(409)
  const { state } = found.survey
  page(request, response, 'phone-answer-closed', { placementHref: placementHref(request, found), state })
}

function placementHref(request: Request, { placement }: Asked, told: Raw = {}): string {
  return withList(`/placements/${placement.id}`, listQueryOf(request), told)
}
