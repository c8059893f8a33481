import type { Purpose } from './codes.ts'
import type { Report } from './report.ts'
import type { Schedule } from './schedule.ts'
import type { UnitDetails } from './unit.ts'

/** Made-up people and placements, for letters and forms that are only looked at. Nobody can have these addresses. */

export const sampleContact = { name: 'Kim Lind', email: 'kim.lind@hammarbybageri.example' }

export const sampleMember = { name: 'Robin Ek', email: 'robin.ek@kommunen.example' }

export const sampleUnit: UnitDetails & { name: string } = {
  name: 'Jobbtorg Centrum',
  senderName: null,
  phone: null,
  email: null,
  languages: ['sv', 'en'],
}

export const samplePlacements: readonly SamplePlacement[] = [
  { employerName: 'Hammarby Bageri', workplace: 'Storgatan 3', initials: 'A.B.', purpose: 'language' },
  { employerName: 'Hammarby Bageri', workplace: 'Torget 1', initials: 'C.D.', purpose: 'work_training' },
]

export type SamplePlacement = { employerName: string; workplace: string; initials: string; purpose: Purpose }

/** What the letter about a report tells of it. */
export const sampleFigures: Pick<Report, 'placements' | 'rates'> = {
  placements: { ended: 212, surveyed: 210, answered: 98, known: 171 },
  rates: {
    response: 98 / 210,
    knowledge: 171 / 212,
    employment: { value: 64 / 171, lower: 64 / 212, upper: 105 / 212 },
  },
}

/** A placement that ended on the last Friday before `today`, with the days that the letter schedule gives it. */
export function sampleDays(schedule: Schedule, today: Temporal.PlainDate) {
  const endedOn = today.subtract({ days: ((today.dayOfWeek + 1) % 7) + 1 })
  const opensAt = schedule.opensAt(endedOn)
  return {
    startedOn: endedOn.subtract({ months: 3 }).add({ days: 1 }),
    endedOn,
    opensAt,
    closesAt: schedule.closesAt(opensAt),
    answeredAt: opensAt.add({ hours: 1, minutes: 12 }),
  }
}
