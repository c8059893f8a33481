import Organisationsnummer from 'organisationsnummer'
import { isoDay } from './iso-day.ts'
import { oneLine } from './one-line.ts'

/** How single cells of an import are read. Each gives undefined for a text that it cannot read. */

/**
 * A day as 2011-09-28, 20110928, an ISO day with midnight after it, or the serial number that a spreadsheet shows when the
 * cell has lost its date format (days since 1899-12-30). Years outside 1950..2099 are no dates of a placement.
 */
export function dayOf(text: string): Temporal.PlainDate | undefined {
  const day = /^\d{5}$/.test(text) ? dayOfSerial(Number(text)) : isoDay(text.replace(midnight, ''))
  return day && day.year >= 1950 && day.year <= 2099 ? day : undefined
}

/** The code for a Swedish word of the case system, in any case and spacing. */
export function codeOf<Code extends string>(
  words: Readonly<Record<string, Code>>,
  text: string,
): Code | undefined {
  const word = oneLine(text).toLowerCase()
  return Object.hasOwn(words, word) ? words[word] : undefined
}

/** The ten digits of an organisation number (lag (1974:174) 1 §) whose check digit is right; a leading 16 is dropped. */
export function organisationNumberOf(text: string): string | undefined {
  const digits = text.replaceAll(/[\s\p{Pd}]/gu, '')
  const isNumber = /^(\d\d)?\d{10}$/.test(digits) && Organisationsnummer.valid(digits)
  return isNumber ? digits.slice(-10) : undefined
}

/** A year of birth of four digits, from 1900 to 2099. */
export function birthYearOf(text: string): number | undefined {
  return /^(19|20)\d\d$/.test(text) ? Number(text) : undefined
}

const midnight = /[T ]00:00(?::00(?:\.0+)?)?Z?$/

function dayOfSerial(serial: number): Temporal.PlainDate {
  return Temporal.PlainDate.from('1899-12-30').add({ days: serial })
}
