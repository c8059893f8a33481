import { createPrivateKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Readable } from 'node:stream'
import DKIM from 'nodemailer/lib/dkim'
import type { Config } from '../config.ts'
import { ExpectedError } from '../domain/errors.ts'

/** Signs a message as it goes over the wire (RFC 6376). */
export type Signer = (content: Readable) => Readable

/** What is signed. RFC 8058 wants both headers of the one click to be. */
const headerFieldNames = [
  'From',
  'Reply-To',
  'To',
  'Subject',
  'Date',
  'Message-ID',
  'In-Reply-To',
  'References',
  'MIME-Version',
  'Content-Type',
  'Content-Transfer-Encoding',
  'Auto-Submitted',
  'List-Id',
  'List-Unsubscribe',
  'List-Unsubscribe-Post',
].join(':')

type Settings = Pick<Config, 'DKIM_DOMAIN' | 'DKIM_SELECTOR' | 'DKIM_KEY_FILE'>

/**
 * The signer by the settings, or null where letters are signed elsewhere.
 * @throws ExpectedError dkim_key
 */
export function createSigner({ DKIM_DOMAIN, DKIM_SELECTOR, DKIM_KEY_FILE }: Settings): Signer | null {
  if (!DKIM_DOMAIN || !DKIM_SELECTOR || !DKIM_KEY_FILE) return null
  const privateKey = readKey(DKIM_KEY_FILE)
  const dkim = new DKIM({
    domainName: DKIM_DOMAIN,
    keySelector: DKIM_SELECTOR,
    privateKey,
    headerFieldNames,
  })
  return content => dkim.sign(content)
}

/** RSA, for nodemailer signs with nothing else. */
function readKey(file: string): string {
  try {
    const pem = readFileSync(file, 'utf8')
    if (createPrivateKey(pem).asymmetricKeyType === 'rsa') return pem
    throw new Error('not an RSA key')
  } catch (error) {
    throw new ExpectedError('dkim_key', { file }, { cause: error })
  }
}
