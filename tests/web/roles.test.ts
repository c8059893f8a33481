import supertest from 'supertest'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Role } from '../../src/domain/codes.ts'
import { createMetrics } from '../../src/web/metrics.ts'
import { type Route, routes } from '../../src/web/routes.ts'
import { createStaffPage } from '../../src/web/staff-page.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement } from '../support/factories.ts'
import { type Agent, createStaffSite, makeMember, type StaffSite, signedIn } from '../support/staff.ts'

/**
 * Who may use each address, written down apart from the guards in routes.ts: the first line that fits. Everybody else
 * who is signed in is told so (403), and whoever is not is led to the sign-in.
 */
const everybody = ['coach', 'administrator', 'analyst'] as const
const mayUse: readonly (readonly [pattern: RegExp, roles: readonly Role[]])[] = [
  [/^\/$/, everybody],
  [/^\/(account|resume)\b/, everybody],
  [/^\/employers\/:id\/(merge|separate)$/, ['administrator']],
  [/^\/employers\b/, everybody],
  [/^\/placements(\/:id)?$/, everybody],
  [/^\/placements\/:id\//, ['coach', 'administrator']],
  [/^\/costs$/, ['analyst', 'administrator']],
  [/^\/costs\//, ['administrator']],
  [/^\/reports\/(placements|recipients)\b/, ['administrator']],
  [/^\/reports\b/, ['analyst', 'administrator']],
  [/^\/(imports|staff|units|schedule|sending|letters)\b/, ['administrator']],
]
/** Whoever comes; what they hold or type is checked by the handler, and tested beside it. */
const isOpen = ({ path }: Route) =>
  /^\/(healthz|readyz|metrics|sign-in|sign-out|s(\/|$)|no-letters\/|published\/)/.test(path)

let context: TestContext
let site: StaffSite
let agents: Record<Role | 'neighbour' | 'nobody', Agent>
let values: Record<string, string>

beforeAll(async () => {
  context = await createTestContext({ now: '2026-02-27T12:00' })
  site = createStaffSite(context)
  const { placementId, employerId, unitId } = await makePlacement(context)
  const other = await makePlacement(context, { unit: 'Jobbtorg Söder' })
  await context.tickAt('2026-03-02T09:00')
  const spare = await makeMember(context, 'analyst')
  agents = {
    coach: await signedIn(context, site, 'coach', { unitId }),
    neighbour: await signedIn(context, site, 'coach', { unitId: other.unitId }),
    administrator: await signedIn(context, site, 'administrator'),
    analyst: await signedIn(context, site, 'analyst'),
    nobody: supertest.agent(site.app),
  }
  values = {
    placements: String(placementId),
    employers: String(employerId),
    units: String(unitId),
    staff: spare.id,
    letters: 'invitation',
  }
})
afterAll(() => context.close())

function guarded(): readonly Route[] {
  const all = routes(context, site.auth, createStaffPage(context), createMetrics(context))
  return all.filter(route => !isOpen(route))
}

/** "/placements/:id" with the number of a placement that there is; what is not made here is asked for as 1. */
function addressOf({ path }: Route): string {
  const value = values[path.split('/')[1] ?? ''] ?? '1'
  return path
    .replace('/letters/forms/:name', '/letters/forms/language')
    .replace(/:(id|name)/, value)
    .replaceAll(/:\w+/g, '1')
}

async function ask(who: keyof typeof agents, route: Route): Promise<string> {
  const request =
    route.method === 'get'
      ? agents[who].get(addressOf(route))
      : agents[who].post(addressOf(route)).type('form')
  const { status, headers } = await request
  if (status === 303 && headers.location?.startsWith('/sign-in')) return 'sign in'
  return status === 403 ? 'not allowed' : status === 404 ? 'not found' : 'used'
}

async function answersOf(who: keyof typeof agents): Promise<Record<string, string>> {
  const answers: Record<string, string> = {}
  for (const route of guarded()) answers[`${route.method} ${route.path}`] = await ask(who, route)
  return answers
}

function rolesOf({ path }: Route): readonly Role[] {
  const roles = mayUse.find(([pattern]) => pattern.test(path))?.[1]
  if (!roles) throw new Error(`Nobody has said who may use ${path}`)
  return roles
}

test('nobody gets further than the sign-in', async () => {
  expect(new Set(Object.values(await answersOf('nobody')))).toEqual(new Set(['sign in']))
})

test.each(['analyst', 'coach'] as const)(
  'a member who is %s is refused what is for other roles, and nothing else',
  async role => {
    const answers = await answersOf(role)
    for (const route of guarded()) {
      const name = `${route.method} ${route.path}`
      const isRefused = answers[name] === 'not allowed'
      expect([name, isRefused]).toEqual([name, !rolesOf(route).includes(role)])
    }
  },
)

test('a coach of another unit finds no placement of this one, whatever is asked of it', async () => {
  const answers = await answersOf('neighbour')
  const about = Object.entries(answers).filter(([name]) => name.includes('/placements/:id'))
  expect(about.length).toBeGreaterThan(10)
  expect(about.filter(([, answer]) => answer !== 'not found')).toEqual([])
})

test('an administrator is refused nothing', async () => {
  const answers = await answersOf('administrator')
  expect(
    Object.entries(answers).filter(([, answer]) => answer === 'not allowed' || answer === 'sign in'),
  ).toEqual([])
})

test.each(['/staff/%00', '/staff?after=%00', '/account/sessions/%00/end', '/imports/%00'])(
  'what no database can hold is no fault in %s',
  async path => {
    const { status } = await agents.administrator.get(path)
    expect(status).toBeLessThan(500)
  },
)

test('what no database can hold is no fault in what is typed, and is left out of it', async () => {
  const placement = `/placements/${values.placements}`
  await agents.coach.post(`${placement}/notes`).type('form').send('text=Ring%00er+igen').expect(303)
  expect((await agents.coach.get(placement)).text).toContain('Ringer igen')
  await agents.nobody.post(`${placement}/notes`).type('form').send('text=%00').expect(303)
  await agents.coach.post('/account/sessions/%00/end').expect(404)
  for (const version of ['1.5', '1e99', '-1']) {
    await agents.coach.post(`${placement}/phone-answer`).type('form').send({ based_on: version }).expect(422)
  }
})
