import { timeZone } from './domain/calendar.ts'
import type { Language } from './domain/codes.ts'

/** Days, moments and numbers in words, per language. What is missing throws instead of reading "undefined". */

const locales = { sv: 'sv-SE', en: 'en-GB' } as const

const dayFormats = formats(locale => new Intl.DateTimeFormat(locale, { day: 'numeric' }))
const monthFormats = formats(locale => new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long' }))
const dateFormats = formats(
  locale => new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric' }),
)
const timeFormats = formats(
  locale => new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', timeZone }),
)
const numberFormats = formats(locale => new Intl.NumberFormat(locale))
const percentFormats = formats(
  locale => new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }),
)

/** "3 mars 2026", "3 March 2026". */
export function date(language: Language, day: Temporal.PlainDate): string {
  return dateFormats[language].format(present(day))
}

/** "3 mars–27 maj 2026", "3–27 maj 2026", "3 december 2025–27 maj 2026"; one day alone where both are the same. */
export function period(language: Language, from: Temporal.PlainDate, to: Temporal.PlainDate): string {
  const end = date(language, to)
  if (present(from).equals(to)) return end
  if (from.year !== to.year) return `${date(language, from)}–${end}`
  const start = from.month === to.month ? dayFormats[language] : monthFormats[language]
  return `${start.format(from)}–${end}`
}

/** "3 mars 2026 kl. 09:05", "3 March 2026, 09:05", as clocks in Sweden show it. */
export function moment(language: Language, instant: Temporal.Instant): string {
  const day = date(language, present(instant).toZonedDateTimeISO(timeZone).toPlainDate())
  const time = timeFormats[language].format(instant)
  return language === 'sv' ? `${day} kl. ${time}` : `${day}, ${time}`
}

/** "2 638" with a non-breaking space, "2,638". */
export function number(language: Language, value: number): string {
  return numberFormats[language].format(present(value))
}

/** A share from 0 to 1: "72,6 %" with a non-breaking space, "72.6%". */
export function percent(language: Language, share: number): string {
  return percentFormats[language].format(present(share))
}

function formats<Format>(create: (locale: string) => Format): Record<Language, Format> {
  return { sv: create(locales.sv), en: create(locales.en) }
}

function present<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('A template was given no value to format')
  return value
}
