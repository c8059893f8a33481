import { randomUUID } from 'node:crypto'
import { parseArgs } from 'node:util'
import { createAuth, signInCode } from '../auth.ts'
import type { Context } from '../context.ts'
import type { Queryable } from '../db/connect.ts'
import { findMember, listMembers, type Member } from '../db/staff.ts'
import { listUnits } from '../db/units.ts'
import { type Role, roles } from '../domain/codes.ts'
import { ExpectedError } from '../domain/errors.ts'
import { staffAddress } from '../domain/member.ts'
import { disableMember, enableMember } from '../flow/disable-member.ts'
import { addMember } from '../flow/invite-member.ts'
import { withContext } from './with-context.ts'

type Options = { name?: string | undefined; role?: string | undefined; unit?: string | undefined }

/** As the events name whoever works at the command line. */
const operator = 'system'

type Command = (context: Context) => Promise<void>

/**
 * `npm run staff -- add | list | code | disable | enable`: who may sign in, and the operator's way in when mail does not
 * work.
 * @throws ExpectedError staff_usage where the arguments are not understood, and one for each thing that can be wrong
 */
export async function staffCommand(args: string[]): Promise<number> {
  await withContext(readCommand(args))
  return 0
}

function readCommand(args: string[]): Command {
  const { positionals, values } = readArguments(args)
  const [verb, email = '', ...rest] = positionals
  if (rest.length === 0) {
    if (verb === 'add' && email !== '') return context => add(context, email, values)
    if (verb === 'list' && email === '') return list
    if (verb === 'code' && email !== '') return context => code(context, email)
    if (verb === 'disable' && email !== '') return context => disable(context, email)
    if (verb === 'enable' && email !== '') return context => enable(context, email)
  }
  throw new ExpectedError('staff_usage')
}

function readArguments(args: string[]) {
  const options = { name: { type: 'string' }, role: { type: 'string' }, unit: { type: 'string' } } as const
  try {
    return parseArgs({ args, options, allowPositionals: true })
  } catch (error) {
    throw new ExpectedError('staff_usage', {}, { cause: error })
  }
}

async function add(context: Context, given: string, options: Options): Promise<void> {
  const { db, renderer, baseUrl, clock } = context
  const email = addressIn(given)
  const role = roleIn(options.role ?? '')
  const unitId = await unitIdIn(db, options.unit, role)
  const name = options.name ?? email
  const member = { id: randomUUID(), name, email, role, unitId }
  if (!(await addMember(context, member, operator, clock.now()))) {
    throw new ExpectedError('staff_exists', { email })
  }
  const words = { name, email, role: renderer.t('sv', `staff.role.${role}`), url: `${baseUrl}/sign-in` }
  print(renderer.t('sv', 'staff.command.added', words))
}

async function list({ db, renderer }: Context): Promise<void> {
  const members = await listMembers(db)
  if (members.length === 0) print(renderer.t('sv', 'staff.command.none'))
  for (const { email, name, role, unitName, disabledAt } of members) {
    const mark = disabledAt ? renderer.t('sv', 'staff.command.disabled_mark') : ''
    print([email, name, renderer.t('sv', `staff.role.${role}`), unitName ?? '', mark].join('\t').trimEnd())
  }
}

async function code(context: Context, given: string): Promise<void> {
  const { email, disabledAt } = await memberWith(context.db, given)
  if (disabledAt) throw new ExpectedError('staff_disabled', { email })
  const oneTimeCode = await signInCode(createAuth(context), email)
  const url = `${context.baseUrl}/sign-in/code?${new URLSearchParams({ email, code: oneTimeCode })}`
  print(context.renderer.t('sv', 'staff.command.code', { email, code: oneTimeCode, url }))
}

async function disable(context: Context, given: string): Promise<void> {
  const { id, email } = await memberWith(context.db, given)
  const now = context.clock.now()
  const outcome = await disableMember(context, { memberId: id, actor: operator, now })
  if (outcome === 'last_administrator') throw new ExpectedError('staff_last_administrator', { email })
  print(context.renderer.t('sv', 'staff.command.disabled', { email }))
}

async function enable(context: Context, given: string): Promise<void> {
  const { id, email } = await memberWith(context.db, given)
  await enableMember(context, { memberId: id, actor: operator, now: context.clock.now() })
  print(context.renderer.t('sv', 'staff.command.enabled', { email }))
}

async function memberWith(db: Queryable, given: string): Promise<Member> {
  const email = addressIn(given)
  const member = await findMember(db, email)
  if (!member) throw new ExpectedError('staff_unknown', { email })
  return member
}

function addressIn(text: string): string {
  const email = staffAddress(text)
  if (email === undefined) throw new ExpectedError('staff_email_invalid', { email: text })
  return email
}

function roleIn(text: string): Role {
  const role = roles.find(name => name === text)
  if (!role) throw new ExpectedError('staff_role_unknown', { role: text, roles: roles.join(', ') })
  return role
}

/** A unit is named as the import named it, in any case. */
async function unitIdIn(db: Queryable, name: string | undefined, role: Role): Promise<number | null> {
  if (name === undefined && role === 'coach') throw new ExpectedError('staff_unit_missing')
  if (name === undefined) return null
  const units = await listUnits(db)
  const unit = units.find(known => known.name.toLowerCase() === name.trim().toLowerCase())
  if (unit) return unit.id
  if (units.length === 0) throw new ExpectedError('staff_no_units', { unit: name })
  const names = units.map(known => known.name).join(', ')
  throw new ExpectedError('staff_unit_unknown', { unit: name, units: names })
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
