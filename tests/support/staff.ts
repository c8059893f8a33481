import { randomUUID } from 'node:crypto'
import type { Express } from 'express'
import supertest from 'supertest'
import { createApp } from '../../src/app.ts'
import { type Auth, createAuth, signInCode } from '../../src/auth.ts'
import type { Context } from '../../src/context.ts'
import { insertMember } from '../../src/db/staff.ts'
import type { Role } from '../../src/domain/codes.ts'

export type StaffSite = { app: Express; auth: Auth }
export type Agent = ReturnType<typeof supertest.agent>

/** The service's pages, with their own counting of attempts to sign in. */
export function createStaffSite(context: Context): StaffSite {
  const auth = createAuth(context)
  return { app: createApp(context, auth), auth }
}

/** Adds a member of staff. */
export async function makeMember(
  context: Context,
  role: Role,
  values: { unitId?: number; name?: string; email?: string } = {},
) {
  const id = randomUUID()
  const member = { id, name: `Ali ${role}`, email: `${id}@kommunen.example`, role, unitId: null, ...values }
  await insertMember(context.db, member)
  return member
}

/** A browser without scripts that is signed in as a new member of staff, in Swedish. */
export async function signedIn(
  context: Context,
  site: StaffSite,
  role: Role,
  values: { unitId?: number; name?: string } = {},
): Promise<Agent> {
  return signedInAs(site, await makeMember(context, role, values))
}

/** The same as a member who is there already. */
export async function signedInAs({ app, auth }: StaffSite, { email }: { email: string }): Promise<Agent> {
  const agent = supertest.agent(app).set('Accept-Language', 'sv')
  const code = await signInCode(auth, email)
  await agent.post('/sign-in/code').type('form').send({ email, code }).expect(303)
  return agent
}
