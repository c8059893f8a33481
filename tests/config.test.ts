import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { describe, expect, it } from 'vitest'
import { parseConfig, settingNames } from '../src/config.ts'
import { languages } from '../src/domain/codes.ts'
import { createRenderer } from '../src/render.ts'

const { t } = createRenderer()

describe('.env.example', () => {
  const text = readFileSync(new URL('../.env.example', import.meta.url), 'utf8')

  it('lists every setting, in order, and nothing else', () => {
    expect([...text.matchAll(/^(\w+)=/gm)].map(([, name]) => name)).toEqual(settingNames)
  })

  it('gives each its default', () => {
    expect(parseConfig(parseEnv(text))).toEqual(parseConfig({}))
  })
})

describe('settings', () => {
  it('has defaults for everything', () => {
    expect(parseConfig({})).toMatchObject({
      config: { PORT: 3000, REMINDER_WORKING_DAYS: [5, 12], SECRET_KEYS: [] },
    })
  })

  it('takes a blank value as not set', () => {
    expect(parseConfig({ DATABASE_URL: ' ', PORT: '' })).toEqual(parseConfig({}))
  })

  it.each([
    ['PORT', '99999'],
    ['PORT', 'http'],
    ['BASE_URL', 'enkat.example.se'],
    ['DATABASE_URL', 'mysql://localhost/x'],
    ['SMTP_URL', 'mail.example.se'],
    ['MAIL_FROM', 'not an address'],
    ['SECRET_KEYS', 'short'],
    ['LETTERS_FROM', '9'],
    ['REMINDER_WORKING_DAYS', '12,5'],
    ['REMINDER_WORKING_DAYS', 'five'],
    ['CLOSES_AFTER_DAYS', '0'],
    ['PAUSES', '2026-07-31..2026-07-06'],
    ['PAUSES', '2026-02-30..2026-03-01'],
    ['LOG_LEVEL', 'loud'],
    ['ROLE', 'both'],
    ['LETTERS_PER_MINUTE', '0'],
    ['LETTERS_PER_MINUTE_TO_DOMAIN', 'many'],
    ['RETURN_ADDRESS', 'retur'],
    ['IMAP_URL', 'imap.example.se'],
    ['METRICS_TOKEN', 'short'],
  ])('refuses %s=%s and names the setting', (key, value) => {
    expect(parseConfig({ [key]: value })).toEqual({ faults: [key] })
  })

  it.each(languages)('says in "%s" what each setting must be that can be refused', language => {
    const refused = settingNames.filter(name => 'faults' in parseConfig({ [name]: '?' }))
    expect(refused).toHaveLength(33)
    for (const name of refused) expect(t(language, `setting.${name}`)).not.toBe('')
  })

  it('tells every fault at once', () => {
    const parsed = parseConfig({ PORT: 'x', SMTP_URL: 'y', PAUSES: 'z' })
    expect(parsed).toEqual({ faults: ['PORT', 'SMTP_URL', 'PAUSES'] })
  })

  const provider = {
    OIDC_ISSUER: 'https://login.example.se',
    OIDC_CLIENT_ID: 'survey',
    OIDC_CLIENT_SECRET: 'a secret',
    OIDC_NAME: 'Log in',
  }

  it('takes the four of a provider together', () => {
    expect(parseConfig(provider)).toMatchObject({ config: provider })
  })

  it.each(Object.keys(provider))('names %s where it alone is missing of the provider', name => {
    expect(parseConfig({ ...provider, [name]: '' })).toEqual({ faults: [name] })
  })

  it('names a faulty one of the provider once, among the others', () => {
    const parsed = parseConfig({ PORT: 'x', OIDC_ISSUER: 'login.example.se', OIDC_NAME: 'Log in' })
    expect(parsed).toEqual({ faults: ['PORT', 'OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'] })
  })

  const signing = { DKIM_DOMAIN: 'kommunen.example', DKIM_SELECTOR: 'enkat', DKIM_KEY_FILE: 'dkim.pem' }

  it('takes the three of a signature together', () => {
    expect(parseConfig(signing)).toMatchObject({ config: signing })
  })

  it.each(Object.keys(signing))('names %s where it alone is missing of the signature', name => {
    expect(parseConfig({ ...signing, [name]: '' })).toEqual({ faults: [name] })
  })

  const named = (length: number) => `${'r'.repeat(length)}@kommunen.example`

  it.each([
    [{ MAIL_FROM: named(26) }, []],
    [{ MAIL_FROM: named(27) }, ['MAIL_FROM']],
    [{ MAIL_FROM: named(27), RETURN_ADDRESS: named(26) }, []],
    [{ RETURN_ADDRESS: named(27) }, ['RETURN_ADDRESS']],
  ])('with %j the faults are %j, as a return address holds a link before the @', (settings, faults) => {
    const parsed = parseConfig(settings)
    expect('faults' in parsed ? parsed.faults : []).toEqual(faults)
  })

  it('takes a limit, or none', () => {
    const settings = { LETTERS_PER_MINUTE: 'none', LETTERS_PER_MINUTE_TO_DOMAIN: '20' }
    const limits = { LETTERS_PER_MINUTE: null, LETTERS_PER_MINUTE_TO_DOMAIN: 20 }
    expect(parseConfig(settings)).toMatchObject({ config: limits })
  })

  it('reads lists and periods', () => {
    const parsed = parseConfig({
      REMINDER_WORKING_DAYS: '3, 6, 9',
      PAUSES: '2026-07-06..2026-07-31, 2026-12-21..2026-12-31',
    })
    if ('faults' in parsed) throw new Error('refused')
    expect(parsed.config.REMINDER_WORKING_DAYS).toEqual([3, 6, 9])
    expect(parsed.config.PAUSES.map(({ from, to }) => `${from} ${to}`)).toEqual([
      '2026-07-06 2026-07-31',
      '2026-12-21 2026-12-31',
    ])
  })
})
