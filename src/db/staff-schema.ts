import { sql } from 'drizzle-orm'
import { boolean, check, index, pgTable, text, timestamp } from 'drizzle-orm/pg-core'
import { languages, roles } from '../domain/codes.ts'
import { id, oneOf, reference } from './columns.ts'

/** Units, and who may sign in: the latter in the shape that better-auth reads and writes (user, session, account, verification). */

const moment = () => timestamp({ withTimezone: true, mode: 'date' })
const staffId = () =>
  text()
    .notNull()
    .references(() => staff.id, { onDelete: 'cascade' })

/** A jobbtorg. Made by the import when a placement names it; what employers are told to call. */
export const units = pgTable('units', {
  id: id(),
  name: text().notNull().unique(),
  phone: text(),
  email: text(),
  /** The name that its letters come from; null for that of the organisation. */
  senderName: text(),
  /** In which it writes; a contact with another language gets the first. */
  languages: text({ enum: languages }).array().notNull().default(['sv', 'en']),
})

export const staff = pgTable(
  'staff',
  {
    id: text().primaryKey(),
    name: text().notNull(),
    email: text().notNull().unique(),
    emailVerified: boolean().notNull().default(false),
    image: text(),
    role: text({ enum: roles }).notNull(),
    unitId: reference().references(() => units.id),
    /** Of the letters to this member; the pages have a switch of their own. */
    language: text({ enum: languages }).notNull().default('sv'),
    /** Since when the member may not sign in. */
    disabledAt: moment(),
    createdAt: moment().notNull().defaultNow(),
    updatedAt: moment().notNull().defaultNow(),
  },
  table => [
    check('staff_role', oneOf('role', roles)),
    check('staff_language', oneOf('language', languages)),
    check('staff_coach_has_unit', sql`${table.role} <> 'coach' or ${table.unitId} is not null`),
  ],
)

export const sessions = pgTable(
  'sessions',
  {
    id: text().primaryKey(),
    token: text().notNull().unique(),
    userId: staffId(),
    expiresAt: moment().notNull(),
    ipAddress: text(),
    userAgent: text(),
    createdAt: moment().notNull().defaultNow(),
    updatedAt: moment().notNull().defaultNow(),
  },
  table => [index('sessions_user').on(table.userId)],
)

export const accounts = pgTable(
  'accounts',
  {
    id: text().primaryKey(),
    accountId: text().notNull(),
    providerId: text().notNull(),
    userId: staffId(),
    accessToken: text(),
    refreshToken: text(),
    idToken: text(),
    accessTokenExpiresAt: moment(),
    refreshTokenExpiresAt: moment(),
    scope: text(),
    password: text(),
    createdAt: moment().notNull().defaultNow(),
    updatedAt: moment().notNull().defaultNow(),
  },
  table => [index('accounts_user').on(table.userId)],
)

export const verifications = pgTable(
  'verifications',
  {
    id: text().primaryKey(),
    identifier: text().notNull(),
    value: text().notNull(),
    expiresAt: moment().notNull(),
    createdAt: moment().notNull().defaultNow(),
    updatedAt: moment().notNull().defaultNow(),
  },
  table => [index('verifications_identifier').on(table.identifier)],
)
