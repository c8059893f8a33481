import type { Request, Response } from 'express'
import type { Context } from '../context.ts'
import { type Language, languages, type Role, roles } from '../domain/codes.ts'
import type { Finding } from '../domain/letter-flow.ts'

/** The member of staff behind a request. */
export type SignedIn = {
  id: string
  name: string
  email: string
  role: Role
  unitId: number | null
  /** The session of this request, among those of the member. */
  sessionId: string
}
/** Answers with a page of templates/pages in the frame of the staff: navigation, language switch, sign-out. */
export type StaffPage = (
  request: Request,
  response: Response,
  name: string,
  data?: Readonly<Record<string, unknown>>,
) => void

const signedIn = new WeakMap<Response, SignedIn>()
const alarms = new WeakMap<Response, Finding>()

/** Notes who is signed in; only the guard does so. */
export function rememberStaff(response: Response, member: SignedIn): void {
  signedIn.set(response, member)
}

/** Notes what has stopped the letters, if anything has; only the guard does so. */
export function rememberAlarm(response: Response, alarm: Finding | null): void {
  if (alarm) alarms.set(response, alarm)
}

/** Who is signed in. Throws behind a route without a staff guard: that is a fault of the program. */
export function staffOf(response: Response): SignedIn {
  const member = signedIn.get(response)
  if (!member) throw new Error('This route has no staff guard')
  return member
}

/** The language that was chosen by the switch, otherwise the browser's, otherwise Swedish. */
export function languageOf(request: Request): Language {
  const chosen = /(?:^|;\s*)lang=(sv|en)(?:;|$)/.exec(request.headers.cookie ?? '')?.[1]
  return (chosen ?? request.acceptsLanguages([...languages])) === 'en' ? 'en' : 'sv'
}

/** Makes the function that every page of the staff is sent with. */
export function createStaffPage({ renderer }: Context): StaffPage {
  return (request, response, name, data = {}) => {
    const language = languageOf(request)
    const member = signedIn.get(response)
    const html = renderer.page(name, language, {
      ...data,
      staff: member ? frameFor(member, request, response) : null,
      otherLanguage: languageLink(request, language === 'sv' ? 'en' : 'sv'),
    })
    response.type('html').send(html)
  }
}

/** What stands around a member's page. The page that tells of an alarm does so itself. */
function frameFor(member: SignedIn, request: Request, response: Response) {
  const alarm = request.path === '/sending' ? null : (alarms.get(response)?.name ?? null)
  return { name: member.name, areas: areasFor(member, request.path), alarm }
}

/** The parts of the workspace, each with the pages below its address; the first of an area's addresses opens it. */
const areas = [
  { name: 'home', paths: ['/'], for: ['coach', 'administrator'] },
  { name: 'placements', paths: ['/placements'], for: roles },
  { name: 'employers', paths: ['/employers'], for: roles },
  { name: 'costs', paths: ['/costs'], for: ['analyst', 'administrator'] },
  { name: 'reports', paths: ['/reports'], for: ['analyst', 'administrator'] },
  { name: 'imports', paths: ['/imports'], for: ['administrator'] },
  {
    name: 'administration',
    paths: ['/staff', '/units', '/schedule', '/letters', '/sending'],
    for: ['administrator'],
  },
] as const satisfies readonly { name: string; paths: readonly string[]; for: readonly Role[] }[]

/** The navigation of a member, with the area of the page that is shown. */
function areasFor({ role }: SignedIn, shown: string) {
  const isIn = (path: string) => shown === path || (path !== '/' && shown.startsWith(`${path}/`))
  return areas
    .filter(area => area.for.some(allowed => allowed === role))
    .map(({ name, paths }) => ({ name, href: paths[0], isCurrent: paths.some(isIn) }))
}

/** Says plainly that the page is not there (404), not for this role, or not to be sent from elsewhere (403). */
export function refuse(
  page: StaffPage,
  request: Request,
  response: Response,
  reason: 'not_found' | 'not_allowed' | 'foreign_form',
): void {
  response.status(reason === 'not_found' ? 404 : 403)
  page(request, response, 'refusal', { reason })
}

/** After a form was refused, the address is that of its POST; every such form has a page at the same address. */
function languageLink(request: Request, code: Language) {
  const query = new URLSearchParams(request.originalUrl.split('?')[1])
  query.set('lang', code)
  return { code, href: `${pathOf(request)}?${query}` }
}

/** The path of the request. "//elsewhere.example" is a path here, and another site once it stands in an address. */
export function pathOf({ path }: Request): string {
  return path.replace(/^[/\\]+/, '/')
}
