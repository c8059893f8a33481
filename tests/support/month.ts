import type { EndReason } from '../../src/domain/codes.ts'
import { createRandom, type Random } from '../../src/simulation/random.ts'

/** What happens in a month, told without any service: who is asked about what, and what comes in from outside. */
export type Month = {
  placements: { caseId: string; email: string; endedOn: Temporal.PlainDate }[]
  /** Addresses that the mail server refuses. */
  refused: Set<string>
  days: Day[]
}

type Day = {
  on: Temporal.PlainDate
  /** Told by the case system in the early morning; without an end the placement goes on. */
  moves: { caseId: string; endedOn: Temporal.PlainDate | null; endReason: EndReason }[]
  /** When the first tick comes, local time; null for a day without any. */
  firstTick: string | null
  /** Cases about which the employer answers in the evening, when somebody has asked. */
  answers: string[]
}

const firstDay = Temporal.PlainDate.from('2026-03-02')
/** Holds the change to daylight-saving time and Easter. */
const dayCount = 36

/** 150 placements of 60 contacts; many end on the same days, so that letters hold several. Same seed, same month. */
export function makeMonth(seed: number): Month {
  const random = createRandom(seed)
  const placements = Array.from({ length: 150 }, (_, index) => makePlacement(random, index))
  const refused = new Set([3, 11, 27, 44, 58].map(contactEmail))
  const moves = placements.filter(() => random.share() < 0.2).map(placement => makeMove(random, placement))
  const answers = placements
    .filter(() => random.share() < 0.4)
    .map(({ caseId, endedOn }) => ({ caseId, on: endedOn.add({ days: random.between(2, 25) }) }))
  const days = Array.from({ length: dayCount }, (_, index) => {
    const on = firstDay.add({ days: index })
    return {
      on,
      moves: moves.filter(move => move.on.equals(on)).map(({ on: _on, ...move }) => move),
      firstTick: random.weighted([
        ['08:57', 6],
        ['16:40', 2],
        [null, 1],
      ]),
      answers: answers.filter(answer => answer.on.equals(on)).map(({ caseId }) => caseId),
    }
  })
  return { placements, refused, days }
}

function makePlacement(random: Random, index: number) {
  const contact = random.share() < 0.5 ? random.between(0, 14) : random.between(0, 59)
  const endedOn = firstDay.add({ days: random.pick([-3, 1, 4, 8, 9, 14, 18, 22]) })
  return { caseId: `P-${String(index).padStart(3, '0')}`, email: contactEmail(contact), endedOn }
}

/** Told around the old end: before a letter has gone out, which moves the survey, or too late. */
function makeMove(random: Random, { caseId, endedOn }: Month['placements'][number]) {
  const kind = random.weighted([
    ['moved', 6],
    ['open', 1],
    ['withdrawn', 1],
  ])
  const moved = endedOn.add({ days: random.between(-2, 12) })
  const on = endedOn.add({ days: random.between(-2, 6) })
  const endReason = kind === 'withdrawn' ? ('withdrawn' as const) : ('as_planned' as const)
  return { on, caseId, endedOn: kind === 'open' ? null : moved, endReason }
}

function contactEmail(index: number): string {
  return `contact${index}@host.example`
}
