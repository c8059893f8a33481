import type { Request, Response } from 'express'
import type { Context } from '../context.ts'
import type { EmployerFigures } from '../db/employer-figures.ts'
import { countEmployers, type EmployerFilter, listEmployers } from '../db/employer-list.ts'
import { dayOf } from '../domain/calendar.ts'
import { type Language, sectors } from '../domain/codes.ts'
import { fullMonths, type MonthProblem } from '../domain/employer-month.ts'
import { writtenNumber } from '../domain/organisation-number.ts'
import { monthName } from '../render-values.ts'
import {
  type EmployerFields,
  employerFilterOf,
  employerPageOf,
  employersAddress,
  readEmployerFields,
} from './employer-filter.ts'
import { languageOf, type StaffPage } from './staff-page.ts'

const rowsPerPage = 50
/** Counting on to the last one would take the longer the more there are. */
const mostCounted = 10_000
/** Of the months that are over, how many can be chosen; the address takes any. */
const monthsToChoose = 24

/** GET /employers: the register of hosts. */
export function employersHandler(context: Context, page: StaffPage) {
  return async (request: Request, response: Response): Promise<void> => {
    await showRegister(context, page, request, response, null)
  }
}

/** The register's page, also where it has to tell that a month has no compilation. */
export async function showRegister(
  context: Context,
  page: StaffPage,
  request: Request,
  response: Response,
  monthProblem: MonthProblem | null,
): Promise<void> {
  const fields = readEmployerFields(request.query)
  const filter = employerFilterOf(fields)
  const today = dayOf(context.clock.now())
  const [list, count] = await Promise.all([
    listEmployers(context.db, filter, employerPageOf(request.query), { rowsPerPage, today }),
    countView(context, filter),
  ])
  page(request, response, 'employers', {
    fields,
    sectors: sectors.map(code => ({ code, isChosen: fields.sector === code })),
    isFiltered: fields.q !== '' || filter.sector !== null,
    count,
    rows: list.rows.map(registerRow),
    exports: { xlsx: exportAddress(fields, 'xlsx'), csv: exportAddress(fields, 'csv') },
    monthly: monthlyView(today, languageOf(request)),
    monthProblem,
    ...pageLinks(list, fields),
  })
}

/** An employer as a line of a list. */
export function registerRow(employer: EmployerFigures) {
  const { organisationNumber, earlierNames, byLink, byPhone } = employer
  return {
    ...employer,
    number: writtenNumber(organisationNumber),
    earlier: earlierNames.join(', '),
    answered: byLink + byPhone,
    hostsAgain: employer.latestHostAgain?.answer ?? null,
  }
}

async function countView({ db }: Context, filter: EmployerFilter) {
  const counted = await countEmployers(db, filter, mostCounted + 1)
  return { isMore: counted > mostCounted, number: Math.min(counted, mostCounted) }
}

function monthlyView(today: Temporal.PlainDate, language: Language) {
  const months = fullMonths(today, monthsToChoose).map(month => ({
    code: month.toString(),
    name: monthName(language, month),
  }))
  return { latest: months[0], months }
}

function exportAddress(fields: EmployerFields, format: string): string {
  return employersAddress('/employers/export', { ...fields, format })
}

type Listed = Awaited<ReturnType<typeof listEmployers>>

function pageLinks({ rows, hasPrevious, hasNext }: Listed, fields: EmployerFields) {
  const first = rows.at(0)
  const last = rows.at(-1)
  const address = (key: object) => employersAddress('/employers', { ...fields, ...key })
  return {
    previousHref: hasPrevious && first ? address({ before: first.id }) : null,
    nextHref: hasNext && last ? address({ after: last.id }) : null,
  }
}
