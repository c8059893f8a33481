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
  /** "yes.link", "unknown.asked", "no.asked" where the participant alone has told, and so on. */
  standing: string
  /** Only of those who answered. */
  letter?: string | undefined
  days?: string | undefined
  form?: string | undefined
  hours?: string | undefined
  subsidised?: string | undefined
  purpose_met?: string | undefined
  /** Who has told; where nothing else is said, the employer alone. */
  basis?: string | undefined
  word?: string | undefined
  described?: string | undefined
  day_90?: string | undefined
  day_180?: string | undefined
  day_90_subsidised?: string | undefined
  day_180_subsidised?: string | undefined
} & Partial<Record<(typeof participantAnswers)[number], string | undefined>>

/** What a participant is asked. */
export const participantAnswers = [
  'overall',
  'supervision',
  'tasks',
  'learned',
  'treated',
  'closer',
  'recommend',
  'work',
] as const

const traits = ['unit', 'district', 'sector', 'funding', 'length', 'end_reason'] as const
const aspects = [
  'standing',
  'form',
  'hours',
  'subsidised',
  'purpose_met',
  'letter',
  'days',
  'basis',
  'word',
  'described',
  ...participantAnswers,
  'day_90',
  'day_180',
  'day_90_subsidised',
  'day_180_subsidised',
] as const

/** What follows where only the employer has been asked, and only at the end. */
function untold({ standing }: EndedPlacement): Partial<EndedPlacement> {
  const [outcome = '', way = ''] = standing.split('.')
  const isKnown = outcome !== 'unknown' && (way === 'link' || way === 'phone')
  const wasToLast = outcome === 'yes' || outcome === 'not_yet'
  return {
    ...(isKnown ? { basis: 'employer_only' } : {}),
    ...(outcome === 'yes' ? { described: isKnown ? 'described' : 'undescribed' } : {}),
    ...(wasToLast ? { day_90: `${outcome}.unknown`, day_180: `${outcome}.unknown` } : {}),
  }
}

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
      const part = { ...untold(placement), ...placement }[aspect]
      return part === undefined ? [] : [{ ...common, trait: null, value: null, aspect, part }]
    })
    return [...byTrait, ...byAspect]
  })
}
