import type { Request, Response } from 'express'
import type { Context } from '../context.ts'
import type { EmployerFigures } from '../db/employer-figures.ts'
import { listEmployers } from '../db/employer-list.ts'
import { countForMerge, mayBeSame } from '../db/employer-merge.ts'
import { findEmployers, findMergedInto } from '../db/employer-page.ts'
import { dayOf } from '../domain/calendar.ts'
import { likelyDuplicates, nameParts } from '../domain/employer.ts'
import { type Merging, mergeEmployers } from '../flow/merge-employers.ts'
import { separateEmployers } from '../flow/separate-employers.ts'
import { employerFilterOf, idIn, textOf } from './employer-filter.ts'
import { registerRow } from './employers.ts'
import { refuse, type StaffPage, staffOf } from './staff-page.ts'

type MergeProblem = Extract<Merging, { outcome: 'refused' }>['problem'] | 'required'

const mostShown = 20
/** Of one number there may be hundreds; those with the same name are among the first. */
const mostCompared = 500

/** Merging an employer into another, and separating them again. */
export function employerMergeHandlers(context: Context, page: StaffPage) {
  return {
    show: show(context, page),
    merge: merge(context, page),
    separate: separate(context, page),
    /** The address of the button's form is no page of its own. */
    toEmployer: (request: Request, response: Response) =>
      response.redirect(303, `/employers/${idIn(request.params.id) ?? ''}`),
  }
}

/** GET: without `into` the choice of an employer, with it what will happen. */
function show(context: Context, page: StaffPage) {
  return async (request: Request, response: Response): Promise<void> => {
    const employer = await unmergedEmployer(context, page, request, response)
    if (!employer) return
    const into = textOf(request.query.into)
    if (into === '') return showChoice(context, page, request, response, employer, null)
    const intoId = idIn(into)
    if (intoId === employer.id) return refuseChoice(context, page, request, response, employer, 'itself')
    const other = intoId === undefined ? undefined : await employerById(context, intoId)
    if (!other) {
      const isMerged = intoId !== undefined && (await findMergedInto(context.db, intoId)) != null
      const problem = isMerged ? 'merged_itself' : 'not_found'
      return refuseChoice(context, page, request, response, employer, problem)
    }
    page(request, response, 'employer-merge-confirm', {
      employer: registerRow(employer),
      into: registerRow(other),
      moving: await countForMerge(context.db, employer.id),
      numbersDiffer: employer.organisationNumber !== other.organisationNumber,
    })
  }
}

function merge(context: Context, page: StaffPage) {
  return async (request: Request, response: Response): Promise<void> => {
    const employer = await unmergedEmployer(context, page, request, response)
    if (!employer) return
    const intoId = idIn(request.body?.into)
    if (intoId === undefined) return refuseChoice(context, page, request, response, employer, 'required')
    const { id: actor } = staffOf(response)
    const now = context.clock.now()
    const merging = await mergeEmployers(context, { employerId: employer.id, intoId, actor, now })
    if (merging.outcome === 'merged') return response.redirect(303, `/employers/${intoId}?done=merged`)
    if (merging.outcome === 'already_merged')
      return showMerged(context, page, request, response, merging.intoId)
    await refuseChoice(context, page, request, response, employer, merging.problem)
  }
}

function separate(context: Context, page: StaffPage) {
  return async (request: Request, response: Response): Promise<void> => {
    const fromId = idIn(request.params.id)
    const employerId = idIn(request.body?.employer)
    if (fromId === undefined || employerId === undefined) return refuse(page, request, response, 'not_found')
    const { id: actor } = staffOf(response)
    const now = context.clock.now()
    const { outcome } = await separateEmployers(context, { employerId, fromId, actor, now })
    response.redirect(303, `/employers/${fromId}?done=${outcome}`)
  }
}

/** The employer that the address names. Where there is none, or it has been merged meanwhile, that is answered here. */
async function unmergedEmployer(
  context: Context,
  page: StaffPage,
  request: Request,
  response: Response,
): Promise<EmployerFigures | undefined> {
  const id = idIn(request.params.id)
  const employer = id === undefined ? undefined : await employerById(context, id)
  if (employer) return employer
  const intoId = id === undefined ? undefined : await findMergedInto(context.db, id)
  if (intoId == null) refuse(page, request, response, 'not_found')
  else await showMerged(context, page, request, response, intoId)
  return undefined
}

async function employerById({ db, clock }: Context, id: number): Promise<EmployerFigures | undefined> {
  const [employer] = await findEmployers(db, [id], dayOf(clock.now()))
  return employer
}

/** Somebody else was first: nothing has changed, and the page leads to where the employer is now. */
async function showMerged(
  context: Context,
  page: StaffPage,
  request: Request,
  response: Response,
  intoId: number,
): Promise<void> {
  const into = await employerById(context, intoId)
  response.status(409)
  page(request, response, 'employer-merged', { intoId, into: into?.name ?? '' })
}

async function refuseChoice(
  context: Context,
  page: StaffPage,
  request: Request,
  response: Response,
  employer: EmployerFigures,
  problem: MergeProblem,
): Promise<void> {
  response.status(422)
  await showChoice(context, page, request, response, employer, problem)
}

async function showChoice(
  context: Context,
  page: StaffPage,
  request: Request,
  response: Response,
  employer: EmployerFigures,
  problem: MergeProblem | null,
): Promise<void> {
  const q = textOf(request.query.q)
  page(request, response, 'employer-merge', {
    employer: registerRow(employer),
    titleKind: problem === null ? 'page_title' : 'page_title_problem',
    isMunicipal: employer.sector === 'municipal',
    problem,
    q,
    ...(await searchOthers(context, employer, q)),
    likely: await likelyOthers(context, employer),
  })
}

async function searchOthers({ db, clock }: Context, employer: EmployerFigures, q: string) {
  if (q === '') return { found: [], hasMore: false }
  const filter = employerFilterOf({ q, sector: '' })
  const paging = { rowsPerPage: mostShown + 1, today: dayOf(clock.now()) }
  const { rows, hasNext } = await listEmployers(db, filter, 'first', paging)
  const others = rows.filter(({ id }) => id !== employer.id)
  const found = others.slice(0, mostShown).map(other => ({ ...registerRow(other), likeness: null }))
  return { found, hasMore: hasNext || others.length > mostShown }
}

/** The likely duplicates with their figures, equal names first. */
async function likelyOthers({ db, clock }: Context, employer: EmployerFigures) {
  const compared = await mayBeSame(db, employer, nameParts(employer.name), mostCompared)
  const likely = likelyDuplicates(employer, compared).slice(0, mostShown)
  const ids = likely.map(other => other.employer.id)
  const figures = await findEmployers(db, ids, dayOf(clock.now()))
  return likely.flatMap(({ employer: other, likeness }) => {
    const found = figures.find(({ id }) => id === other.id)
    return found ? [{ ...registerRow(found), likeness }] : []
  })
}
