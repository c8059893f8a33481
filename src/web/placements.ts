import type { Request, Response } from 'express'
import type { Context } from '../context.ts'
import {
  countByStatus,
  listCoaches,
  listPlacements,
  type PlacementFilter,
  type PlacementRow,
} from '../db/placement-list.ts'
import { listUnits } from '../db/units.ts'
import { type Access, accessOf } from '../domain/access.ts'
import { dayOf } from '../domain/calendar.ts'
import { type Language, responseStatuses } from '../domain/codes.ts'
import { nextStep } from '../domain/response-status.ts'
import { dateNear } from '../render-values.ts'
import { listQueryIn, withList } from './list-return.ts'
import {
  dateProblems,
  type FilterFields,
  filterOf,
  keyText,
  listAddress,
  pageOf,
  readFields,
} from './placement-filter.ts'
import { dialledNumber } from './placement-view.ts'
import { languageOf, type StaffPage, staffOf } from './staff-page.ts'

const rowsPerPage = 50

/** GET /placements: every placement that the reader may see, with its response status. */
export function placementsHandler(context: Context, page: StaffPage) {
  return async (request: Request, response: Response): Promise<void> => {
    const { db, clock } = context
    const access = accessOf(staffOf(response))
    const fields = readFields(request.query)
    const filter = filterOf(fields, access)
    const listQuery = listQueryIn(request.query)
    const reader = { access, language: languageOf(request), now: clock.now(), listQuery }
    const [list, statuses, choices] = await Promise.all([
      listPlacements(db, filter, pageOf(request.query), rowsPerPage),
      statusLinks(context, filter, fields),
      filterChoices(context, access, fields),
    ])
    page(request, response, 'placements', {
      ...choices,
      ...statuses,
      fields,
      problems: dateProblems(fields),
      isFiltered: Object.values(fields).some(value => value !== ''),
      isNarrowed: [fields.unit, fields.coach, fields.from, fields.to].some(value => value !== ''),
      rows: list.rows.map(row => rowView(row, reader)),
      ...pageLinks(list, fields),
    })
  }
}

/** Links to each status with its count. One that nobody has is left out, unless it is the one asked for. */
async function statusLinks({ db }: Context, filter: PlacementFilter, fields: FilterFields) {
  const counts = await countByStatus(db, filter)
  const total = counts.values().reduce((sum, count) => sum + count, 0)
  const links = responseStatuses.map(status => ({
    status,
    count: counts.get(status) ?? 0,
    href: listAddress(fields, { status }),
    isCurrent: filter.status === status,
  }))
  return {
    total: filter.status === null ? total : (counts.get(filter.status) ?? 0),
    everything: {
      count: total,
      href: listAddress(fields, { status: '' }),
      isCurrent: filter.status === null,
    },
    statuses: links.filter(({ count, isCurrent }) => count > 0 || isCurrent),
  }
}

async function filterChoices({ db }: Context, { unitId, seesAddresses }: Access, fields: FilterFields) {
  const units = unitId === null ? await listUnits(db) : []
  const coaches = seesAddresses ? await listCoaches(db, unitId) : []
  return {
    units: units.map(({ id, name }) => ({ id, name, isChosen: fields.unit === String(id) })),
    coaches: coaches.map(email => ({ email, isChosen: fields.coach === email })),
  }
}

/** `listQuery`: of the list, which every placement in it leads back to. */
type Reader = { access: Access; language: Language; now: Temporal.Instant; listQuery: string }

function rowView(row: PlacementRow, { access, language, now, listQuery }: Reader) {
  const { survey, answerSource, contactPhone, contactCause, ...shown } = row
  const next = nextStep(survey, now)
  return {
    ...shown,
    href: withList(`/placements/${row.id}`, listQuery),
    contactPhone: access.seesAddresses ? contactPhone : null,
    dialled: dialledNumber(contactPhone),
    next:
      next && next.step !== 'editable_until'
        ? { step: next.step, day: dateNear(language, next.on, dayOf(now)) }
        : null,
    phoneReason: row.status === 'phone' ? (survey?.phoneReason ?? null) : null,
    cause: row.status === 'phone' && survey?.phoneReason === 'undeliverable' ? contactCause : null,
    answerSource: row.status === 'answered' ? answerSource : null,
  }
}

type Listed = Awaited<ReturnType<typeof listPlacements>>

function pageLinks({ rows, hasPrevious, hasNext }: Listed, fields: FilterFields) {
  const first = rows.at(0)
  const last = rows.at(-1)
  return {
    previousHref: hasPrevious && first ? listAddress(fields, { before: keyText(first) }) : null,
    nextHref: hasNext && last ? listAddress(fields, { after: keyText(last) }) : null,
  }
}
