import { sql } from 'drizzle-orm'
import type { Language, LetterKind } from '../domain/codes.ts'
import type { UnitSender } from '../domain/sender.ts'
import type { Queryable } from './connect.ts'
import { prepareStatement } from './prepared.ts'
import { probing } from './sending-pauses.ts'

/** A letter that is being sent: everything in it is settled and committed before SMTP begins (rule 4). */
export type ClaimedLetter = {
  id: number
  kind: LetterKind
  messageId: string
  attempts: number
  firstAttemptAt: Temporal.Instant
  sendingAt: Temporal.Instant
  /** How often the mail server was tried before in the pause that this letter tries to end; null where there is none. */
  probed: number | null
  contact: { id: number; name: string; email: string; language: Language }
  /** Message-IDs of the letters about the same surveys before this one, oldest first. */
  references: string[]
  /** Empty when no survey in it wants an answer any longer. */
  items: LetterItem[]
}

/** One survey in a letter. */
export type LetterItem = {
  surveyId: number
  questionnaire: string
  wave: string
  linkNumber: number
  /** 1 the invitation, 2 and 3 the reminders. */
  number: number
  invitedAt: Temporal.Instant | null
  closesAt: Temporal.Instant
  /** The host, or the district board. */
  name: string
  workplace: string | null
  /** Of the placement; null of a cost period. */
  days: { startedOn: Temporal.PlainDate; endedOn: Temporal.PlainDate } | null
  /** Null of a cost period. */
  unit: { name: string; phone: string | null; sender: UnitSender } | null
}

/**
 * Claims a queued letter for sending: a conditional update that must hit one row, so that of two workers one wins.
 * In the same statement each survey in it is checked again, and left out when it wants no answer any longer, or when
 * it or its contact has got another letter since this one was decided on (rule 2): whoever queued it may have been slow,
 * and a coach may have taken "send now" back. While the queue is paused, only the one that tries the mail server is claimed.
 * @returns undefined when there was nothing to claim.
 */
export async function claimLetter(
  db: Queryable,
  letterId: number,
  now: Temporal.Instant,
): Promise<ClaimedLetter | undefined> {
  const rows = await claim(db, { letterId, at: now.toString() })
  return rows[0] && letterFrom(rows[0], rows)
}

const at = sql`${sql.placeholder('at')}::timestamptz`

const isWaiting = sql`exists (
  select from letters where id = ${sql.placeholder('letterId')} and state = 'queued' and send_at <= ${at})`
const { table: probe, mayGo } = probing(at, isWaiting)

const claim = prepareStatement<Row>(sql`
  with ${probe}, claimed as (
    update letters
    set state = 'sending', sending_at = ${at}, attempts = attempts + 1,
      first_attempt_at = coalesce(first_attempt_at, ${at})
    where id = ${sql.placeholder('letterId')} and state = 'queued' and send_at <= ${at} and ${mayGo}
    returning *
  ), carried as (
    update letter_surveys set left_out = not (
      s.state = 'open' and s.next_letter_at <= ${at} and s.closes_at > ${at} and s.contact_id = claimed.contact_id
      and s.letters_sent = number - 1 and (c.earliest_letter_at is null or c.earliest_letter_at <= ${at})
      -- One that a coach has opened before its placement ended is not written about until it has.
      and (s.placement_id is null or exists (select from placements where id = s.placement_id and ended_on is not null))
      and c.email is not null and c.undeliverable_at is null and c.opted_out_at is null)
    from claimed, surveys s, contacts c
    where letter_id = claimed.id and s.id = survey_id and c.id = claimed.contact_id
    returning letter_surveys.*
  )
  select claimed.id, claimed.kind, claimed.message_id, claimed.attempts, claimed.first_attempt_at,
    claimed.sending_at, (select attempts from probing) as probed, c.id as contact_id, c.name as contact_name, c.email, c.language,
    s.id as survey_id, s.questionnaire, s.wave, s.link_number, carried.number, s.invited_at, s.closes_at,
    coalesce(e.name, d.name) as about_name, p.workplace, p.started_on, p.ended_on,
    u.name as unit_name, u.phone as unit_phone, u.sender_name, u.email as unit_email, u.languages as unit_languages,
    array(select distinct on (earlier.id) earlier.message_id from letters earlier
      join letter_surveys about on about.letter_id = earlier.id and not about.left_out
      where about.survey_id in (select survey_id from carried where letter_id = claimed.id and not left_out)
        and earlier.contact_id = claimed.contact_id and earlier.state in ('sent', 'unconfirmed')
        and earlier.id < claimed.id
      order by earlier.id) as "references"
  from claimed
  join contacts c on c.id = claimed.contact_id
  left join carried on carried.letter_id = claimed.id and not carried.left_out
  left join surveys s on s.id = carried.survey_id
  left join placements p on p.id = s.placement_id
  left join employers e on e.id = p.employer_id
  left join units u on u.id = p.unit_id
  left join districts d on d.id = s.district_id
  order by p.ended_on, s.wave, s.id`)

type Row = {
  id: string
  kind: LetterKind
  message_id: string
  attempts: number
  first_attempt_at: string
  sending_at: string
  probed: number | null
  contact_id: string
  contact_name: string
  email: string
  language: Language
  references: string[]
} & (ItemRow | { survey_id: null })

type ItemRow = {
  survey_id: string
  questionnaire: string
  wave: string
  link_number: number
  number: number
  invited_at: string | null
  closes_at: string
  about_name: string
  workplace: string | null
} & (PlacementRow | { started_on: null })

type PlacementRow = {
  started_on: string
  ended_on: string | null
  unit_name: string
  unit_phone: string | null
  sender_name: string | null
  unit_email: string | null
  unit_languages: Language[]
}

function letterFrom(letter: Row, rows: readonly Row[]): ClaimedLetter {
  return {
    id: Number(letter.id),
    kind: letter.kind,
    messageId: letter.message_id,
    attempts: letter.attempts,
    firstAttemptAt: Temporal.Instant.from(letter.first_attempt_at),
    sendingAt: Temporal.Instant.from(letter.sending_at),
    probed: letter.probed,
    contact: {
      id: Number(letter.contact_id),
      name: letter.contact_name,
      email: letter.email,
      language: letter.language,
    },
    references: letter.references,
    items: rows.flatMap(row => (row.survey_id === null ? [] : [itemFrom(row)])),
  }
}

function itemFrom(row: ItemRow): LetterItem {
  return {
    surveyId: Number(row.survey_id),
    questionnaire: row.questionnaire,
    wave: row.wave,
    linkNumber: row.link_number,
    number: row.number,
    invitedAt: row.invited_at === null ? null : Temporal.Instant.from(row.invited_at),
    closesAt: Temporal.Instant.from(row.closes_at),
    name: row.about_name,
    workplace: row.workplace,
    ...(row.started_on === null ? { days: null, unit: null } : ofPlacement(row)),
  }
}

function ofPlacement(row: PlacementRow): Pick<LetterItem, 'days' | 'unit'> {
  const { started_on, ended_on, sender_name: senderName, unit_email: email, unit_languages: languages } = row
  if (ended_on === null) throw new Error('A letter about a placement that goes on')
  return {
    days: { startedOn: Temporal.PlainDate.from(started_on), endedOn: Temporal.PlainDate.from(ended_on) },
    unit: { name: row.unit_name, phone: row.unit_phone, sender: { senderName, email, languages } },
  }
}
