import { eq } from 'drizzle-orm'
import type { Context } from '../../src/context.ts'
import { contacts, employers, participants, placements, surveys } from '../../src/db/schema.ts'
import { units } from '../../src/db/staff-schema.ts'
import { placeSurveys } from '../../src/flow/place-surveys.ts'

type PlacementValues = typeof placements.$inferInsert
type ContactValues = typeof contacts.$inferInsert

type Overrides = {
  placement?: Partial<PlacementValues>
  contact?: Partial<ContactValues>
  employer?: Partial<typeof employers.$inferInsert>
  participant?: Partial<typeof participants.$inferInsert>
  unit?: string
}

let count = 0

/**
 * A placement with an employer, a contact, a participant and a unit of its own, as an import would leave it:
 * by default a language placement that ended on Friday 27 February 2026, with its survey scheduled.
 */
export async function makePlacement(context: Context, overrides: Overrides = {}) {
  count += 1
  const serial = count
  const { db } = context
  const unitId = await makeUnit(context, overrides.unit ?? 'Jobbtorg City')
  const employer = {
    organisationNumber: '5560160680',
    name: `Bageri ${serial} AB`,
    sector: 'private' as const,
  }
  const employerId = await inserted(
    db
      .insert(employers)
      .values({ ...employer, ...overrides.employer })
      .returning({ id: employers.id }),
  )
  const contact = {
    employerId,
    name: 'Åsa Öberg',
    email: `asa${serial}@bageri.example`,
    language: 'sv' as const,
  }
  const contactId =
    overrides.placement?.contactId ??
    (await inserted(
      db
        .insert(contacts)
        .values({ ...contact, phone: '08-123 45 67', ...overrides.contact })
        .returning({ id: contacts.id }),
    ))
  const person = { caseId: `A-${serial}`, initials: 'Å.B.', sex: 'woman' as const }
  const participantId = await inserted(
    db
      .insert(participants)
      .values({ ...person, ...overrides.participant })
      .returning({ id: participants.id }),
  )
  const placement: PlacementValues = {
    caseId: `P-${serial}`,
    participantId,
    employerId,
    contactId,
    unitId,
    coachEmail: 'coach@jobbtorg.example',
    district: 'Farsta',
    purpose: 'language',
    workplace: 'Köket',
    startedOn: Temporal.PlainDate.from('2025-12-01'),
    plannedEndOn: Temporal.PlainDate.from('2026-02-27'),
    endedOn: Temporal.PlainDate.from('2026-02-27'),
    endReason: 'as_planned',
    funding: 'activity_grant',
    rowDigest: `digest ${serial}`,
    importedAt: context.clock.now(),
    ...overrides.placement,
  }
  const placementId = await inserted(db.insert(placements).values(placement).returning({ id: placements.id }))
  await placeSurveys(db, context, [placementId], context.clock.now(), 'import')
  return { placementId, contactId, employerId, participantId, unitId }
}

/** What a later export tells of a placement: its own row, and in the same transaction its survey. */
export async function movePlacement(
  context: Context,
  placementId: number,
  values: Pick<PlacementValues, 'endedOn' | 'endReason'>,
): Promise<void> {
  await context.db.transaction(async tx => {
    await tx.update(placements).set(values).where(eq(placements.id, placementId))
    await placeSurveys(tx, context, [placementId], context.clock.now(), 'import')
  })
}

/** The employer's survey at the end of a placement, or undefined where it has none. */
export async function surveyOf(context: Context, placementId: number) {
  const rows = await context.db.select().from(surveys).where(eq(surveys.placementId, placementId))
  return rows.find(({ questionnaire, wave }) => questionnaire === 'employer' && wave === 'end')
}

async function makeUnit(context: Context, name: string): Promise<number> {
  return inserted(
    context.db
      .insert(units)
      .values({ name, phone: '08-508 00 000' })
      .onConflictDoUpdate({ target: units.name, set: { name } })
      .returning({ id: units.id }),
  )
}

async function inserted(rows: PromiseLike<{ id: number }[]>): Promise<number> {
  const [row] = await rows
  if (!row) throw new Error('nothing was inserted')
  return row.id
}
