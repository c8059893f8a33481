/** The instant at which a clock in Sweden shows that local time, such as '2026-03-02T09:00'. */
export function swedish(localTime: string): Temporal.Instant {
  return Temporal.PlainDateTime.from(localTime).toZonedDateTime('Europe/Stockholm').toInstant()
}
