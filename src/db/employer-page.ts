import { type SQL, sql } from 'drizzle-orm'
import type { Language, Purpose, ResponseStatus } from '../domain/codes.ts'
import type { Queryable } from './connect.ts'
import { type EmployerFigures, employerFigures } from './employer-figures.ts'
import { tookPlace } from './statistics.ts'
import { isEmployerSurvey } from './surveys.ts'

/** Into which employer this one was merged, null where it stands on its own; undefined where nobody has that id. */
export async function findMergedInto(db: Queryable, id: number): Promise<number | null | undefined> {
  const [row] = await db.execute<{ intoId: string | null }>(sql`
    select merged_into_id as "intoId" from employers where id = ${id}`)
  return row && (row.intoId === null ? null : Number(row.intoId))
}

/** Employers with their figures, those of these ids that stand on their own, by name. */
export async function findEmployers(
  db: Queryable,
  ids: readonly number[],
  today: Temporal.PlainDate,
): Promise<EmployerFigures[]> {
  if (ids.length === 0) return []
  return employerFigures(
    db,
    sql`select id, organisation_number, name, sector from employers
      where id in ${ids} and merged_into_id is null`,
    today,
  )
}

export type EarlierEmployer = {
  id: number
  name: string
  organisationNumber: string
  /** Placements for which the case system names it, cancelled ones too: as many as would go back. */
  placements: number
  mergedAt: Temporal.Instant | null
  mergedBy: string | null
}

type EarlierRow = Omit<EarlierEmployer, 'id' | 'mergedAt'> & { id: string; mergedAt: string | null }

/** The employers that were merged into this one, by name, with who did it last. */
export async function listEarlierEmployers(db: Queryable, id: number): Promise<EarlierEmployer[]> {
  const rows = await db.execute<EarlierRow>(sql`
    select e.id, e.name, e.organisation_number as "organisationNumber",
      (select count(*)::int from placements where named_employer_id = e.id) as placements,
      merge.at as "mergedAt", staff.name as "mergedBy"
    from employers e
    left join lateral (
      select at, actor from events where employer_id = e.id and kind = 'employer.merged' order by id desc limit 1
    ) merge on true
    left join staff on staff.id = merge.actor
    where e.merged_into_id = ${id}
    order by e.name collate "sv-SE-x-icu", e.id`)
  return rows.map(row => ({
    ...row,
    id: Number(row.id),
    mergedAt: row.mergedAt === null ? null : Temporal.Instant.from(row.mergedAt),
  }))
}

/** Where its placements have been so far, and how many at each; null stands for no workplace told. */
export async function listWorkplaces(db: Queryable, id: number, today: Temporal.PlainDate) {
  return db.execute<{ workplace: string | null; placements: number }>(sql`
    select workplace, count(*)::int as placements
    from placements
    where employer_id = ${id} and started_on <= ${today.toString()} and ${tookPlace}
    group by workplace
    order by placements desc, workplace collate "sv-SE-x-icu" nulls last`)
}

export type EmployerContact = {
  id: number
  name: string
  email: string | null
  phone: string | null
  language: Language
  isUndeliverable: boolean
  hasOptedOut: boolean
  replacedBy: string | null
  /** Letters to this person about placements here. */
  letters: number
  /** Surveys about placements here that this person was asked last, and that are answered. */
  answered: number
}

type ContactRow = Omit<EmployerContact, 'id'> & { id: string }

/** Who is, or was, asked about placements at this employer, and everybody whom imports have named for it. */
export async function listEmployerContacts(db: Queryable, id: number): Promise<EmployerContact[]> {
  const rows = await db.execute<ContactRow>(sql`
    with asked as materialized (
      select surveys.id, surveys.contact_id, surveys.answer_version
      from placements join surveys on ${isEmployerSurvey} where placements.employer_id = ${id}
    ), sent as (
      select letters.contact_id, count(distinct letters.id)::int as letters
      from asked
      join letter_surveys on letter_surveys.survey_id = asked.id and not letter_surveys.left_out
      join letters on letters.id = letter_surveys.letter_id and letters.state = 'sent'
      group by letters.contact_id
    ), answered as (
      select contact_id, count(*)::int as answered from asked where answer_version > 0 group by contact_id
    ), theirs as (
      select contacts.id from contacts join employers on employers.id = contacts.employer_id
        where employers.id = ${id} or employers.merged_into_id = ${id}
      union select contact_id from placements where employer_id = ${id}
      union select contact_id from asked
      union select contact_id from sent
    )
    select c.id, c.name, c.email, c.phone, c.language,
      c.undeliverable_at is not null as "isUndeliverable", c.opted_out_at is not null as "hasOptedOut",
      other.name as "replacedBy", coalesce(sent.letters, 0) as letters, coalesce(answered.answered, 0) as answered
    from theirs
    join contacts c on c.id = theirs.id
    left join contacts other on other.id = c.replaced_by_id
    left join sent on sent.contact_id = c.id
    left join answered on answered.contact_id = c.id
    order by c.name collate "sv-SE-x-icu", c.id`)
  return rows.map(row => ({ ...row, id: Number(row.id) }))
}

export type EmployerPlacement = {
  id: number
  startedOn: Temporal.PlainDate
  endedOn: Temporal.PlainDate | null
  workplace: string | null
  purpose: Purpose
  status: ResponseStatus
  initials: string
  unitName: string
}

type PlacementRow = Omit<EmployerPlacement, 'id' | 'startedOn' | 'endedOn'> & {
  id: string
  startedOn: string
  endedOn: string | null
}

/**
 * Its latest placements, those without an end first, then the latest end.
 * @param unitId the only unit whose placements may be seen, or null for all
 */
export async function listLatestPlacements(
  db: Queryable,
  id: number,
  { unitId, most }: { unitId: number | null; most: number },
): Promise<EmployerPlacement[]> {
  const rows = await db.execute<PlacementRow>(sql`
    select placements.id, started_on::text as "startedOn", ended_on::text as "endedOn", workplace, purpose, status,
      participants.initials, units.name as "unitName"
    from placements
    join participants on participants.id = placements.participant_id
    join units on units.id = placements.unit_id
    where ${placementsSeen(id, unitId)}
    order by placements.ended_on desc, placements.id desc
    limit ${most}`)
  return rows.map(row => ({
    ...row,
    id: Number(row.id),
    startedOn: Temporal.PlainDate.from(row.startedOn),
    endedOn: row.endedOn === null ? null : Temporal.PlainDate.from(row.endedOn),
  }))
}

/** How many placements it has that the reader may see. */
export async function countPlacementsSeen(db: Queryable, id: number, unitId: number | null): Promise<number> {
  const [row] = await db.execute<{ count: number }>(sql`
    select count(*)::int as count from placements where ${placementsSeen(id, unitId)}`)
  return row?.count ?? 0
}

function placementsSeen(employerId: number, unitId: number | null): SQL {
  const isOwn = unitId === null ? sql`` : sql`and placements.unit_id = ${unitId}`
  return sql`placements.employer_id = ${employerId} and ${tookPlace} ${isOwn}`
}
