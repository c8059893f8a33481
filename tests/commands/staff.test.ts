import supertest from 'supertest'
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test, vi } from 'vitest'
import { staffCommand } from '../../src/commands/staff.ts'
import { events } from '../../src/db/schema.ts'
import { ensureUnits } from '../../src/db/units.ts'
import { languages } from '../../src/domain/codes.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { databaseUrl } from '../support/database-server.ts'
import { createStaffSite } from '../support/staff.ts'

let context: TestContext
let printed: string[]

beforeAll(async () => {
  context = await createTestContext()
  const { database } = context.db.$client.options
  vi.stubEnv('DATABASE_URL', databaseUrl(inject('databaseServer'), database))
  vi.stubEnv('SECRET_KEYS', context.secrets.join())
  vi.stubEnv('LOG_LEVEL', 'silent')
  // vitest has a setting of its own by that name.
  vi.stubEnv('BASE_URL', '')
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await context.close()
})
beforeEach(() => {
  printed = []
  vi.spyOn(process.stdout, 'write').mockImplementation(text => printed.push(String(text)) > 0)
})
afterEach(() => {
  vi.restoreAllMocks()
})

test('an empty list says how the first administrator is added', async () => {
  expect(await staffCommand(['list'])).toBe(0)
  expect(printed.join('')).toContain('npm run staff -- add E-POST --name NAMN --role administrator')
})

test('whoever is added is listed, in Swedish order, and signs in with a printed code', async () => {
  await ensureUnits(context.db, ['Jobbtorg Söder'])
  await staffCommand(['add', 'Orjan@Kommunen.example', '--name', 'Örjan Öst', '--role', 'administrator'])
  await staffCommand([
    ...['add', 'asa@kommunen.example', '--name', 'Åsa Ås'],
    ...['--role', 'coach', '--unit', 'jobbtorg söder'],
  ])
  await staffCommand(['add', 'zara@kommunen.example', '--name', 'Zara Zetterlund', '--role', 'analyst'])
  printed = []
  await staffCommand(['list'])
  expect(printed).toEqual([
    'zara@kommunen.example\tZara Zetterlund\tanalytiker\n',
    'asa@kommunen.example\tÅsa Ås\tcoach\tJobbtorg Söder\n',
    'orjan@kommunen.example\tÖrjan Öst\tadministratör\n',
  ])

  printed = []
  await staffCommand(['code', 'ORJAN@kommunen.example'])
  const [, address = '', code] = /(\/sign-in\/code\?\S+code=(\d{6}))/.exec(printed.join('')) ?? []
  const site = supertest(createStaffSite(context).app)
  expect((await site.get(address).expect(200)).text).toContain(`value="${code}"`)
  const fields = { email: 'orjan@kommunen.example', code }
  await site.post('/sign-in/code').type('form').send(fields).expect(303)
})

test('whoever is disabled gets no code until enabled again, and the list shows it', async () => {
  const email = 'zara@kommunen.example'
  await staffCommand(['disable', 'ZARA@kommunen.example'])
  expect(printed.join('')).toContain('zara@kommunen.example är avstängd')
  printed = []
  await staffCommand(['list'])
  expect(printed[0]).toBe('zara@kommunen.example\tZara Zetterlund\tanalytiker\t\tavstängd\n')
  await expect(staffCommand(['code', email])).rejects.toMatchObject({ code: 'staff_disabled' })
  await staffCommand(['enable', email])
  await staffCommand(['code', email])
  expect(printed.join('')).toContain('Engångskod för zara@kommunen.example')
  const kinds = (await context.db.select().from(events)).map(({ kind }) => kind)
  expect(kinds).toEqual([...Array(3).fill('member.invited'), 'member.disabled', 'member.enabled'])
})

test.each([
  [['disable', 'orjan@kommunen.example'], 'staff_last_administrator', { email: 'orjan@kommunen.example' }],
  [['disable', 'ny@kommunen.example'], 'staff_unknown', { email: 'ny@kommunen.example' }],
  [['enable', 'ny@kommunen.example'], 'staff_unknown', { email: 'ny@kommunen.example' }],
  [['disable'], 'staff_usage', {}],
  [['add', 'ny@kommunen.example', '--role', 'chef'], 'staff_role_unknown', { role: 'chef' }],
  [['add', 'ny@kommunen.example'], 'staff_role_unknown', { role: '' }],
  [['add', 'ny@kommunen', '--role', 'analyst'], 'staff_email_invalid', { email: 'ny@kommunen' }],
  [['add', 'ny@kommunen.example', '--role', 'coach'], 'staff_unit_missing', {}],
  [
    ['add', 'ny@kommunen.example', '--role', 'coach', '--unit', 'Jobbtorg Norr'],
    'staff_unit_unknown',
    { unit: 'Jobbtorg Norr', units: 'Jobbtorg Söder' },
  ],
  [['add', 'zara@kommunen.example', '--role', 'analyst'], 'staff_exists', { email: 'zara@kommunen.example' }],
  [['code', 'ny@kommunen.example'], 'staff_unknown', { email: 'ny@kommunen.example' }],
  [['add'], 'staff_usage', {}],
  [['list', '--all'], 'staff_usage', {}],
  [['remove', 'zara@kommunen.example'], 'staff_usage', {}],
  [[], 'staff_usage', {}],
])('refuses %j: %s, which has a message in every language', async (args, code, details) => {
  const refusal = await staffCommand(args).catch((error: unknown) => error)
  expect(refusal).toMatchObject({ name: 'ExpectedError', code, details })
  const { details: values } = refusal as { details: Record<string, string> }
  for (const language of languages) expect(context.renderer.t(language, `error.${code}`, values)).not.toBe('')
})
