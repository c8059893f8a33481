import { sql } from 'drizzle-orm'
import {
  type AnyPgColumn,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import {
  answerSources,
  bounceCauses,
  employmentAnswers,
  endReasons,
  fundings,
  languages,
  letterKinds,
  letterStates,
  noteKinds,
  phoneReasons,
  purposes,
  responseStatuses,
  sectors,
  sexes,
  surveyStates,
  withdrawalReasons,
} from '../domain/codes.ts'
import { delivery, id, instant, oneOf, plainDate, reference } from './columns.ts'
import { staff, units } from './staff-schema.ts'

/** The tables. Allowed values come from domain/codes.ts; each constraint states a promise of the design. */

export const employers = pgTable(
  'employers',
  {
    id: id(),
    organisationNumber: text().notNull(),
    name: text().notNull(),
    sector: text({ enum: sectors }).notNull(),
    /** The employer that this one turned out to be: its placements count there. Never the id of another merged one. */
    mergedIntoId: reference().references((): AnyPgColumn => employers.id),
    /** What the register is searched by: name and number in lower case. */
    words: text().generatedAlwaysAs(sql`lower((name || ' ' || organisation_number) collate "sv-SE-x-icu")`),
  },
  table => [
    // All units of a municipality share one number, so the number alone is not an identity.
    unique('employers_identity').on(table.organisationNumber, table.name),
    index('employers_by_name')
      .on(sql`${table.name} collate "sv-SE-x-icu"`, table.id)
      .where(sql`${table.mergedIntoId} is null`),
    index('employers_words').using('gin', sql`${table.words} gin_trgm_ops`),
    index('employers_merged').on(table.mergedIntoId).where(sql`${table.mergedIntoId} is not null`),
    check('employers_sector', oneOf('sector', sectors)),
  ],
)

/** A district board, which pays income support to those on placement; placements name it as the case system does. */
export const districts = pgTable('districts', { id: id(), name: text().notNull().unique() })

/**
 * Somebody who gets letters: a person at an employer, a participant, or whoever answers for a district board.
 * At employers one row an address; without an address, one row a name and employer. Of the others, one row each.
 */
export const contacts = pgTable(
  'contacts',
  {
    id: id(),
    /** Exactly one of these three. */
    employerId: reference().references(() => employers.id),
    participantId: reference()
      .unique('contacts_participant')
      .references(() => participants.id),
    districtId: reference()
      .unique('contacts_district')
      .references(() => districts.id),
    /** Empty for a participant, whom letters greet without one. */
    name: text().notNull(),
    email: text(),
    phone: text(),
    language: text({ enum: languages }).notNull(),
    /** No letter to this contact before this moment (rule 2: spacing). */
    earliestLetterAt: instant(),
    undeliverableAt: instant(),
    undeliverableReason: text(),
    undeliverableCause: text({ enum: bounceCauses }),
    /** When a coach had the address tried again: what comes back of earlier letters counts no longer. */
    retriedAt: instant(),
    optedOutAt: instant(),
    /** The contact that a coach has put in the place of this one: who names this one, by import, means that one. */
    replacedById: reference().references((): AnyPgColumn => contacts.id),
  },
  table => [
    // A participant may have the address of an employer's contact, or share one: each gets letters of their own.
    uniqueIndex('contacts_email')
      .on(sql`lower(${table.email})`)
      .where(sql`${table.email} is not null and ${table.employerId} is not null`),
    uniqueIndex('contacts_without_email').on(table.employerId, table.name).where(sql`${table.email} is null`),
    check(
      'contacts_of_one',
      sql`num_nonnulls(${table.employerId}, ${table.participantId}, ${table.districtId}) = 1`,
    ),
    check('contacts_language', oneOf('language', languages)),
    check('contacts_undeliverable_cause', oneOf('undeliverable_cause', bounceCauses)),
    index('contacts_employer').on(table.employerId),
    index('contacts_replaced').on(table.replacedById).where(sql`${table.replacedById} is not null`),
  ],
)

export const participants = pgTable(
  'participants',
  {
    id: id(),
    /** The participant's number in the case system; never a personal identity number. */
    caseId: text().notNull().unique(),
    initials: text().notNull(),
    sex: text({ enum: sexes }).notNull(),
    birthYear: smallint(),
    email: text(),
  },
  () => [check('participants_sex', oneOf('sex', sexes))],
)

export const placements = pgTable(
  'placements',
  {
    id: id(),
    /** The placement's number in the case system. */
    caseId: text().notNull().unique(),
    participantId: reference()
      .notNull()
      .references(() => participants.id),
    employerId: reference()
      .notNull()
      .references(() => employers.id),
    /** The employer that the case system names, where the register has merged it into `employerId`; null otherwise. */
    namedEmployerId: reference().references(() => employers.id),
    contactId: reference()
      .notNull()
      .references(() => contacts.id),
    unitId: reference()
      .notNull()
      .references(() => units.id),
    coachEmail: text(),
    district: text(),
    purpose: text({ enum: purposes }).notNull(),
    workplace: text(),
    startedOn: plainDate().notNull(),
    plannedEndOn: plainDate(),
    /** Null while the placement is going on and no end is registered. May lie ahead. */
    endedOn: plainDate(),
    endReason: text({ enum: endReasons }),
    funding: text({ enum: fundings }).notNull(),
    /** Digest of the imported row: the same row again changes nothing (rule 9). */
    rowDigest: text().notNull(),
    importedAt: instant().notNull(),
    /** Where it stands (domain/response-status.ts). This and what it is searched by are kept by triggers, for whatever writes. */
    status: text({ enum: responseStatuses }).notNull().default('ongoing'),
    words: text().notNull().default(''),
    /** Addresses and telephone numbers, which not everybody may search by. */
    addressWords: text().notNull().default(''),
  },
  table => [
    check('placements_status', oneOf('status', responseStatuses)),
    check('placements_purpose', oneOf('purpose', purposes)),
    check('placements_funding', oneOf('funding', fundings)),
    check('placements_end_reason', oneOf('end_reason', endReasons)),
    check('placements_period', sql`${table.endedOn} >= ${table.startedOn}`),
    index('placements_ended_on').on(table.endedOn, table.id),
    index('placements_status_ended_on').on(table.status, table.endedOn, table.id),
    index('placements_unit').on(table.unitId, table.endedOn, table.id),
    index('placements_unit_status').on(table.unitId, table.status, table.endedOn, table.id),
    index('placements_coach').on(table.coachEmail, table.status, table.endedOn, table.id),
    index('placements_planned_end').on(table.plannedEndOn, table.id).where(sql`${table.endedOn} is null`),
    index('placements_words').using('gin', sql`${table.words} gin_trgm_ops`),
    index('placements_address_words').using('gin', sql`${table.addressWords} gin_trgm_ops`),
    index('placements_participant').on(table.participantId),
    index('placements_employer').on(table.employerId, table.endedOn),
    index('placements_named_employer')
      .on(table.namedEmployerId)
      .where(sql`${table.namedEmployerId} is not null`),
    index('placements_contact').on(table.contactId),
  ],
)

/** One request to one respondent about one placement, or about one cost period of a district, in one wave. */
export const surveys = pgTable(
  'surveys',
  {
    id: id(),
    /** Exactly one of these two. */
    placementId: reference().references(() => placements.id),
    districtId: reference().references(() => districts.id),
    questionnaire: text().notNull(),
    questionnaireVersion: integer().notNull(),
    /** Of a placement, one of `placementWaves`; of a district, the cost period: 2011-Q1, or 2011. */
    wave: text().notNull(),
    /** Who is asked: the placement's contact, or the colleague it was handed over to. */
    contactId: reference()
      .notNull()
      .references(() => contacts.id),
    state: text({ enum: surveyStates }).notNull(),
    /** When it opens: 09:00 on the first working day after the placement ended; null while no end is known. */
    opensAt: instant(),
    closesAt: instant(),
    /** When its next letter is due; null when no letter is wanted. */
    nextLetterAt: instant(),
    /** When it goes to the phone list if nothing has been heard. */
    phoneAt: instant(),
    phoneReason: text({ enum: phoneReasons }),
    /** When its first letter to this contact left; null again when the contact changes. */
    invitedAt: instant(),
    /** Letters to this contact so far: the invitation and the reminders. */
    lettersSent: integer().notNull().default(0),
    /** Set when the respondent named a colleague: a later import no longer decides who is asked. */
    handedOverAt: instant(),
    /** Version of the answer that counts; 0 while there is none. */
    answerVersion: integer().notNull().default(0),
    /** Raised to revoke the link: only the current number verifies (rule 5). */
    linkNumber: integer().notNull().default(1),
    /** Why a member of staff has withdrawn it; null while none has, also where the case system did. */
    withdrawalReason: text({ enum: withdrawalReasons }),
  },
  table => [
    unique('surveys_one_per_wave').on(table.placementId, table.questionnaire, table.wave),
    unique('surveys_one_per_period').on(table.districtId, table.questionnaire, table.wave),
    check('surveys_about_one', sql`num_nonnulls(${table.placementId}, ${table.districtId}) = 1`),
    check('surveys_state', oneOf('state', surveyStates)),
    check('surveys_phone_reason', oneOf('phone_reason', phoneReasons)),
    check('surveys_withdrawal_reason', oneOf('withdrawal_reason', withdrawalReasons)),
    check('surveys_withdrawn', sql`${table.withdrawalReason} is null or ${table.state} = 'withdrawn'`),
    check('surveys_opens', sql`${table.state} in ('scheduled', 'withdrawn') or ${table.opensAt} is not null`),
    check('surveys_answered', sql`${table.state} <> 'answered' or ${table.answerVersion} > 0`),
    check('surveys_letters_only_while_open', sql`${table.nextLetterAt} is null or ${table.state} = 'open'`),
    index('surveys_to_open').on(table.opensAt).where(sql`${table.state} = 'scheduled'`),
    index('surveys_due').on(table.nextLetterAt).where(sql`${table.nextLetterAt} is not null`),
    index('surveys_to_phone').on(table.phoneAt).where(sql`${table.state} = 'open'`),
    index('surveys_to_close').on(table.closesAt).where(sql`${table.state} in ('open', 'phone')`),
    index('surveys_contact').on(table.contactId),
  ],
)

/** One e-mail to one contact; carries one or more surveys. */
export const letters = pgTable(
  'letters',
  {
    id: id(),
    contactId: reference()
      .notNull()
      .references(() => contacts.id),
    kind: text({ enum: letterKinds }).notNull(),
    ...delivery(),
  },
  table => [
    check('letters_kind', oneOf('kind', letterKinds)),
    check('letters_state', oneOf('state', letterStates)),
    // Rule 2: one contact never has two letters under way.
    uniqueIndex('letters_one_under_way')
      .on(table.contactId)
      .where(sql`${table.state} in ('queued', 'sending')`),
    index('letters_contact').on(table.contactId, table.sendingAt, table.id),
    index('letters_to_send').on(table.sendAt).where(sql`${table.state} = 'queued'`),
    index('letters_sending').on(table.sendingAt).where(sql`${table.state} = 'sending'`),
  ],
)

export const letterSurveys = pgTable(
  'letter_surveys',
  {
    letterId: reference()
      .notNull()
      .references(() => letters.id),
    surveyId: reference()
      .notNull()
      .references(() => surveys.id),
    /** 1 the invitation, 2 and 3 the reminders, of this survey to this contact. */
    number: integer().notNull(),
    /** True when the survey wanted no answer any longer just before sending, and was left out. */
    leftOut: boolean().notNull().default(false),
  },
  table => [
    primaryKey({ columns: [table.letterId, table.surveyId] }),
    index('letter_surveys_survey').on(table.surveyId),
  ],
)

/** Append-only (a trigger refuses updates and deletions); the version on the survey says which one counts. */
export const answers = pgTable(
  'answers',
  {
    id: id(),
    surveyId: reference()
      .notNull()
      .references(() => surveys.id),
    version: integer().notNull(),
    questionnaireVersion: integer().notNull(),
    /** Question id -> code or text, as the questionnaire of that version defines them. */
    values: jsonb().$type<Record<string, string>>().notNull(),
    source: text({ enum: answerSources }).notNull(),
    /** Who recorded an answer given by phone. */
    staffId: text().references(() => staff.id),
    answeredAt: instant().notNull(),
  },
  table => [
    unique('answers_version').on(table.surveyId, table.version),
    check('answers_source', oneOf('source', answerSources)),
    check('answers_phone_has_staff', sql`(${table.source} = 'phone') = (${table.staffId} is not null)`),
    index('answers_answered_at').on(table.answeredAt, table.id),
  ],
)

/** What somebody has saved half-way; it is no answer, and is gone once there is one. */
export const answerDrafts = pgTable('answer_drafts', {
  surveyId: reference()
    .primaryKey()
    .references(() => surveys.id),
  /** As typed. */
  raw: jsonb().$type<Record<string, string>>().notNull(),
  savedAt: instant().notNull(),
})

/** A code that is typed at /s in place of the link. Kept as a keyed digest: the database alone yields no code (rule 5). */
export const shortCodes = pgTable(
  'short_codes',
  {
    digest: text().primaryKey(),
    surveyId: reference()
      .notNull()
      .references(() => surveys.id),
    /** Renewing the link revokes its codes, too. */
    linkNumber: integer().notNull(),
    expiresAt: instant().notNull(),
  },
  table => [
    index('short_codes_survey').on(table.surveyId),
    index('short_codes_expires_at').on(table.expiresAt),
  ],
)

/**
 * What a coach has found out where employer and participant disagree about work at the host. Append-only; the latest of
 * a placement counts, before what either has said.
 */
export const settledOutcomes = pgTable(
  'settled_outcomes',
  {
    id: id(),
    placementId: reference()
      .notNull()
      .references(() => placements.id),
    employment: text({ enum: employmentAnswers }).notNull(),
    staffId: text()
      .notNull()
      .references(() => staff.id),
    settledAt: instant().notNull(),
  },
  table => [
    check('settled_outcomes_employment', oneOf('employment', employmentAnswers)),
    index('settled_outcomes_placement').on(table.placementId, table.id),
  ],
)

/** Who, what, when (rule 8). Append-only; holds no letter text, link or answer. */
export const events = pgTable(
  'events',
  {
    id: id(),
    at: instant().notNull(),
    /** 'system', 'respondent', 'import', or a staff member's id. */
    actor: text().notNull(),
    kind: text().notNull(),
    placementId: reference().references(() => placements.id),
    surveyId: reference().references(() => surveys.id),
    letterId: reference().references(() => letters.id),
    contactId: reference().references(() => contacts.id),
    employerId: reference().references(() => employers.id),
    detail: jsonb().$type<Record<string, string | number>>(),
  },
  table => [
    index('events_placement').on(table.placementId, table.id).where(sql`${table.placementId} is not null`),
    index('events_letter').on(table.letterId, table.id).where(sql`${table.letterId} is not null`),
    index('events_contact_changed')
      .on(table.contactId, table.at)
      .where(sql`${table.kind} = 'contact.changed'`),
    index('events_report_not_published').on(table.id).where(sql`${table.kind} = 'report.not_published'`),
    index('events_employer').on(table.employerId, table.id).where(sql`${table.employerId} is not null`),
  ],
)

/** What coaches write down about a placement. Taking one back removes it: the event that it was there stays. */
export const notes = pgTable(
  'notes',
  {
    id: id(),
    placementId: reference()
      .notNull()
      .references(() => placements.id),
    staffId: text()
      .notNull()
      .references(() => staff.id),
    kind: text({ enum: noteKinds }).notNull(),
    /** May be empty for a call that was not answered. */
    text: text().notNull(),
    writtenAt: instant().notNull(),
  },
  table => [
    check('notes_kind', oneOf('kind', noteKinds)),
    index('notes_placement').on(table.placementId, table.writtenAt),
  ],
)
