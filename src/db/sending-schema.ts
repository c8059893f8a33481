import { sql } from 'drizzle-orm'
import { check, index, integer, pgTable, primaryKey, smallint, text } from 'drizzle-orm/pg-core'
import { bounceCauses, duties as dutyNames, pauseCauses, returnClasses } from '../domain/codes.ts'
import { id, instant, oneOf, reference } from './columns.ts'
import { contacts, letters } from './schema.ts'

/** What keeps letters flowing, and what has come back of them. */

/** One report, automatic answer or reply that came to the return mailbox. Never its text. */
export const returns = pgTable(
  'returns',
  {
    id: id(),
    /** Of the message as it came, with the address that it is about: the same one again is known. */
    digest: text().notNull().unique(),
    class: text({ enum: returnClasses }).notNull(),
    /** Why, for a letter that did not arrive: domain/bounce.ts. */
    cause: text({ enum: bounceCauses }),
    /** RFC 3463. */
    status: text(),
    /** The mail server's own words. */
    reason: text(),
    /** The letter that it is about, as far as that can be told. */
    letterId: reference().references(() => letters.id),
    contactId: reference().references(() => contacts.id),
    /** Whom an automatic answer says to write to instead. */
    successor: text(),
    receivedAt: instant().notNull(),
    /** When a reply was handed on to the unit. */
    forwardedAt: instant(),
  },
  table => [
    check('returns_class', oneOf('class', returnClasses)),
    check('returns_cause', oneOf('cause', bounceCauses)),
    index('returns_letter').on(table.letterId).where(sql`${table.letterId} is not null`),
    index('returns_contact').on(table.contactId, table.receivedAt).where(sql`${table.contactId} is not null`),
    index('returns_received_at').on(table.receivedAt, table.id),
  ],
)

/** How many letters have gone out in a minute: to a receiving domain, and, with an empty one, to all. */
export const sendingTurns = pgTable(
  'sending_turns',
  { domain: text().notNull(), minute: instant().notNull(), letters: integer().notNull() },
  table => [primaryKey({ columns: [table.domain, table.minute] })],
)

/** The pause of the queue, while there is one: no letter is burnt on a mail server that lets nobody in. */
export const sendingPauses = pgTable(
  'sending_pauses',
  {
    /** There is one queue, so at most one row. */
    id: smallint().primaryKey(),
    cause: text({ enum: pauseCauses }).notNull(),
    /** The mail server's own words, or those of the connection. */
    reason: text().notNull(),
    since: instant().notNull(),
    attempts: integer().notNull(),
    /** When one letter tries again; whoever does moves it first. */
    tryAt: instant().notNull(),
  },
  table => [
    check('sending_pauses_one', sql`${table.id} = 1`),
    check('sending_pauses_cause', oneOf('cause', pauseCauses)),
  ],
)

/** How each duty went the last time, whichever instance did it. */
export const duties = pgTable(
  'duties',
  {
    name: text({ enum: dutyNames }).primaryKey(),
    doneAt: instant(),
    failedAt: instant(),
    /** What went wrong then: an error's own words. */
    fault: text(),
  },
  () => [check('duties_name', oneOf('name', dutyNames))],
)
