import type { Pause } from './calendar.ts'
import { isSamePause, type LetterRules, type TypedRules, typedRules } from './schedule-rules.ts'

/** What one version of the rules changed in the one before it. */
export type RulesChanges = {
  fields: { field: Exclude<keyof TypedRules, 'pauses'>; before: string; after: string }[]
  added: Pause[]
  removed: Pause[]
}

/** Compares two versions, field by field and pause by pause. */
export function changesBetween(before: LetterRules, after: LetterRules): RulesChanges {
  const [{ pauses: _, ...old }, { pauses: __, ...now }] = [typedRules(before), typedRules(after)]
  const names = Object.keys(old) as (keyof typeof old)[]
  const missingIn = (pauses: readonly Pause[]) => (pause: Pause) =>
    !pauses.some(other => isSamePause(other, pause))
  return {
    fields: names
      .filter(field => old[field] !== now[field])
      .map(field => ({ field, before: old[field], after: now[field] })),
    added: after.pauses.filter(missingIn(before.pauses)),
    removed: before.pauses.filter(missingIn(after.pauses)),
  }
}
