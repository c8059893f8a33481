import type { Context } from '../context.ts'
import type { Queryable } from '../db/connect.ts'
import {
  countForMerge,
  lockEmployers,
  lockPlacementsOf,
  markMerged,
  movePlacements,
} from '../db/employer-merge.ts'
import { addEvents } from '../db/events.ts'
import { lockImports } from '../db/placements.ts'

export type Merging =
  | { outcome: 'merged'; placements: number; contacts: number }
  | { outcome: 'refused'; problem: 'itself' | 'not_found' | 'merged_itself' }
  /** Somebody has merged it in the meantime, into that one. */
  | { outcome: 'already_merged'; intoId: number }

type Request = { employerId: number; intoId: number; actor: string; now: Temporal.Instant }

/**
 * Makes an employer part of another: its placements count there, an import that names it means the other, and both can
 * be separated again (flow/separate-employers.ts). Of two merges at once one happens, and the other is told. No import
 * runs meanwhile: it would store placements under an employer that is just being merged.
 */
export async function mergeEmployers(context: Context, request: Request): Promise<Merging> {
  const { employerId, intoId } = request
  if (employerId === intoId) return { outcome: 'refused', problem: 'itself' }
  return context.db.transaction(async tx => {
    await lockImports(tx)
    const locked = await lockEmployers(tx, [employerId, intoId])
    const employer = locked.find(({ id }) => id === employerId)
    const into = locked.find(({ id }) => id === intoId)
    if (!employer || !into) return { outcome: 'refused', problem: 'not_found' }
    if (employer.mergedIntoId !== null) return { outcome: 'already_merged', intoId: employer.mergedIntoId }
    if (into.mergedIntoId !== null) return { outcome: 'refused', problem: 'merged_itself' }
    return merge(tx, request)
  })
}

async function merge(tx: Queryable, { employerId, intoId, actor, now }: Request): Promise<Merging> {
  await lockPlacementsOf(tx, { countedUnder: employerId })
  const { contacts } = await countForMerge(tx, employerId)
  const placements = await movePlacements(tx, employerId, intoId)
  await markMerged(tx, employerId, intoId)
  const detail = { into: intoId, placements, contacts }
  await addEvents(tx, [{ at: now, actor, kind: 'employer.merged', employerId, detail }])
  return { outcome: 'merged', placements, contacts }
}
