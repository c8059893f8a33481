import type { Role } from './codes.ts'

/** What a member of staff may see and do. */
export type Access = {
  /** The only unit whose placements are shown, or null for all of them. */
  unitId: number | null
  /** Phone numbers and e-mail addresses of people. */
  seesAddresses: boolean
  recordsAnswers: boolean
  /** The exact figures, in which small groups are not protected yet. */
  seesReports: boolean
}

/** A coach works with the own unit; an analyst reads everything but addresses, and records nothing. */
export function accessOf(member: { role: Role; unitId: number | null }): Access {
  const { role, unitId } = member
  return {
    unitId: role === 'coach' ? unitId : null,
    seesAddresses: role !== 'analyst',
    recordsAnswers: role !== 'analyst',
    seesReports: role !== 'coach',
  }
}
