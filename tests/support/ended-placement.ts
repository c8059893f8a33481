import type { Purpose, Sector, Sex } from '../../src/domain/codes.ts'
import type { Tally } from '../../src/domain/tally.ts'

/** An ended placement as plainly as it can be put, to be counted by loops that share nothing with the program's. */
export type EndedPlacement = {
  month: string
  sex: Sex
  purpose: Purpose
  unit: string
  district: string
  sector: Sector
  funding: string
  length: string
  end_reason: string
  host: number
  /** "yes.link", "unknown.asked", and so on. */
  standing: string
  /** Only of those who answered. */
  letter?: string
  days?: string
  form?: string
  hours?: string
  subsidised?: string
  purpose_met?: string
}

const traits = ['unit', 'district', 'sector', 'funding', 'length', 'end_reason'] as const
const aspects = ['standing', 'form', 'hours', 'subsidised', 'purpose_met', 'letter', 'days'] as const

/** One tally for each placement and each way in which it is counted; the program adds them up. */
export function talliesOf(placements: readonly EndedPlacement[]): Tally[] {
  return placements.flatMap(placement => {
    const { month, sex, purpose } = placement
    const common = { month, sex, purpose, count: 1 }
    const byTrait = traits.map(
      (trait): Tally => ({
        ...common,
        trait,
        value: placement[trait],
        aspect: 'standing',
        part: placement.standing,
      }),
    )
    const byAspect = aspects.flatMap((aspect): Tally[] => {
      const part = placement[aspect]
      return part === undefined ? [] : [{ ...common, trait: null, value: null, aspect, part }]
    })
    return [...byTrait, ...byAspect]
  })
}
