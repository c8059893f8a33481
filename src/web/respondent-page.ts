import { type Request, type Response, urlencoded } from 'express'
import type { Context } from '../context.ts'
import { type FormLanguage, formScripts, languages } from '../domain/codes.ts'

/** What a page of templates/pages shows, and under which address it can be had in the other languages. */
export type RespondentPage = {
  name: string
  language: FormLanguage
  /** Those that it can be had in; without any, the languages of everybody. */
  languages?: readonly FormLanguage[]
  status: number
  address: { path: string; query?: Readonly<Record<string, string>> }
  data: Readonly<Record<string, unknown>>
}

/** Longer than 2,000 characters of any language, percent-encoded, and the other fields. */
const bodyLimit = '32kb'
const parseBody = urlencoded({ extended: false, limit: bodyLimit })

/** @param framedBy who may show the page in a frame: nobody, but for the preview, which the service frames itself. */
export function respondentPolicy(framedBy: "'none'" | "'self'"): string {
  return [
    "default-src 'none'",
    "style-src 'self'",
    // The empty icon, which spares the browser a request.
    'img-src data:',
    "form-action 'self'",
    "base-uri 'none'",
    `frame-ancestors ${framedBy}`,
  ].join('; ')
}

const contentSecurityPolicy = respondentPolicy("'none'")

/** Nothing about a respondent is kept by a browser, told to another site or found by a search engine (rule 7). */
export function setRespondentHeaders(response: Response): void {
  response.set({
    'Cache-Control': 'no-store',
    'Content-Security-Policy': contentSecurityPolicy,
    'Referrer-Policy': 'no-referrer',
    'X-Robots-Tag': 'noindex, nofollow',
  })
}

export function sendPage({ config, renderer }: Context, response: Response, page: RespondentPage): void {
  const { name, language, status, address, data } = page
  const others = (page.languages ?? languages).filter(other => other !== language)
  const html = renderer.page(name, language, {
    ...data,
    organisation: config.ORGANISATION_NAME,
    contactEmail: config.CONTACT_EMAIL,
    contactPhone: config.CONTACT_PHONE,
    contactPhoneHref: phoneHref(config.CONTACT_PHONE),
    script: formScripts[language],
    otherLanguages: others.map(code => ({
      code,
      ...formScripts[code],
      href: addressOf(address.path, { ...address.query, lang: code }),
    })),
  })
  response.status(status).type('html').send(html)
}

export function addressOf(path: string, query: Readonly<Record<string, string>>): string {
  return `${path}?${new URLSearchParams(query)}`
}

export function phoneHref(phone: string): string {
  return `tel:${phone.replaceAll(/[^\d+]/g, '')}`
}

/** The language asked for in the address or the form, where it is one of these; there is no cookie to remember it. */
export function chosenLanguage<Allowed extends FormLanguage>(
  given: unknown,
  allowed: readonly Allowed[],
): Allowed | undefined {
  return allowed.find(language => language === given)
}

/**
 * The fields of a form that was sent, as text. A field that came twice, which no form of ours sends, is joined, so
 * that it is refused rather than half of it dropped. Rejects with the status 413 when the body is too large.
 */
export async function readFields(request: Request, response: Response): Promise<Record<string, string>> {
  await new Promise<void>((resolve, reject) => {
    parseBody(request, response, error => (error ? reject(error) : resolve()))
  })
  const fields = Object.entries<string | string[]>(request.body ?? {})
  return Object.fromEntries(fields.map(([name, value]) => [name, [value].flat().join(',')]))
}
