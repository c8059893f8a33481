/** How long the queue rests before one letter tries the mail server again, in minutes; the last one repeats. */
const restMinutes = [1, 2, 5, 10, 15]

/** When one letter tries again, after so many that were not let in. */
export function probeAt(attempts: number, now: Temporal.Instant): Temporal.Instant {
  return now.add({ minutes: restMinutes[Math.min(attempts, restMinutes.length) - 1] ?? 0 })
}
