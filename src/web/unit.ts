import type { Request, Response } from 'express'
import type { Context } from '../context.ts'
import { findUnit, type Unit } from '../db/units.ts'
import { languages } from '../domain/codes.ts'
import {
  detailsText,
  longestSenderName,
  type TypedUnit,
  type UnitDetails,
  type UnitProblem,
} from '../domain/unit.ts'
import { changeUnit } from '../flow/change-unit.ts'
import { textFields } from './fields.ts'
import { refuse, type StaffPage, staffOf } from './staff-page.ts'

/** What is typed, against which details, and what is wrong with it. */
type Typed = { fields: TypedUnit; basedOn: string; problems: UnitProblem[]; isStale: boolean }

/** GET and POST /units/:id: how a unit writes to employers. */
export function unitHandlers(context: Context, page: StaffPage) {
  return { show: show(context, page), change: change(context, page) }
}

function show(context: Context, page: StaffPage) {
  return async (request: Request, response: Response): Promise<void> => {
    const unit = await namedUnit(context, request)
    if (!unit) return refuse(page, request, response, 'not_found')
    const typed = { fields: typedUnit(unit), basedOn: detailsText(unit), problems: [], isStale: false }
    showForm(context, page, request, response, unit, typed)
  }
}

function change(context: Context, page: StaffPage) {
  return async (request: Request, response: Response): Promise<void> => {
    const unit = await namedUnit(context, request)
    if (!unit) return refuse(page, request, response, 'not_found')
    const { fields, basedOn } = typedIn(request)
    const [unitId, staffId, now] = [unit.id, staffOf(response).id, context.clock.now()]
    const result = await changeUnit(context, { unitId, to: fields, basedOn, staffId, now })
    switch (result.outcome) {
      case 'missing':
        return refuse(page, request, response, 'not_found')
      case 'invalid': {
        response.status(422)
        const typed = { fields, basedOn, problems: result.problems, isStale: false }
        return showForm(context, page, request, response, unit, typed)
      }
      case 'stale': {
        response.status(409)
        const typed = { fields, basedOn: detailsText(result.unit), problems: [], isStale: true }
        return showForm(context, page, request, response, result.unit, typed)
      }
      default:
        return response.redirect(303, `/units/${unit.id}?done=${result.outcome}`)
    }
  }
}

async function namedUnit({ db }: Context, { params: { id = '' } }: Request): Promise<Unit | undefined> {
  return typeof id === 'string' && /^\d{1,15}$/.test(id) ? findUnit(db, Number(id)) : undefined
}

function typedIn({ body }: Request): { fields: TypedUnit; basedOn: string } {
  const {
    sender_name: senderName = '',
    phone = '',
    email = '',
    based_on: basedOn = '',
    ...rest
  } = textFields(body)
  const ticked = languages.filter(language => `language_${language}` in rest)
  return { fields: { senderName, phone, email, languages: ticked }, basedOn }
}

function typedUnit({ senderName, phone, email, languages: ticked }: UnitDetails): TypedUnit {
  return { senderName: senderName ?? '', phone: phone ?? '', email: email ?? '', languages: ticked }
}

function showForm(
  { config }: Context,
  page: StaffPage,
  request: Request,
  response: Response,
  unit: Unit,
  { fields, basedOn, problems, isStale }: Typed,
): void {
  const problemOf = (field: UnitProblem['field']) =>
    problems.find(found => found.field === field)?.problem ?? null
  page(request, response, 'unit', {
    unit,
    fields,
    basedOn,
    isStale,
    problems: problems.map(({ field, problem }) => ({ field, problem, target: targets[field] })),
    problemOf: {
      senderName: problemOf('senderName'),
      phone: problemOf('phone'),
      email: problemOf('email'),
      languages: problemOf('languages'),
    },
    languages: languages.map(code => ({ code, isTicked: fields.languages.includes(code) })),
    kind: isStale ? 'stale' : problems.length > 0 ? 'refused' : 'open',
    done: ['changed', 'unchanged'].find(outcome => outcome === request.query.done) ?? null,
    longestSenderName,
    organisation: config.ORGANISATION_NAME,
    contactPhone: config.CONTACT_PHONE,
    contactEmail: config.CONTACT_EMAIL,
  })
}

/** The controls that a link in the summary of the problems leads to. */
const targets = {
  senderName: 'sender_name',
  phone: 'phone',
  email: 'email',
  languages: 'language_sv',
} as const
