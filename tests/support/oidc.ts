import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import Provider, { type Configuration } from 'oidc-provider'

/** What the provider tells of an account, by what is typed as its name when signing in there. */
type Accounts = Record<string, { email?: string; email_verified?: boolean; xms_edov?: boolean }>

export type TestProvider = {
  issuer: string
  /** Environment variables of a service that signs in there. */
  settings: Record<string, string>
  /** Signs in as that account, or turns back, as a browser would: the address that the visitor is sent back to. */
  visit(url: string, account: string | 'nobody'): Promise<string>
  stop(): Promise<void>
}

const client = { client_id: 'survey', client_secret: 'a secret between the two of them' }

/**
 * A real OpenID provider on a free port of loopback.
 * @param callback the registered redirect address
 * @param port where another one has been, to come back in its place
 */
export async function startProvider(callback: string, accounts: Accounts, port = 0): Promise<TestProvider> {
  const server = createServer()
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const issuer = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  server.on('request', new Provider(issuer, configuration(callback, accounts)).callback())
  return {
    issuer,
    settings: {
      OIDC_ISSUER: issuer,
      OIDC_CLIENT_ID: client.client_id,
      OIDC_CLIENT_SECRET: client.client_secret,
      OIDC_NAME: 'Logga in med kommunens konto',
    },
    visit: (url, account) => visit(issuer, url, account),
    stop: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

function configuration(callback: string, accounts: Accounts): Configuration {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return {
    clients: [{ ...client, redirect_uris: [callback], grant_types: ['authorization_code'] }],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig' }] },
    cookies: { keys: ['a key for the tests'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified', 'xms_edov'] },
    scopes: ['openid', 'email', 'profile'],
    pkce: { required: () => true },
    ttl: {
      Interaction: 600,
      Session: 600,
      Grant: 600,
      AccessToken: 600,
      AuthorizationCode: 60,
      IdToken: 600,
    },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: async () => ({ sub: id, ...accounts[id] }),
    }),
  }
}

/** Follows the pages of the provider until they lead back. */
async function visit(issuer: string, url: string, account: string): Promise<string> {
  const cookies = new Map<string, string>()
  let answer = await ask(url)
  for (let step = 0; step < 12; step += 1) {
    const location = answer.headers.get('location')
    if (location !== null && !location.startsWith(issuer) && !location.startsWith('/')) return location
    answer = location === null ? await fillIn(await answer.text()) : await ask(location)
  }
  throw new Error('The provider does not lead back')

  async function ask(to: string, fields?: Record<string, string>): Promise<Response> {
    const cookie = [...cookies].map(pair => pair.join('=')).join('; ')
    const body = fields && new URLSearchParams(fields)
    const sent = await fetch(new URL(to, issuer), {
      method: body ? 'POST' : 'GET',
      headers: { cookie },
      redirect: 'manual',
      ...(body && { body }),
    })
    for (const line of sent.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      cookies.set(name, value)
    }
    return sent
  }

  async function fillIn(html: string): Promise<Response> {
    const [, action = ''] = /action="([^"]+)"/.exec(html) ?? []
    const [, prompt = ''] = /name="prompt" value="([^"]+)"/.exec(html) ?? []
    if (account === 'nobody') return ask(`${action}/abort`)
    return ask(action, { prompt, login: account, password: 'any' })
  }
}
