import type { Request, Response } from 'express'
import type { Context } from '../../context.ts'
import {
  findPublishedReport,
  listPublications,
  type Publication,
  type PublicationsPage,
  versionsOf,
} from '../../db/published-reports.ts'
import { listUnits } from '../../db/units.ts'
import { changesBetween } from '../../domain/report-changes.ts'
import { filtersInWords } from '../../files/report-words.ts'
import { publicAddress } from '../../flow/deliver-report-letter.ts'
import { reportLinks } from '../reports/report-links.ts'
import { reportView } from '../reports/report-view.ts'
import { refuse, type StaffPage, staffOf } from '../staff-page.ts'
import { wordsOf } from '../words.ts'
import { changesView } from './published-view.ts'

const rowsPerPage = 50

/** The pages for the staff about what is published. */
export function publishedHandlers(context: Context, page: StaffPage) {
  return { list: list(context, page), show: show(context, page) }
}

/** GET /reports/published: every published report, in the version that counts. */
function list(context: Context, page: StaffPage) {
  return async (request: Request, response: Response): Promise<void> => {
    const words = wordsOf(context, request)
    const unitNames = Object.fromEntries((await listUnits(context.db)).map(({ id, name }) => [id, name]))
    const { rows, hasPrevious, hasNext } = await listPublications(
      context.db,
      pageOf(request.query),
      rowsPerPage,
    )
    const [first, last] = [rows.at(0), rows.at(-1)]
    page(request, response, 'published-reports', {
      isAdministrator: staffOf(response).role === 'administrator',
      previousHref: hasPrevious && first ? `/reports/published?before=${first.id}` : null,
      nextHref: hasNext && last ? `/reports/published?after=${last.id}` : null,
      rows: rows.map(publication => ({
        ...publication,
        filters: filtersInWords(publication.filters, unitNames, words),
      })),
    })
  }
}

/** The page asked for, by the id of a version: `after=41`. */
function pageOf({ after, before }: Readonly<Record<string, unknown>>): PublicationsPage {
  if (isId(after)) return { after: Number(after) }
  return isId(before) ? { before: Number(before) } : 'first'
}

function isId(value: unknown): boolean {
  return /^\d{1,15}$/.test(String(value))
}

/**
 * GET /reports/published/:id: one version as it was published. An earlier one is for administrators only: what differs
 * between two versions may be one person's answer.
 */
function show(context: Context, page: StaffPage) {
  return async (request: Request, response: Response): Promise<void> => {
    const { id } = request.params
    const found = isId(id) ? await findPublishedReport(context.db, Number(id)) : undefined
    if (!found) return refuse(page, request, response, 'not_found')
    const versions = await versionsOf(context.db, found.reportId)
    const isAdministrator = staffOf(response).role === 'administrator'
    const latest = versions.at(-1) ?? found
    if (latest.id !== found.id && !isAdministrator) return refuse(page, request, response, 'not_allowed')
    const words = wordsOf(context, request)
    page(request, response, 'published-report', {
      isAdministrator,
      published: found,
      filters: filtersInWords(found.filters, found.report.unitNames, words),
      report: await reportView(found.report, words, {
        organisation: context.config.ORGANISATION_NAME,
        countedAt: found.publishedAt,
        isShort: found.form === 'short',
        ...(isAdministrator ? { links: reportLinks(found.report) } : {}),
      }),
      latest: latest.id === found.id ? null : { id: latest.id, version: latest.version },
      address: publicAddress(context, found.reportId),
      againHref: publishAddress(found),
      hasChanges: versions.length > 1,
      isDone: request.query.done === 'published',
      versions: versions.toReversed().map(version => {
        const before = versions.find(other => other.version === version.version - 1)
        return {
          ...version,
          isShown: version.id === found.id,
          newForm: before && before.form !== version.form ? version.form : null,
          changes: changesView(before ? changesBetween(before, version) : [], words),
        }
      }),
    })
  }
}

/** The page that says what publishing would do. */
function publishAddress({ period, filters, kind }: Publication): string {
  const { from, to } = period
  return `/reports/publish?${new URLSearchParams({ from: `${from}`, to: `${to}`, ...filters, kind })}`
}
