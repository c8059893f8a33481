/**
 * Whether a text is one e-mail address that a letter can be sent to. Stricter than RFC 5322: no quoted local part, no
 * comment, no display name, no white space or control character (which would forge headers), a domain with a dot.
 * Letters such as å ä ö are allowed on both sides (RFC 6531). At most 254 characters (RFC 5321 4.5.3.1.3).
 */
export function isEmailAddress(text: string): boolean {
  const [local = '', domain = '', ...rest] = text.split('@')
  const fits = text.length <= 254 && local.length <= 64 && rest.length === 0
  return fits && localPart.test(local) && domainName.test(domain)
}

/** Whether a name such as `åsa` stands before the @: only a mail server with SMTPUTF8 (RFC 6531) can send that. */
export function needsUtf8(address: string): boolean {
  return /[^\0-\x7f]/.test(address.slice(0, address.lastIndexOf('@')))
}

const localPart = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u

const domainName =
  /^([\p{L}\p{N}]([\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?\.)+[\p{L}][\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}]$/u
