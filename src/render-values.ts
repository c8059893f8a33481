import { dayOf, timeZone } from './domain/calendar.ts'
import { type FormLanguage, formLanguages, type Language } from './domain/codes.ts'

/** Days, moments and numbers in words, per language. What is missing throws instead of reading "undefined". */

/** Everywhere the calendar and the digits of Swedish letters, since the days are compared with those. */
const locales: Readonly<Record<FormLanguage, string>> = {
  sv: 'sv-SE',
  'sv-simple': 'sv-SE',
  en: 'en-GB',
  ar: 'ar-u-ca-gregory-nu-latn',
  so: 'so-u-ca-gregory-nu-latn',
  ti: 'ti-u-ca-gregory-nu-latn',
  prs: 'fa-AF-u-ca-gregory-nu-latn',
  uk: 'uk-UA',
}

const weekdayFormats = formats(locale => new Intl.DateTimeFormat(locale, { weekday: 'long' }))
const decimalFormats = formats(locale => new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }))
const signedFormats = formats(
  locale =>
    new Intl.NumberFormat(locale, {
      minimumFractionDigits: 1,
      maximumFractionDigits: 1,
      signDisplay: 'exceptZero',
    }),
)
const listFormats = formats(locale => new Intl.ListFormat(locale))

/**
 * January first, as they read beside a day: in Ukrainian in another case than alone. A letter holds several days, and
 * formatting one through Intl costs more than the rest of it.
 */
const monthNames = formats(locale => {
  const format = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long' })
  return Array.from({ length: 12 }, (_, index) => {
    const parts = format.formatToParts(new Temporal.PlainMonthDay(index + 1, 1, 'gregory'))
    return present(parts.find(({ type }) => type === 'month')?.value)
  })
})
const numberFormats = formats(locale => new Intl.NumberFormat(locale))
const percentFormats = formats(
  locale =>
    new Intl.NumberFormat(locale, {
      style: 'percent',
      minimumFractionDigits: 1,
      maximumFractionDigits: 1,
    }),
)
const wholePercentFormats = formats(locale => new Intl.NumberFormat(locale, { style: 'percent' }))

/** "3 mars 2026", "3 March 2026". */
export function date(language: FormLanguage, day: Temporal.PlainDate): string {
  return `${dayAndMonth(language, day)} ${day.year}`
}

/** "tisdag 3 mars 2026", "Tuesday 3 March 2026". */
export function longDate(language: FormLanguage, day: Temporal.PlainDate): string {
  return `${weekdayFormats[language].format(present(day))} ${date(language, day)}`
}

/** "3 mars" in the year of `today`, "3 mars 2027" in another: for lists, where days near today stand close. */
export function dateNear(language: Language, day: Temporal.PlainDate, today: Temporal.PlainDate): string {
  return day.year === today.year ? dayAndMonth(language, day) : date(language, day)
}

/** "3 mars–27 maj 2026", "3–27 maj 2026", "3 december 2025–27 maj 2026"; one day alone where both are the same. */
export function period(language: FormLanguage, from: Temporal.PlainDate, to: Temporal.PlainDate): string {
  const end = date(language, to)
  if (present(from).equals(to)) return end
  if (from.year !== to.year) return `${date(language, from)}–${end}`
  return `${from.month === to.month ? from.day : dayAndMonth(language, from)}–${end}`
}

/** "09:05", as clocks in Sweden show it. */
export function time(instant: Temporal.Instant): string {
  return present(instant).toZonedDateTimeISO(timeZone).toPlainTime().toString({ smallestUnit: 'minute' })
}

/** "3 mars 2026 kl. 09:05", "3 March 2026, 09:05", as clocks in Sweden show it. */
export function moment(language: FormLanguage, instant: Temporal.Instant): string {
  const day = date(language, dayOf(present(instant)))
  return `${day}${beforeTime[language]}${time(instant)}`
}

const beforeTime: Readonly<Record<FormLanguage, string>> = {
  sv: ' kl. ',
  'sv-simple': ' kl. ',
  en: ', ',
  ar: '، ',
  so: ', ',
  ti: '፣ ',
  prs: '، ',
  uk: ', ',
}

/** "oktober 2026", "October 2026". */
export function monthName(language: Language, month: Temporal.PlainYearMonth): string {
  return `${monthNames[language][month.month - 1]} ${month.year}`
}

/** "2 638" with a non-breaking space, "2,638". */
export function number(language: FormLanguage, value: number): string {
  return numberFormats[language].format(present(value))
}

/** A share from 0 to 1: "72,6 %" with a non-breaking space, "72.6%". */
export function percent(language: FormLanguage, share: number): string {
  return percentFormats[language].format(present(share))
}

/** The same share where there is little room: "73 %", "73%". */
export function wholePercent(language: Language, share: number): string {
  return wholePercentFormats[language].format(present(share))
}

/** "2", or with its sign "+2,4", "−2,4": percentage points. */
export function decimal(language: Language, value: number, { signed } = { signed: false }): string {
  return (signed ? signedFormats : decimalFormats)[language].format(present(value))
}

/** "5, 12 och 15", "5, 12 and 15". */
export function list(language: Language, parts: readonly string[]): string {
  return listFormats[language].format(parts)
}

function dayAndMonth(language: FormLanguage, day: Temporal.PlainDate): string {
  return `${present(day).day} ${monthNames[language][day.month - 1]}`
}

function formats<Format>(create: (locale: string) => Format): Record<FormLanguage, Format> {
  const made = formLanguages.map(language => [language, create(locales[language])])
  return Object.fromEntries(made)
}

function present<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('A template was given no value to format')
  return value
}
