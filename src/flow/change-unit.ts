import type { Context } from '../context.ts'
import type { Queryable } from '../db/connect.ts'
import { addEvents } from '../db/events.ts'
import { lockUnit, type Unit, updateUnit } from '../db/units.ts'
import {
  detailsText,
  isSameUnit,
  readUnit,
  type TypedUnit,
  type UnitDetails,
  type UnitProblem,
} from '../domain/unit.ts'

type Change = {
  unitId: number
  to: TypedUnit
  /** The details that the administrator had before them, as domain/unit.ts writes them in one text. */
  basedOn: string
  staffId: string
  now: Temporal.Instant
}

export type UnitChange =
  | { outcome: 'changed' }
  /** The details are those that are stored already. */
  | { outcome: 'unchanged' }
  | { outcome: 'invalid'; problems: UnitProblem[] }
  /** Somebody changed them meanwhile; `unit` is how it stands now. */
  | { outcome: 'stale'; unit: Unit }
  | { outcome: 'missing' }

/** Changes how a unit writes to employers. Of two who change it at once, one does, and the other is told. */
export async function changeUnit(context: Context, change: Change): Promise<UnitChange> {
  const reading = readUnit(change.to)
  if ('problems' in reading) return { outcome: 'invalid', problems: reading.problems }
  return context.db.transaction(tx => store(tx, reading.details, change))
}

async function store(
  tx: Queryable,
  details: UnitDetails,
  { unitId, basedOn, staffId, now }: Change,
): Promise<UnitChange> {
  const unit = await lockUnit(tx, unitId)
  if (!unit) return { outcome: 'missing' }
  if (isSameUnit(unit, details)) return { outcome: 'unchanged' }
  if (detailsText(unit) !== basedOn) return { outcome: 'stale', unit }
  await updateUnit(tx, unitId, details)
  await addEvents(tx, [{ at: now, actor: staffId, kind: 'unit.changed', detail: { unitId } }])
  return { outcome: 'changed' }
}
