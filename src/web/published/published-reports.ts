import type { Request, Response } from 'express'
import type { Context } from '../../context.ts'
import {
  findPublishedReport,
  listPublications,
  type Publication,
  versionsOf,
} from '../../db/published-reports.ts'
import { listUnits } from '../../db/units.ts'
import { reportChanges } from '../../domain/report-changes.ts'
import { publicAddress } from '../../flow/deliver-report-letter.ts'
import { reportLinks } from '../reports/report-links.ts'
import { reportView } from '../reports/report-view.ts'
import { languageOf, refuse, type StaffPage, staffOf } from '../staff-page.ts'
import { changesView, filtersInWords, type Words } from './published-view.ts'

/** Sixteen reports a year by the schedule, and what is chosen beside them: ten years and more. */
const mostListed = 300

/** The pages for the staff about what is published. */
export function publishedHandlers(context: Context, page: StaffPage) {
  return { list: list(context, page), show: show(context, page) }
}

/** GET /reports/published: every published report, in the version that counts. */
function list(context: Context, page: StaffPage) {
  return async (request: Request, response: Response): Promise<void> => {
    const words = wordsOf(context, request)
    const unitNames = Object.fromEntries((await listUnits(context.db)).map(({ id, name }) => [id, name]))
    const publications = await listPublications(context.db, mostListed)
    page(request, response, 'published-reports', {
      isAdministrator: staffOf(response).role === 'administrator',
      rows: publications.map(publication => ({
        ...publication,
        filters: filtersInWords(publication.filters, unitNames, words),
      })),
    })
  }
}

/**
 * GET /reports/published/:id: one version as it was published. An earlier one is for administrators only: what differs
 * between two versions may be one person's answer.
 */
function show(context: Context, page: StaffPage) {
  return async (request: Request, response: Response): Promise<void> => {
    const { id } = request.params
    const found = /^\d{1,15}$/.test(String(id))
      ? await findPublishedReport(context.db, Number(id))
      : undefined
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
        ...(isAdministrator ? { links: reportLinks(found.report) } : {}),
      }),
      latest: latest.id === found.id ? null : { id: latest.id, version: latest.version },
      address: publicAddress(context, found.reportId),
      againHref: publishAddress(found),
      hasChanges: versions.length > 1,
      isDone: request.query.done === 'published',
      versions: versions.toReversed().map(version => {
        const before = versions.find(other => other.version === version.version - 1)
        const changes = before ? reportChanges(before.report, version.report) : []
        return { ...version, isShown: version.id === found.id, changes: changesView(changes, version, words) }
      }),
    })
  }
}

/** The page that says what publishing would do. */
function publishAddress({ period, filters, kind }: Publication): string {
  const { from, to } = period
  return `/reports/publish?${new URLSearchParams({ from: `${from}`, to: `${to}`, ...filters, kind })}`
}

/** The words of the page in its language. */
export function wordsOf({ renderer }: Context, request: Request): Words {
  return { language: languageOf(request), t: renderer.t }
}
