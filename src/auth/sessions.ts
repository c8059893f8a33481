import { hkdfSync } from 'node:crypto'
import { drizzleAdapter } from 'better-auth/adapters/drizzle'
import { APIError } from 'better-auth/api'
import type { Context } from '../context.ts'
import { findMemberById } from '../db/staff.ts'
import { accounts, sessions, staff, verifications } from '../db/staff-schema.ts'

const sessionHours = 12

/** The code of the refusal of everybody who is no member, or is not one any longer. */
export const notAMember = 'not_a_member'

/**
 * Where sessions are kept, what their cookies are called and who may have one: the same whichever way one signs in.
 * better-auth reads the real clock, so sessions and codes expire in real time even in a simulation.
 */
export function sessionOptions(context: Context) {
  const { baseUrl, db, log } = context
  return {
    baseURL: baseUrl,
    secret: deriveSecret(context),
    database: drizzleAdapter(db, {
      provider: 'pg',
      schema: { user: staff, session: sessions, account: accounts, verification: verifications },
    }),
    user: {
      additionalFields: {
        role: { type: 'string', required: true, input: false },
        unitId: { type: 'number', required: false, input: false },
        disabledAt: { type: 'date', required: false, input: false },
      },
    },
    session: { expiresIn: sessionHours * 60 * 60, disableSessionRefresh: true },
    databaseHooks: {
      session: {
        create: { before: async ({ userId }: { userId: string }) => refuseDisabled(context, userId) },
      },
    },
    advanced: {
      cookiePrefix: 'staff',
      useSecureCookies: baseUrl.startsWith('https:'),
      // The answer must not take longer where the address is known and a letter is sent.
      backgroundTasks: { handler: (sending: Promise<unknown>) => void sending },
    },
    logger: { log: (level: 'debug' | 'info' | 'warn' | 'error', message: string) => log[level](message) },
    telemetry: { enabled: false },
  } as const
}

/** What better-auth is to know of whoever signs in, so that a member can tell the own sessions apart. */
export function visitorHeaders(visitor: {
  ip: string | undefined
  userAgent: string | undefined
  cookie?: string | undefined
}): Headers {
  const { ip = '', userAgent = '', cookie = '' } = visitor
  return new Headers({ 'x-forwarded-for': ip, 'user-agent': userAgent, cookie })
}

/** Whoever is disabled while a code is on its way, or signs in at the provider, gets no session. */
async function refuseDisabled({ db }: Context, staffId: string): Promise<void> {
  const member = await findMemberById(db, staffId)
  if (!member || member.disabledAt) throw new APIError('FORBIDDEN', { code: notAMember })
}

/** Another purpose than that of the links, so another key (HKDF, RFC 5869). */
function deriveSecret({ secrets }: Context): string {
  return Buffer.from(hkdfSync('sha256', secrets[0], '', 'staff sessions', 32)).toString('hex')
}
