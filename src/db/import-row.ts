import { eq, inArray, sql } from 'drizzle-orm'
import type { ImportRow } from '../domain/import-row.ts'
import type { Queryable } from './connect.ts'
import { contacts, employers, participants, placements } from './schema.ts'
import { units } from './staff-schema.ts'

/**
 * What is stored of the placements with these case numbers, as a row of a file would tell it: with the employer that the
 * case system names, also where the register has merged it into another one.
 */
export async function storedRows(db: Queryable, caseIds: readonly string[]): Promise<ImportRow[]> {
  const { caseId, coachEmail, district, purpose, workplace } = placements
  const { startedOn, plannedEndOn, endedOn, endReason, funding } = placements
  return db
    .select({
      caseId,
      coachEmail,
      district,
      purpose,
      workplace,
      startedOn,
      plannedEndOn,
      endedOn,
      endReason,
      funding,
      participant: {
        caseId: participants.caseId,
        initials: participants.initials,
        sex: participants.sex,
        birthYear: participants.birthYear,
        email: participants.email,
      },
      employer: {
        organisationNumber: employers.organisationNumber,
        name: employers.name,
        sector: employers.sector,
      },
      contact: {
        name: contacts.name,
        email: contacts.email,
        phone: contacts.phone,
        language: contacts.language,
      },
      unit: units.name,
    })
    .from(placements)
    .innerJoin(participants, eq(participants.id, placements.participantId))
    .innerJoin(
      employers,
      eq(employers.id, sql`coalesce(${placements.namedEmployerId}, ${placements.employerId})`),
    )
    .innerJoin(contacts, eq(contacts.id, placements.contactId))
    .innerJoin(units, eq(units.id, placements.unitId))
    .where(inArray(placements.caseId, [...caseIds]))
    .orderBy(placements.id)
}
