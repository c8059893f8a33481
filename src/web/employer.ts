import type { Request, Response } from 'express'
import type { Context } from '../context.ts'
import type { EmployerFigures } from '../db/employer-figures.ts'
import {
  countPlacementsSeen,
  type EmployerContact,
  type EmployerPlacement,
  findEmployers,
  findMergedInto,
  listEarlierEmployers,
  listEmployerContacts,
  listLatestPlacements,
  listWorkplaces,
} from '../db/employer-page.ts'
import { type Access, accessOf } from '../domain/access.ts'
import { dayOf } from '../domain/calendar.ts'
import { hostAgainAnswers } from '../domain/codes.ts'
import { writtenNumber } from '../domain/organisation-number.ts'
import { leastBase } from '../domain/statistics.ts'
import { employersAddress, idIn } from './employer-filter.ts'
import { registerRow } from './employers.ts'
import { dialledNumber } from './placement-view.ts'
import { refuse, type SignedIn, type StaffPage, staffOf } from './staff-page.ts'

const mostPlacements = 20
/** The units of a large host, such as a municipality, would push everything else out of sight. */
const workplacesInSight = 8
/** What the address may ask the page to tell, after something was done. */
const notices = ['merged', 'separated', 'not_merged']

/** GET /employers/:id: what is known of one host. The address of a merged one leads to the one that it is part of. */
export function employerHandler(context: Context, page: StaffPage) {
  return async (request: Request, response: Response): Promise<void> => {
    const id = idIn(request.params.id)
    const intoId = id === undefined ? undefined : await findMergedInto(context.db, id)
    if (id === undefined || intoId === undefined) return refuse(page, request, response, 'not_found')
    if (intoId !== null) return response.redirect(303, `/employers/${intoId}`)
    const shown = await employerView(context, id, staffOf(response))
    if (!shown) return refuse(page, request, response, 'not_found')
    page(request, response, 'employer', {
      ...shown,
      notice: notices.find(notice => notice === request.query.done) ?? null,
    })
  }
}

async function employerView({ db, clock }: Context, id: number, member: SignedIn) {
  const access = accessOf(member)
  const today = dayOf(clock.now())
  const [[figures], earlier, workplaces, contacts, placements, seen] = await Promise.all([
    findEmployers(db, [id], today),
    listEarlierEmployers(db, id),
    listWorkplaces(db, id, today),
    listEmployerContacts(db, id),
    listLatestPlacements(db, id, { unitId: access.unitId, most: mostPlacements }),
    countPlacementsSeen(db, id, access.unitId),
  ])
  if (!figures) return undefined
  return {
    employer: registerRow(figures),
    earlier: earlier.map(one => ({ ...one, number: writtenNumber(one.organisationNumber) })),
    workplaces: workplaces.slice(0, workplacesInSight),
    moreWorkplaces: workplaces.slice(workplacesInSight),
    contacts: contacts.map(contact => contactView(contact, access)),
    placements: placements.map(placementView),
    ...placementsView(figures, seen, access),
    response: responseView(figures),
    hostAgain: hostAgainView(figures),
    canMerge: member.role === 'administrator',
  }
}

/** A coach sees the placements of the own unit, and how many there are besides. */
function placementsView(figures: EmployerFigures, seen: number, { unitId }: Access) {
  const { organisationNumber, name, placements, ahead } = figures
  return {
    ofOtherUnits: unitId === null ? 0 : placements + ahead - seen,
    allHref:
      seen > mostPlacements
        ? employersAddress('/placements', { q: `${writtenNumber(organisationNumber)} ${name}` })
        : null,
    placementsSeen: seen,
  }
}

/** Nobody gets an address who may not see it. */
function contactView(contact: EmployerContact, { seesAddresses }: Access) {
  const { email, phone } = contact
  return {
    ...contact,
    email: seesAddresses ? email : null,
    phone: seesAddresses ? phone : null,
    dialled: seesAddresses ? dialledNumber(phone) : '',
    obstacle: obstacleOf(contact),
  }
}

function obstacleOf({ replacedBy, email, hasOptedOut, isUndeliverable }: EmployerContact) {
  if (replacedBy !== null) return 'replaced'
  if (email === null) return 'no_address'
  if (hasOptedOut) return 'opted_out'
  return isUndeliverable ? 'undeliverable' : null
}

function placementView(placement: EmployerPlacement) {
  return { ...placement, hasEnd: placement.endedOn !== null }
}

/** Every survey that was asked is in one of the parts. A percentage on few of them would say more about chance. */
function responseView({ asked, byLink, ...parts }: EmployerFigures) {
  return {
    asked,
    hasRate: asked >= leastBase,
    rate: byLink / asked,
    leastBase,
    parts: [
      { part: 'by_link', count: byLink },
      { part: 'by_phone', count: parts.byPhone },
      { part: 'waiting', count: parts.waiting },
      { part: 'on_phone_list', count: parts.onPhoneList },
      { part: 'never_answered', count: parts.neverAnswered },
    ],
  }
}

function hostAgainView({ latestHostAgain, hostAgain }: EmployerFigures) {
  if (latestHostAgain === null) return null
  return {
    answer: latestHostAgain.answer,
    on: dayOf(latestHostAgain.at),
    counts: hostAgainAnswers.map(answer => ({ answer, count: hostAgain[answer] })),
  }
}
