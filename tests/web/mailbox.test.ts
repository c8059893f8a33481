import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import request from 'supertest'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLocalMailbox, listMailbox } from '../../src/mail/local-mailbox.ts'
import { createRenderer } from '../../src/render.ts'
import { createMailboxApp } from '../../src/web/mailbox.ts'

const renderer = createRenderer()
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mailbox-'))
})

afterEach(() => rm(folder, { recursive: true }))

const open = (path: string, language = 'sv') =>
  request(createMailboxApp(renderer, folder)).get(path).set('Accept-Language', language)

/** Puts a letter there and gives its address on the pages. */
async function letterWith(
  subject: string,
  html = '<html><head></head><body>Hej</body></html>',
): Promise<string> {
  const address = { name: 'Åsa "A" <b>', address: 'asa@bageriet.example' }
  await createLocalMailbox(folder).send({
    messageId: '<letter-1@kommunen.example>',
    from: address,
    to: address,
    subject,
    text: 'Text <b> & å\n',
    html,
    references: [],
    autoSubmitted: 'auto-generated',
    language: 'sv',
  })
  const { entries } = await listMailbox(folder, { offset: 0, limit: 1 })
  return `/letters/${entries[0]?.name}`
}

describe('the list', () => {
  it.each([
    ['sv', 'Inga brev ännu'],
    ['en-GB', 'No letters yet'],
    ['de', 'Inga brev ännu'],
  ])('is friendly while it is empty, for %s', async (language, words) => {
    const response = await open('/', language)
    expect(response.status).toBe(200)
    expect(response.text).toContain(words)
  })

  it('links each letter and escapes what stands in it', async () => {
    const path = await letterWith('<script>alert(1)</script>')
    const { text } = await open('/')
    expect(text).toContain(`href="${path}"`)
    expect(text).not.toContain('<script')
    expect(text).toContain('asa@bageriet.example')
  })

  it('has pages of fifty', async () => {
    const { send } = createLocalMailbox(folder)
    const message = {
      messageId: '<letter-1@kommunen.example>',
      from: { name: '', address: 'enkat@kommunen.example' },
      to: { name: '', address: 'asa@bageriet.example' },
      subject: 'Ämne',
      text: '',
      html: '',
      references: [],
      autoSubmitted: 'auto-generated' as const,
      language: 'sv' as const,
    }
    for (let number = 0; number < 51; number += 1) await send(message)
    const [first, second, odd] = await Promise.all([open('/'), open('/?page=2'), open('/?page=-1')])
    expect(first.text.match(/href="\/letters/g)).toHaveLength(50)
    expect(first.text).toContain('href="/?page=2"')
    expect(second.text.match(/href="\/letters/g)).toHaveLength(1)
    expect(second.text).toContain('href="/?page=1"')
    expect(odd.text.match(/href="\/letters/g)).toHaveLength(50)
  })
})

describe('a letter', () => {
  it('is shown as text and in a frame that runs nothing', async () => {
    const { text } = await open(await letterWith('Ämne'))
    expect(text).toContain('<h1>Ämne</h1>')
    expect(text).toContain('Text &lt;b&gt; &amp; å')
    expect(text).toMatch(/<iframe [^>]*sandbox="allow-top-navigation-by-user-activation allow-popups [^"]*"/)
    expect(text).not.toMatch(/allow-scripts|allow-same-origin|<script/)
  })

  it('has an HTML version under a policy that runs and loads nothing, with links that open beside it', async () => {
    const response = await open(`${await letterWith('Ämne')}/html`)
    expect(response.text).toContain('<base target="_blank">')
    expect(response.headers['content-security-policy']).toMatch(/^sandbox allow-top.*default-src 'none'/)
    expect(response.headers['content-security-policy']).not.toContain('allow-scripts')
  })

  it.each(['/letters/none.eml', '/letters/..%2f..%2fpackage.json', '/letters/none.eml/html', '/nothing'])(
    'that does not exist is told kindly: %s',
    async path => {
      const response = await open(path)
      expect(response.status).toBe(404)
      expect(response.text).toContain('Brevet finns inte')
    },
  )
})

describe('every page', () => {
  it('keeps scripts, frames, caches and referrers away', async () => {
    const { headers } = await open('/')
    expect(headers['content-security-policy']).toContain("default-src 'none'")
    expect(headers['cache-control']).toBe('no-store')
    expect(headers['referrer-policy']).toBe('no-referrer')
    expect(headers['set-cookie']).toBeUndefined()
  })

  it.each([
    ['localhost:3001', 200],
    ['127.0.0.1', 200],
    ['[::1]:3001', 200],
    ['attacker.example', 403],
    ['localhost.attacker.example:3001', 403],
  ])('for the host name %s answers %i', async (host, status) => {
    expect((await open('/').set('Host', host)).status).toBe(status)
  })

  it('finds its stylesheet', async () => {
    const { text } = await open('/')
    const href = /rel="stylesheet" href="([^"]+)"/.exec(text)?.[1] ?? ''
    expect((await open(href)).status).toBe(200)
  })
})
