import { createHmac, randomInt } from 'node:crypto'
import type { LinkKeys } from './link.ts'

/**
 * What a participant types at /s in place of a link: eight characters, of which none is a vowel, so that no word comes of
 * them, and none looks like another. 23 to the power of 8 codes are 36 bits: too many to be guessed where tries are limited.
 */
const alphabet = '0123456789CFHJKMNPRTVWX'
const length = 8

/** How what looks alike is read. */
const lookAlikes: Readonly<Record<string, string>> = {
  O: '0',
  Q: '0',
  D: '0',
  I: '1',
  L: '1',
  Z: '2',
  S: '5',
  G: '6',
  B: '8',
  U: 'V',
}

/** A paper that was left behind opens nothing for long. */
export const shortCodeDays = 30

/** A new code, as it is read: without the hyphen in its middle. */
export function newShortCode(): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('')
}

/** "2F4K7M9P" as it is shown: "2F4K-7M9P". */
export function shownShortCode(code: string): string {
  return `${code.slice(0, length / 2)}-${code.slice(length / 2)}`
}

/** The code that somebody typed, with or without hyphen and blanks, in small letters, O for 0; undefined for what is none. */
export function readShortCode(typed: string): string | undefined {
  const letters = typed
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[\s\p{Cc}\p{Cf}\p{Pd}\p{Po}_\u2212]/gu, '')
  const read = [...letters].map(letter => lookAlikes[letter] ?? letter)
  const isCode = read.length === length && read.every(letter => alphabet.includes(letter))
  return isCode ? read.join('') : undefined
}

/** Under which a code is kept: whoever has the database and not the key can't try which code it is. */
export function shortCodeDigest(key: Buffer, code: string): string {
  return createHmac('sha256', key).update(code).digest('base64url')
}

/** The digests by all keys, so that a code that an earlier key made opens, too. */
export function shortCodeDigests(keys: LinkKeys, code: string): string[] {
  return keys.map(key => shortCodeDigest(key, code))
}
