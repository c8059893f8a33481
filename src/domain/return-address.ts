import { createLink, idInLink, type LinkKeys, linkOpens } from './link.ts'

/**
 * The address that a letter's returns come to (VERP): `enkat+<link>@kommunen.example`, where the link is signed and names the
 * letter. Whoever has not seen the letter can't make one up.
 */
export function createReturnAddress(keys: LinkKeys, base: string, letterId: number): string {
  const at = base.lastIndexOf('@')
  return `${base.slice(0, at)}+${createLink(keys, linked(letterId))}${base.slice(at)}`
}

/** Whether an address is shaped like one of a letter, signed by us or not. */
export function namesLetter(address: string): boolean {
  return linkIn(address) !== undefined
}

/** The letter that a return address names; undefined where it names none, or is not signed by us. */
export function letterIdIn(keys: LinkKeys, address: string): number | undefined {
  const link = linkIn(address)
  const id = link === undefined ? undefined : idInLink(link)
  return link !== undefined && id !== undefined && linkOpens(keys, link, linked(id)) ? id : undefined
}

/** Mail servers may change the case of an address. */
function linkIn(address: string): string | undefined {
  const [, link] = /\+([0-9a-v]{27,37})@[^@]*$/.exec(address.toLowerCase()) ?? []
  return link
}

function linked(id: number) {
  return { id, linkNumber: 1 }
}
