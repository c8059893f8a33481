import type { Queryable } from '../db/connect.ts'
import { contactsByEmail, contactsWithoutEmail, upsertContacts } from '../db/contacts.ts'
import { employersByNumber, mergedEmployers, upsertEmployers } from '../db/employers.ts'
import { participantsByCase, upsertParticipants } from '../db/participants.ts'
import { ensureUnits } from '../db/units.ts'
import type { ImportRow } from '../domain/import-row.ts'

/** Who takes part in a placement, as the ids of their rows. */
type Parties = {
  unitId: number
  employerId: number
  /** The employer that the row names, where the register has merged it into another. */
  namedEmployerId: number | null
  participantId: number
  contactId: number
}

/**
 * Stores the units, employers, participants and contacts that new or changed rows name; where rows differ about one of
 * them, the last one counts. In a transaction of the caller.
 * @returns who takes part in the placement of each of these rows.
 */
export async function storeParties(
  tx: Queryable,
  rows: readonly ImportRow[],
): Promise<(row: ImportRow) => Parties> {
  const unitIdOf = await storeUnits(tx, rows)
  const namedEmployerIdOf = await storeEmployers(tx, rows)
  const merged = await mergedEmployers(tx, rows.map(namedEmployerIdOf))
  const participantIdOf = await storeParticipants(tx, rows)
  // A contact stays with the employer that is named: without an address, that and the name are who it is.
  const contactIdOf = await storeContacts(tx, rows, namedEmployerIdOf)
  return row => ({
    unitId: unitIdOf(row),
    ...employersOf(namedEmployerIdOf(row), merged),
    participantId: participantIdOf(row),
    contactId: contactIdOf(row),
  })
}

type IdOf = (row: ImportRow) => number

async function storeUnits(tx: Queryable, rows: readonly ImportRow[]): Promise<IdOf> {
  const units = await ensureUnits(tx, [...new Set(rows.map(({ unit }) => unit))])
  return lookUp(
    units,
    ({ name }) => name,
    ({ unit }) => unit,
  )
}

async function storeEmployers(tx: Queryable, rows: readonly ImportRow[]): Promise<IdOf> {
  const employers = lastOfEach(
    rows.map(({ employer }) => employer),
    employerKey,
  )
  await upsertEmployers(tx, employers)
  const numbers = new Set(employers.map(({ organisationNumber }) => organisationNumber))
  return lookUp(await employersByNumber(tx, [...numbers]), employerKey, ({ employer }) =>
    employerKey(employer),
  )
}

async function storeParticipants(tx: Queryable, rows: readonly ImportRow[]): Promise<IdOf> {
  const participants = lastOfEach(
    rows.map(({ participant }) => participant),
    ({ caseId }) => caseId,
  )
  await upsertParticipants(tx, participants)
  const stored = await participantsByCase(
    tx,
    participants.map(({ caseId }) => caseId),
  )
  return lookUp(
    stored,
    ({ caseId }) => caseId,
    ({ participant }) => participant.caseId,
  )
}

async function storeContacts(tx: Queryable, rows: readonly ImportRow[], employerIdOf: IdOf): Promise<IdOf> {
  const contactOf = (row: ImportRow) => ({ ...row.contact, employerId: employerIdOf(row) })
  const contacts = lastOfEach(rows.map(contactOf), contactKey)
  await upsertContacts(tx, contacts)
  const emails = contacts.flatMap(({ email }) => email ?? [])
  const employerIds = contacts.filter(({ email }) => email === null).map(({ employerId }) => employerId)
  const stored = [
    ...(await contactsByEmail(tx, emails)).map(contact => ({ ...contact, employerId: 0, name: '' })),
    ...(await contactsWithoutEmail(tx, employerIds)).map(contact => ({ ...contact, email: null })),
  ]
  return lookUp(stored, contactKey, row => contactKey(contactOf(row)))
}

/** A merged employer's placements count under the other one, and remember which one the case system named. */
function employersOf(namedId: number, merged: ReadonlyMap<number, number>) {
  const intoId = merged.get(namedId)
  return { employerId: intoId ?? namedId, namedEmployerId: intoId === undefined ? null : namedId }
}

function employerKey(employer: { organisationNumber: string; name: string }): string {
  return `${employer.organisationNumber} ${employer.name}`
}

/** An address may serve two employers; it is one contact all the same, and gets one letter a day. */
function contactKey(contact: { email: string | null; employerId: number; name: string }): string {
  return contact.email ?? `${contact.employerId} ${contact.name}`
}

function lastOfEach<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[] {
  return [...new Map(items.map(item => [keyOf(item), item])).values()]
}

function lookUp<Stored extends { id: number }>(
  stored: readonly Stored[],
  storedKeyOf: (item: Stored) => string,
  keyOf: (row: ImportRow) => string,
): IdOf {
  const ids = new Map(stored.map(item => [storedKeyOf(item), item.id]))
  return row => {
    const id = ids.get(keyOf(row))
    if (id === undefined) throw new Error('a party of an imported placement was not stored')
    return id
  }
}
