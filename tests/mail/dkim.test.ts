import { generateKeyPairSync } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { dkimVerify } from 'mailauth/lib/dkim/verify.js'
import pino from 'pino'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createSigner } from '../../src/mail/dkim.ts'
import type { Message } from '../../src/mail/message.ts'
import { createSmtpMailer } from '../../src/mail/smtp.ts'
import { temporaryFolder } from '../support/data-folder.ts'
import { reply, startSmtp } from '../support/smtp.ts'

const log = pino({ level: 'silent' })

const message: Message = {
  messageId: '<letter-1@kommunen.example>',
  from: { name: 'Åmåls "arbets"marknad, enheten', address: 'enkat@kommunen.example' },
  to: { name: 'Örjan Ås', address: 'orjan@bageriet.example' },
  replyTo: { name: 'Jobbtorg', address: 'jobbtorg@kommunen.example' },
  subject: `Gick det bra på Åhléns café? ${'ö'.repeat(60)}`,
  text: 'Hej å ä ö 🌻\n.\nslut   \n\n\n',
  html: '<p>Hej å ä ö 🌻</p>',
  references: ['<first@kommunen.example>'],
  autoSubmitted: 'auto-generated',
  language: 'sv',
  returnAddress: 'enkat+1@kommunen.example',
  list: { id: 'enkat.kommunen.example', unsubscribeUrl: 'https://enkat.kommunen.example/no-letters/1abc' },
}

async function keyFile(pem: string | Buffer): Promise<string> {
  const file = join(await temporaryFolder(), 'dkim.pem')
  await writeFile(file, pem)
  return file
}

const settings = (file: string) => ({
  DKIM_DOMAIN: 'kommunen.example',
  DKIM_SELECTOR: 'enkat',
  DKIM_KEY_FILE: file,
})

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = rsa.privateKey.export({ type: 'pkcs8', format: 'pem' })
const publicKey = rsa.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')

async function signedMailer(options: Parameters<typeof startSmtp>[0] = {}) {
  const server = await startSmtp(options)
  const sign = createSigner(settings(await keyFile(pem)))
  const mailer = createSmtpMailer(server.url, log, { sign })
  onTestFinished(async () => {
    await mailer.close()
    await server.stop()
  })
  return { server, mailer }
}

describe('a letter that is signed', () => {
  it.each(['orjan@bageriet.example', 'orjan@bågen.example', 'örjan@bågen.example'])(
    'verifies as it arrives at %s, with the headers of the one click among what is signed',
    async address => {
      const { server, mailer } = await signedMailer()
      const to = { ...message.to, address }
      expect(await mailer.send({ ...message, to })).toEqual({ outcome: 'accepted' })
      const resolver = async (name: string) => {
        if (name === 'enkat._domainkey.kommunen.example') return [[`v=DKIM1; k=rsa; p=${publicKey}`]]
        throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' })
      }
      const { results } = await dkimVerify(server.messages[0] ?? Buffer.alloc(0), { resolver })
      expect(results.map(({ status }) => status.result)).toEqual(['pass'])
      const signed = String(server.messages[0])
        .match(/\bh=([^;]+);/)?.[1]
        ?.toLowerCase()
        .replace(/\s+/g, '')
      for (const name of ['from', 'to', 'subject', 'list-unsubscribe', 'list-unsubscribe-post', 'list-id'])
        expect(signed?.split(':')).toContain(name)
    },
  )

  it('is still known not to have been taken, when the server refuses before the content', async () => {
    const { mailer } = await signedMailer({ onRcptTo: (_a, _s, done) => done(reply(450, 'later')) })
    expect(await mailer.send(message)).toMatchObject({ outcome: 'deferred' })
  })
})

describe('the key', () => {
  it('is not asked for where letters are signed elsewhere', () => {
    expect(
      createSigner({ DKIM_DOMAIN: undefined, DKIM_SELECTOR: undefined, DKIM_KEY_FILE: undefined }),
    ).toBeNull()
  })

  it.each([
    ['is missing', async () => join(await temporaryFolder(), 'none.pem')],
    ['is no key', () => keyFile('a secret')],
    ['is a public one', () => keyFile(rsa.publicKey.export({ type: 'spki', format: 'pem' }))],
    [
      'is of a kind that nodemailer can not sign with',
      () => keyFile(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' })),
    ],
  ])('that %s stops the start', async (_, make) => {
    const file = await make()
    expect(() => createSigner(settings(file))).toThrow(
      expect.objectContaining({ code: 'dkim_key', details: { file } }),
    )
  })
})
