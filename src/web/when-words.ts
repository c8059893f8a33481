import { dayOf } from '../domain/calendar.ts'
import type { Words } from '../render.ts'
import { longDate, time } from '../render-values.ts'

const near: Readonly<Record<number, string>> = { [-1]: 'yesterday', 0: 'today', 1: 'tomorrow' }

/** "i dag kl. 09:02", "i går kl. 16:00", "måndag 2 mars 2026 kl. 09:00". */
export function whenWords({ language, t }: Words, at: Temporal.Instant, now: Temporal.Instant): string {
  const day = dayOf(at)
  const name = near[dayOf(now).until(day, { largestUnit: 'day' }).days]
  if (name) return t(language, `letterFlow.when.${name}`, { time: time(at) })
  return t(language, 'letterFlow.when.other', { day: longDate(language, day), time: time(at) })
}
