import { setTimeout } from 'node:timers/promises'
import { isAPIError } from 'better-auth/api'
import { betterAuth } from 'better-auth/minimal'
import { genericOAuth } from 'better-auth/plugins/generic-oauth'
import type { Config } from '../config.ts'
import type { Context } from '../context.ts'
import { notAMember, sessionOptions } from './sessions.ts'

/** Why nobody was signed in. unknown: no member has that address, or the provider does not vouch for it. */
export type OidcProblem = 'unknown' | 'denied' | 'expired' | 'unavailable'

/** Headers are those of the answer to the visitor: cookies. */
type Started = { url: string; headers: Headers } | { problem: OidcProblem }
type Finished = { next: string; headers: Headers } | { problem: OidcProblem; next: string }

export type Oidc = {
  name: string
  /** @returns where at the provider the visitor signs in, to be sent on to `next` afterwards */
  start(next: string): Promise<Started>
  /** @param query of the address that the provider has sent the visitor back to */
  finish(query: Record<string, string>, headers: Headers): Promise<Finished>
}

type Settings = { issuer: string; clientId: string; clientSecret: string; name: string }

const providerId = 'oidc'
/** Where the visitor comes back to when it did not work; never seen, for our own page tells it. */
const failedPath = '/sign-in'
/** A provider that says nothing must not keep the visitor, who can sign in by code instead. */
const patienceSeconds = 10

/**
 * Sign-in through the organisation's own OpenID provider, or null where none is configured. Apart from the sign-in by
 * code, so that a provider that is away, or slow at being discovered, is in nobody else's way: it is asked for what it
 * offers when somebody first wants to sign in there.
 */
export function createOidc(context: Context): Oidc | null {
  const settings = settingsOf(context.config)
  if (!settings) return null
  let created: ReturnType<typeof createProvider> | undefined
  const api = () => {
    created ??= createProvider(context, settings)
    return created.api
  }
  return {
    name: settings.name,
    start: next => patiently<Started>({ problem: 'unavailable' }, start(api(), next)),
    finish: (query, headers) =>
      patiently<Finished>({ problem: 'unavailable', next: '' }, finish(api(), query, headers)),
  }
}

function settingsOf(config: Config): Settings | null {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = config
  if (!issuer || !clientId || !clientSecret || !config.OIDC_NAME) return null
  return { issuer: issuer.replace(/\/+$/, ''), clientId, clientSecret, name: config.OIDC_NAME }
}

/** PKCE, state, nonce, and the signature and issuer of the ID token are checked by better-auth. */
function createProvider(context: Context, { issuer, clientId, clientSecret }: Settings) {
  const options = sessionOptions(context)
  const provider = genericOAuth({
    config: [
      {
        providerId,
        clientId,
        clientSecret,
        discoveryUrl: `${issuer}/.well-known/openid-configuration`,
        redirectURI: `${context.baseUrl}/sign-in/oidc/callback`,
        scopes: ['openid', 'email', 'profile'],
        requireIdTokenVerification: true,
        disableSignUp: true,
        // The address is who one is here, as with the code: not the provider's own number of a person.
        accountSubject: ({ profile }) => addressIn(profile.email) || String(profile.sub),
        mapProfileToUser: profile => ({
          email: addressIn(profile.email),
          // Entra ID says it in a claim of its own. Unsaid is unverified: the address of an account may be anybody's.
          emailVerified: [profile.email_verified, profile.xms_edov].some(claim =>
            ['true', '1'].includes(String(claim)),
          ),
        }),
      },
    ],
  })
  return betterAuth({
    ...options,
    user: { ...options.user, validateUserInfo: ({ user }) => refusalOf(user) },
    // Members are made by an administrator only, so no account can wait here for the owner of its address.
    account: { accountLinking: { requireLocalEmailVerified: false }, updateAccountOnSignIn: false },
    databaseHooks: { ...options.databaseHooks, account: { create: { before: withoutTokens } } },
    onAPIError: { errorURL: failedPath },
    plugins: [provider],
  })
}

type Api = ReturnType<typeof createProvider>['api']

async function start(api: Api, next: string): Promise<Started> {
  const errorCallbackURL = `${failedPath}?${new URLSearchParams({ next })}`
  const body = { provider: providerId, callbackURL: next, errorCallbackURL, disableRedirect: true }
  try {
    const { headers, response } = await api.signInSocial({ body, returnHeaders: true })
    return response.url ? { url: response.url, headers } : { problem: 'unavailable' }
  } catch (error) {
    if (isAPIError(error)) return { problem: 'unavailable' }
    throw error
  }
}

/** better-auth answers with a redirect, to where one wanted to go or to where it did not work. */
async function finish(api: Api, query: Record<string, string>, headers: Headers): Promise<Finished> {
  const answer = await api.callbackOAuth({
    method: 'GET',
    params: { id: providerId },
    query,
    headers,
    asResponse: true,
  })
  const target = URL.parse(answer.headers.get('location') ?? '', 'http://localhost')
  if (!target) return { problem: 'unavailable', next: '' }
  if (target.pathname !== failedPath)
    return { next: target.pathname + target.search, headers: answer.headers }
  const { searchParams } = target
  return { problem: problemOf(searchParams.get('error') ?? ''), next: searchParams.get('next') ?? '' }
}

function problemOf(code: string): OidcProblem {
  if (code === 'access_denied') return 'denied'
  if (code.startsWith('state_')) return 'expired'
  return unknownCodes.includes(code) ? 'unknown' : 'unavailable'
}

const unknownCodes = [notAMember, 'signup_disabled', 'account_not_linked', 'email_not_found']

function refusalOf({ emailVerified }: { emailVerified?: boolean | undefined }) {
  return emailVerified ? undefined : { error: notAMember }
}

/** Nothing is asked of the provider later, so its tokens, which hold personal data, are not kept. */
async function withoutTokens<Account extends object>(account: Account) {
  return { data: { ...account, accessToken: null, refreshToken: null, idToken: null } }
}

function addressIn(email: unknown): string {
  return typeof email === 'string' ? email.trim().toLowerCase() : ''
}

async function patiently<T>(otherwise: T, work: Promise<T>): Promise<T> {
  return Promise.race([work, setTimeout(patienceSeconds * 1000, otherwise, { ref: false })])
}
