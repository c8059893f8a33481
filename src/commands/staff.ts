import { randomUUID } from 'node:crypto'
import { parseArgs } from 'node:util'
import { createAuth, signInCode, staffAddress } from '../auth.ts'
import type { Context } from '../context.ts'
import type { Queryable } from '../db/connect.ts'
import { findMember, insertMember, listMembers } from '../db/staff.ts'
import { listUnits } from '../db/units.ts'
import { type Role, roles } from '../domain/codes.ts'
import { ExpectedError } from '../domain/errors.ts'
import { withContext } from './with-context.ts'

type Options = { name?: string | undefined; role?: string | undefined; unit?: string | undefined }

type Command = (context: Context) => Promise<void>

/**
 * `npm run staff -- add | list | code`: who may sign in, and the operator's way in when mail does not work.
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

async function add({ db, renderer, baseUrl }: Context, given: string, options: Options): Promise<void> {
  const email = addressIn(given)
  const role = roleIn(options.role ?? '')
  const unitId = await unitIdIn(db, options.unit, role)
  const name = options.name ?? email
  if (!(await insertMember(db, { id: randomUUID(), name, email, role, unitId }))) {
    throw new ExpectedError('staff_exists', { email })
  }
  const words = { name, email, role: renderer.t('sv', `staff.role.${role}`), url: `${baseUrl}/sign-in` }
  print(renderer.t('sv', 'staff.command.added', words))
}

async function list({ db, renderer }: Context): Promise<void> {
  const members = await listMembers(db)
  if (members.length === 0) print(renderer.t('sv', 'staff.command.none'))
  for (const { email, name, role, unitName } of members) {
    print([email, name, renderer.t('sv', `staff.role.${role}`), unitName ?? ''].join('\t').trimEnd())
  }
}

async function code(context: Context, given: string): Promise<void> {
  const email = addressIn(given)
  if (!(await findMember(context.db, email))) throw new ExpectedError('staff_unknown', { email })
  const oneTimeCode = await signInCode(createAuth(context), email)
  const url = `${context.baseUrl}/sign-in/code?${new URLSearchParams({ email, code: oneTimeCode })}`
  print(context.renderer.t('sv', 'staff.command.code', { email, code: oneTimeCode, url }))
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
