import { createHmac, randomUUID } from 'node:crypto'
import { betterAuth } from 'better-auth/minimal'
import { emailOTP } from 'better-auth/plugins/email-otp'
import { sessionOptions } from './auth/sessions.ts'
import type { Context } from './context.ts'
import { findMember } from './db/staff.ts'
import type { Language } from './domain/codes.ts'
import { composeCodeLetter } from './mail/letters.ts'

/** Staff sign-in. Its own HTTP routes are not mounted: web/sign-in.ts calls `auth.api` on the server. */
export type Auth = ReturnType<typeof createAuth>

const codeMinutes = 10
const codeAttempts = 3

/** A code by e-mail and not a link: scanners in mail gateways open links, and would use them up. */
export function createAuth(context: Context) {
  const options = sessionOptions(context)
  return betterAuth({ ...options, plugins: [codesByMail(context, options.secret)] })
}

/** A one-time code for an existing member: the operator's way in when mail does not work. */
export async function signInCode(auth: Auth, email: string): Promise<string> {
  return auth.api.createVerificationOTP({ body: { email, type: 'sign-in' } })
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
  const { config, db, mailer, renderer, log } = context
  const member = await findMember(db, email)
  if (!member || member.disabledAt) return
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
