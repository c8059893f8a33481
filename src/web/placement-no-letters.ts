import { placementsAsking } from '../db/surveys.ts'
import { refusalOf } from '../domain/placement-action.ts'
import { optOut, undoOptOut } from '../flow/opt-out.ts'
import type { ActionPage } from './placement-actions.ts'

/** The contact wants no more letters at all; or has asked for them again. */
export const noLettersPage: ActionPage = {
  name: 'no-letters',
  async view({ db, schedule, clock }, found) {
    const { contact, placement } = found
    const asking = await placementsAsking(db, [contact.id])
    const shown = { others: asking.filter(id => id !== placement.id).length }
    const refusal = refusalOf('no-letters', found, schedule, clock.now())
    return { ...shown, mode: refusal === null ? 'act' : 'undo' }
  },
  async act(context, attempt) {
    const done = await optOut(context, attempt)
    return done.outcome === 'done' ? { ...done, notice: 'no-letters' } : done
  },
  undo: undoOptOut,
}
