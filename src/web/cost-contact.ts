import type { Request, RequestHandler, Response } from 'express'
import type { Context } from '../context.ts'
import { findDistrict } from '../db/cost-return-list.ts'
import { languages } from '../domain/codes.ts'
import type { ContactProblem } from '../domain/contact-change.ts'
import { contactVersion, type TypedDistrictContact } from '../domain/district-contact.ts'
import { changeDistrictContact } from '../flow/change-district-contact.ts'
import { idIn, textFields } from './fields.ts'
import { refuse, type StaffPage, staffOf } from './staff-page.ts'

type District = NonNullable<Awaited<ReturnType<typeof findDistrict>>>

/** What is typed, against which version of the contact, and what is wrong with it. */
type Shown = {
  typed: TypedDistrictContact
  problems: readonly ContactProblem[]
  /** Why nothing was changed, where nothing is wrong with what was typed. */
  refusal: 'stale' | 'leaving' | null
}

/** /costs/districts/:id: who answers for a district board. */
export function costContactHandlers(context: Context, page: StaffPage) {
  return { show: show(context, page), change: change(context, page) }
}

function show(context: Context, page: StaffPage): RequestHandler {
  return async (request, response) => {
    const district = await namedDistrict(context, request)
    if (!district) return refuse(page, request, response, 'not_found')
    showForm(page, request, response, district, {
      typed: stored(district.contact),
      problems: [],
      refusal: null,
    })
  }
}

function change(context: Context, page: StaffPage): RequestHandler {
  return async (request, response) => {
    const fields = textFields(request.body)
    const districtId = idIn(String(request.params.id))
    const typed = typedIn(fields)
    const attempt = { districtId, typed, basedOn: fields.based_on ?? '' }
    const changed = await changeDistrictContact(context, {
      ...attempt,
      staffId: staffOf(response).id,
      now: context.clock.now(),
    })
    if (changed.outcome === 'changed') return response.redirect(303, '/costs?done=contact')
    const district = await namedDistrict(context, request)
    if (!district || changed.outcome === 'unknown') return refuse(page, request, response, 'not_found')
    if (changed.outcome === 'invalid') {
      response.status(422)
      return showForm(page, request, response, district, { typed, problems: changed.problems, refusal: null })
    }
    response.status(409)
    showForm(page, request, response, district, { typed, problems: [], refusal: changed.outcome })
  }
}

function namedDistrict({ db }: Context, { params }: Request): Promise<District | undefined> {
  return findDistrict(db, idIn(String(params.id)))
}

function stored({ name, email, phone, language }: District['contact']): TypedDistrictContact {
  return { name, email: email ?? '', phone: phone ?? '', language, retry: '' }
}

function typedIn({ name, email, phone, language, retry }: Readonly<Record<string, string>>) {
  return {
    name: name ?? '',
    email: email ?? '',
    phone: phone ?? '',
    language: language ?? '',
    retry: retry ?? '',
  }
}

function showForm(
  page: StaffPage,
  request: Request,
  response: Response,
  { id, name, contact }: District,
  { typed, problems, refusal }: Shown,
): void {
  page(request, response, 'cost-contact', {
    id,
    district: name,
    kind: refusal ?? (problems.length > 0 ? 'refused' : 'open'),
    refusal,
    stored: refusal === 'stale' ? stored(contact) : null,
    basedOn: contactVersion(contact),
    problems,
    fields: (['name', 'email', 'phone'] as const).map(field => ({
      id: field,
      value: typed[field],
      problem: problems.find(problem => problem.field === field)?.problem ?? null,
      isEmail: field === 'email',
      isPhone: field === 'phone',
    })),
    languages: languages.map(code => ({ code, isChosen: code === typed.language })),
    undeliverableAt: contact.undeliverableAt,
    isRetried: typed.retry === 'yes',
  })
}
