/** Addresses in running text. */

/** Bounded, so that no text takes long: a local part has 64 characters at most, a domain 255 (RFC 5321). */
const address = /[^\s<>()[\]{}"',;:|@\\]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,253}[A-Za-z0-9])?/g

/** Every address in a text, in order, each once whatever its case. */
export function addressesIn(text: string): string[] {
  const found = new Map<string, string>()
  for (const [match] of text.matchAll(address)) {
    const bare = match.replace(/^(mailto:|rfc822;)+/i, '')
    if (!found.has(bare.toLowerCase())) found.set(bare.toLowerCase(), bare)
  }
  return [...found.values()]
}

/** The address in a field such as `rfc822;somebody@example.com` or `<somebody@example.com>`; null for none. */
export function addressIn(value: string | undefined): string | null {
  return (value === undefined ? undefined : addressesIn(value)[0]) ?? null
}

/** Whether two addresses are the same to whoever compares no case. */
export function isSameAddress(one: string | null, other: string | null): boolean {
  return one?.toLowerCase() === other?.toLowerCase()
}

/** The address of a machine, which nobody has written to. */
export function isOfMachine(text: string): boolean {
  return /^(mailer-?daemon|postmaster|poostmaster|post_master|mail-?daemon|no-?reply|abuse|root|mdaemon|bounces?)(@|$)/i.test(
    text,
  )
}
