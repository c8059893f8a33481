import { createHmac, hkdfSync, randomUUID } from 'node:crypto'
import { drizzleAdapter } from 'better-auth/adapters/drizzle'
import { betterAuth } from 'better-auth/minimal'
import { emailOTP } from 'better-auth/plugins/email-otp'
import { z } from 'zod'
import type { Context } from './context.ts'
import { accounts, sessions, staff, verifications } from './db/staff-schema.ts'
import type { Language } from './domain/codes.ts'
import { composeCodeLetter } from './mail/letters.ts'

/** Staff sign-in. Its own HTTP routes are not mounted: web/sign-in.ts calls `auth.api` on the server. */
export type Auth = ReturnType<typeof createAuth>

const sessionHours = 12
const codeMinutes = 10
const codeAttempts = 3

/**
 * A code by e-mail and not a link: scanners in mail gateways open links, and would use them up.
 * better-auth reads the real clock, so sessions and codes expire in real time even in a simulation.
 */
export function createAuth(context: Context) {
  const { baseUrl, db } = context
  const secret = deriveSecret(context)
  return betterAuth({
    baseURL: baseUrl,
    secret,
    database: drizzleAdapter(db, {
      provider: 'pg',
      schema: { user: staff, session: sessions, account: accounts, verification: verifications },
    }),
    user: {
      additionalFields: {
        role: { type: 'string', required: true, input: false },
        unitId: { type: 'number', required: false, input: false },
      },
    },
    session: { expiresIn: sessionHours * 60 * 60, disableSessionRefresh: true },
    plugins: [codesByMail(context, secret)],
    advanced: {
      cookiePrefix: 'staff',
      useSecureCookies: baseUrl.startsWith('https:'),
      // The answer must not take longer where the address is known and a letter is sent.
      backgroundTasks: { handler: sending => void sending },
    },
    logger: { log: (level, message) => context.log[level](message) },
    telemetry: { enabled: false },
  })
}

/** A one-time code for an existing member: the operator's way in when mail does not work. */
export async function signInCode(auth: Auth, email: string): Promise<string> {
  return auth.api.createVerificationOTP({ body: { email, type: 'sign-in' } })
}

/** The address in lower case, or undefined where better-auth would not take it as one. */
export function staffAddress(text: string): string | undefined {
  const address = text.trim().toLowerCase()
  return z.email().safeParse(address).success ? address : undefined
}

function codesByMail(context: Context, secret: string) {
  return emailOTP({
    disableSignUp: true,
    otpLength: 6,
    expiresIn: codeMinutes * 60,
    allowedAttempts: codeAttempts,
    // A bare digest of six digits is undone in a second; with a key, the database alone yields no code.
    storeOTP: { hash: async code => createHmac('sha256', secret).update(code).digest('base64url') },
    sendVerificationOTP: async ({ email, otp }, call) => {
      const language = call?.headers?.get('accept-language') === 'en' ? 'en' : 'sv'
      await sendCode(context, email, otp, language)
    },
  })
}

async function sendCode(context: Context, email: string, code: string, language: Language): Promise<void> {
  const { config, mailer, renderer, log } = context
  const organisation = config.ORGANISATION_NAME
  const letter = composeCodeLetter(renderer, {
    language,
    organisation,
    from: { name: organisation, address: config.MAIL_FROM },
    to: { name: '', address: email },
    code,
    messageId: `<${randomUUID()}@${config.MAIL_FROM.split('@')[1]}>`,
  })
  const { outcome } = await mailer.send(letter)
  if (outcome !== 'accepted') log.warn({ outcome }, 'a sign-in code could not be mailed')
}

/** Another purpose than that of the links, so another key (HKDF, RFC 5869). */
function deriveSecret({ secrets }: Context): string {
  return Buffer.from(hkdfSync('sha256', secrets[0], '', 'staff sessions', 32)).toString('hex')
}
