import type { Request, Response } from 'express'
import type { Context } from '../../context.ts'
import { latestVersion, type PublishedReport } from '../../db/published-reports.ts'
import { type Language, languages } from '../../domain/codes.ts'
import { reportIdIn } from '../../domain/link.ts'
import { filtersInWords } from '../../files/report-words.ts'
import { reportView } from '../reports/report-view.ts'
import { chosenLanguage, sendPage, setRespondentHeaders } from '../respondent-page.ts'

/**
 * GET /published/:link: a published report for whoever holds its link, in its latest version. No sign-in and no cookie;
 * no browser keeps it and no search engine finds it. Every other link gets the same page, whatever is wrong with it.
 */
export function publicReportHandler(context: Context) {
  return async (request: Request, response: Response): Promise<void> => {
    setRespondentHeaders(response)
    const language = languageFor(request)
    const address = { path: request.path }
    const published = await reportBehind(context, String(request.params.link))
    if (!published) {
      const missing = { name: 'public-report-missing', language, status: 404, address, data: {} }
      return sendPage(context, response, missing)
    }
    const words = { language, t: context.renderer.t }
    const data = {
      published,
      filters: filtersInWords(published.filters, published.report.unitNames, words),
      report: await reportView(published.report, words, {
        organisation: context.config.ORGANISATION_NAME,
        countedAt: published.publishedAt,
        isShort: published.form === 'short',
      }),
    }
    sendPage(context, response, { name: 'public-report', language, status: 200, address, data })
  }
}

async function reportBehind(context: Context, link: string): Promise<PublishedReport | undefined> {
  const reportId = reportIdIn(context.reportLinkKeys, link)
  return reportId === undefined ? undefined : latestVersion(context.db, reportId)
}

/** The language asked for in the address, otherwise the browser's. */
function languageFor(request: Request): Language {
  const chosen = chosenLanguage(request.query.lang, languages)
  return chosen ?? (request.acceptsLanguages([...languages]) === 'en' ? 'en' : 'sv')
}
