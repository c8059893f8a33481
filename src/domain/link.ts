import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'

/**
 * The secret part of a survey's address (rule 5): derived from the survey's id, its link number and a key, so that
 * the database alone yields no usable link, a retry sends the same link, raising the number revokes it, and a new
 * first key signs from then on while the old ones still verify. The link of a published report is made the same way with
 * other keys, so that neither ever opens the other.
 *
 * A link is the id in base 32 followed by 26 characters of base 32: 128 bits of HMAC-SHA256.
 */
export type LinkKeys = readonly [Buffer, ...Buffer[]]

/** What links lead to, and what is signed in the same way; each has keys of its own. */
export type LinkPurpose =
  | 'survey links'
  | 'report links'
  | 'short codes'
  | 'return addresses'
  | 'unsubscribe links'

type Linked = { id: number; linkNumber: number }

const macLength = 26

/** Derives the keys for links from the configured secrets (HKDF, RFC 5869). */
export function linkKeysFrom(secrets: readonly [string, ...string[]], purpose: LinkPurpose): LinkKeys {
  const derive = (secret: string) => Buffer.from(hkdfSync('sha256', secret, '', purpose, 32))
  const [first, ...others] = secrets
  return [derive(first), ...others.map(derive)]
}

/** The last part of the address of what is linked to, signed with the first key. */
export function createLink(keys: LinkKeys, linked: Linked): string {
  return linked.id.toString(32) + mac(keys[0], linked)
}

/** What a link speaks of, not yet verified; undefined when it can't be a link at all. */
export function idInLink(link: string): number | undefined {
  if (!/^[0-9a-v]{27,37}$/.test(link)) return undefined
  const id = Number.parseInt(link.slice(0, -macLength), 32)
  return Number.isSafeInteger(id) && id > 0 ? id : undefined
}

/** Whether one of the keys made this link for that id with its current link number. */
export function linkOpens(keys: LinkKeys, link: string, linked: Linked): boolean {
  const given = Buffer.from(link)
  return keys.some(key => {
    const expected = Buffer.from(linked.id.toString(32) + mac(key, linked))
    return given.length === expected.length && timingSafeEqual(given, expected)
  })
}

/** The link of a published report, the same for all of its versions. It is never revoked: what is published stays so. */
export function createReportLink(reportKeys: LinkKeys, reportId: number): string {
  return createLink(reportKeys, { id: reportId, linkNumber: 1 })
}

/** The report that a link opens; undefined where it opens none. */
export function reportIdIn(reportKeys: LinkKeys, link: string): number | undefined {
  const id = idInLink(link)
  return id !== undefined && linkOpens(reportKeys, link, { id, linkNumber: 1 }) ? id : undefined
}

function mac(key: Buffer, { id, linkNumber }: Linked): string {
  const digest = createHmac('sha256', key).update(`${id}:${linkNumber}`).digest()
  return BigInt(`0x${digest.subarray(0, 16).toString('hex')}`)
    .toString(32)
    .padStart(macLength, '0')
}
