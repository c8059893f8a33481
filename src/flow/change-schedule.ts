import { type Context, settingsRules } from '../context.ts'
import type { Queryable } from '../db/connect.ts'
import { addEvents } from '../db/events.ts'
import { findLetterSchedule, insertLetterSchedule } from '../db/letter-schedules.ts'
import { dayOf } from '../domain/calendar.ts'
import {
  isSameRules,
  type LetterRules,
  type RulesProblem,
  readRules,
  type TypedRules,
} from '../domain/schedule-rules.ts'

type Change = {
  /** As typed; `settings` goes back to the rules of the settings. */
  to: TypedRules | 'settings'
  /** The version that the administrator had before them: 0 for the settings. */
  basedOn: number
  staffId: string
  now: Temporal.Instant
}

export type ScheduleChange =
  | { outcome: 'changed' }
  /** The rules are those that count already. */
  | { outcome: 'unchanged' }
  | { outcome: 'invalid'; problems: RulesProblem[] }
  /** Somebody changed them meanwhile. */
  | { outcome: 'stale' }

/**
 * Changes when letters go out, as a new version; the earlier ones stay. Of two who change it at once, one does, and the
 * other is told. This instance goes by it at once, the others from their next tick (flow/run-due.ts).
 */
export async function changeSchedule(context: Context, change: Change): Promise<ScheduleChange> {
  const current = await findLetterSchedule(context.db)
  const rulesNow = current?.rules ?? settingsRules(context.config)
  const reading = readChange(context, change, rulesNow)
  if ('problems' in reading) return { outcome: 'invalid', problems: reading.problems }
  if (isSameRules(reading.rules, rulesNow)) return { outcome: 'unchanged' }
  const version = await context.db.transaction(tx => store(tx, reading.rules, change))
  if (version === undefined) return { outcome: 'stale' }
  context.schedule.follow(version, reading.rules)
  return { outcome: 'changed' }
}

function readChange({ config }: Context, { to, now }: Change, rulesNow: LetterRules) {
  if (to === 'settings') return { rules: settingsRules(config) }
  return readRules(to, { pauses: rulesNow.pauses, today: dayOf(now) })
}

async function store(
  tx: Queryable,
  rules: LetterRules,
  { basedOn, staffId, now }: Change,
): Promise<number | undefined> {
  const version = await insertLetterSchedule(tx, { basedOn, rules, staffId, now })
  if (version === undefined) return undefined
  await addEvents(tx, [{ at: now, actor: staffId, kind: 'schedule.changed', detail: { version } }])
  return version
}
