import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'

/**
 * The secret part of a survey's address (rule 5): derived from the survey's id, its link number and a key, so that
 * the database alone yields no usable link, a retry sends the same link, raising the number revokes it, and a new
 * first key signs from then on while the old ones still verify.
 *
 * A link is the id in base 32 followed by 26 characters of base 32: 128 bits of HMAC-SHA256.
 */
export type LinkKeys = readonly [Buffer, ...Buffer[]]

type Linked = { id: number; linkNumber: number }

const macLength = 26

/** Derives the keys for links from the configured secrets (HKDF, RFC 5869). */
export function linkKeysFrom(secrets: readonly [string, ...string[]]): LinkKeys {
  const derive = (secret: string) => Buffer.from(hkdfSync('sha256', secret, '', 'survey links', 32))
  const [first, ...others] = secrets
  return [derive(first), ...others.map(derive)]
}

/** The last part of the address of a survey, signed with the first key. */
export function createLink(keys: LinkKeys, survey: Linked): string {
  return survey.id.toString(32) + mac(keys[0], survey)
}

/** The survey that a link speaks of, not yet verified; undefined when it can't be a link at all. */
export function surveyIdIn(link: string): number | undefined {
  if (!/^[0-9a-v]{27,37}$/.test(link)) return undefined
  const id = Number.parseInt(link.slice(0, -macLength), 32)
  return Number.isSafeInteger(id) && id > 0 ? id : undefined
}

/** Whether one of the keys made this link for the survey with its current link number. */
export function linkOpens(keys: LinkKeys, link: string, survey: Linked): boolean {
  const given = Buffer.from(link)
  return keys.some(key => {
    const expected = Buffer.from(survey.id.toString(32) + mac(key, survey))
    return given.length === expected.length && timingSafeEqual(given, expected)
  })
}

function mac(key: Buffer, { id, linkNumber }: Linked): string {
  const digest = createHmac('sha256', key).update(`${id}:${linkNumber}`).digest()
  return BigInt(`0x${digest.subarray(0, 16).toString('hex')}`)
    .toString(32)
    .padStart(macLength, '0')
}
