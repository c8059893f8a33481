import type { Request, Response } from 'express'
import type { Context } from '../../context.ts'
import { countListed, listCounted } from '../../db/counted-placements.ts'
import { findMergedInto } from '../../db/employer-page.ts'
import { findHosts } from '../../db/hosts.ts'
import type { PageOf } from '../../db/placement-list.ts'
import { listUnits } from '../../db/units.ts'
import { dayOf } from '../../domain/calendar.ts'
import { type CountedPlacements, canHoldParticipantsWord } from '../../domain/counted-placements.ts'
import { keyText, pageOf } from '../placement-filter.ts'
import { languageOf, type StaffPage } from '../staff-page.ts'
import { readFigure } from './figure-query.ts'
import { figureWords, type NamesInFigure } from './figure-words.ts'
import { reportAddress, reportFields } from './report-fields.ts'

const rowsPerPage = 50

type Listed = Awaited<ReturnType<typeof listCounted>>

/**
 * GET /reports/placements?from=2011-01-01&to=2011-12-31&sex=woman&measure=yes: the placements that one figure of a report
 * is made of. For administrators only: it is exact, and of single persons.
 */
export function figurePlacementsHandler(context: Context, page: StaffPage) {
  return async (request: Request, response: Response): Promise<void> => {
    const asked = readFigure(request.query)
    if ('problem' in asked) {
      response.status(422)
      return page(request, response, 'figure-placements-refused', asked)
    }
    const { figure, filters, shown } = asked
    const today = dayOf(context.clock.now())
    const [count, list, names] = await Promise.all([
      countListed(context.db, figure, today),
      listPage(context, figure, today, pageOf(request.query)),
      namesIn(context, figure, today),
    ])
    const isPartial = canHoldParticipantsWord(figure.counted)
    const words = { language: languageOf(request), t: context.renderer.t }
    page(request, response, 'figure-placements', {
      heading: figureWords({ figure, names, count }, words),
      count,
      isPartial,
      isWithoutUnknownSex: figure.onlyRegisteredSex,
      changed: !isPartial && shown !== null && shown !== count ? { shown } : null,
      reportHref: reportAddress('/reports', reportFields(figure.period, filters)),
      rows: list.rows.map(row => ({ ...row, href: `/placements/${row.id}` })),
      emptyBecause: emptyBecause(figure, names),
      mergedHref:
        names.mergedInto === null ? null : sameFigure(request, { employer: String(names.mergedInto) }),
      ...pageLinks(request, list),
    })
  }
}

/** A page that is empty by now, after the last placement or before the first one, gives way to the first page. */
async function listPage(
  { db }: Context,
  figure: CountedPlacements,
  today: Temporal.PlainDate,
  wanted: PageOf,
): Promise<Listed> {
  const list = await listCounted(db, figure, today, wanted, rowsPerPage)
  if (list.rows.length > 0 || wanted === 'first') return list
  return listCounted(db, figure, today, 'first', rowsPerPage)
}

async function namesIn(
  { db }: Context,
  { employerId, group: { unit } }: CountedPlacements,
  today: Temporal.PlainDate,
): Promise<NamesInFigure & { mergedInto: number | null }> {
  const [hosts, mergedInto, units] = await Promise.all([
    employerId === null ? [] : findHosts(db, [employerId], today),
    employerId === null ? null : findMergedInto(db, employerId),
    unit === undefined ? [] : listUnits(db),
  ])
  return {
    host: hosts[0]?.name ?? null,
    unit: units.find(({ id }) => String(id) === unit)?.name ?? null,
    mergedInto: mergedInto ?? null,
  }
}

function emptyBecause(
  { employerId, group }: CountedPlacements,
  { host, unit, mergedInto }: NamesInFigure & { mergedInto: number | null },
): 'no_employer' | 'merged' | 'no_unit' | 'none' {
  if (mergedInto !== null) return 'merged'
  if (employerId !== null && host === null) return 'no_employer'
  return group.unit !== undefined && unit === null ? 'no_unit' : 'none'
}

function pageLinks(request: Request, { rows, hasPrevious, hasNext }: Listed) {
  const first = rows.at(0)
  const last = rows.at(-1)
  return {
    previousHref: hasPrevious && first ? sameFigure(request, { before: keyText(first) }) : null,
    nextHref: hasNext && last ? sameFigure(request, { after: keyText(last) }) : null,
  }
}

/** The address of the same figure, on its first page unless the changes name another one. */
function sameFigure({ originalUrl }: Request, changes: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams(originalUrl.split('?')[1])
  for (const name of ['after', 'before', 'lang']) query.delete(name)
  for (const [name, value] of Object.entries(changes)) query.set(name, value)
  return `/reports/placements?${query}`
}
