/** A day as 2011-09-28 or 20110928; undefined for any other text. There is no year 0, in life and in databases. */
export function isoDay(text: string): Temporal.PlainDate | undefined {
  const [, year, , month, day] = shape.exec(text) ?? []
  if (year === undefined) return undefined
  try {
    // The constructor refuses a 30 February, and is many times faster than Temporal.PlainDate.from().
    return new Temporal.PlainDate(Number(year), Number(month), Number(day))
  } catch {
    return undefined
  }
}

const shape = /^(?!0000)(\d{4})(-?)(\d\d)\2(\d\d)$/
