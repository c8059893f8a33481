import { z } from 'zod'
import { followUpWaves, purposes } from './domain/codes.ts'

/**
 * The settings, read once from the environment. Each key with its default stands in .env.example
 * (tests/config.test.ts compares the two).
 */
export type Config = z.output<typeof settings>

const wholeNumber = (least: number, most: number) => z.coerce.number().int().min(least).max(most)

/** A rate; `none` for no limit. */
const lettersAtMost = z
  .string()
  .regex(/^(none|[1-9]\d{0,4})$/)
  .transform(text => (text === 'none' ? null : Number(text)))

const settings = z.object({
  ROLE: z.enum(['web', 'worker', 'all']).default('all'),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: wholeNumber(0, 65535).default(3000),
  BASE_URL: z.url({ protocol: /^https?$/ }).optional(),
  DATA_DIR: z.string().min(1).default('data'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  MAILBOX_PORT: wholeNumber(0, 65535).default(3001),
  LETTERS_PER_MINUTE: lettersAtMost.prefault('300'),
  LETTERS_PER_MINUTE_TO_DOMAIN: lettersAtMost.prefault('60'),
  DKIM_DOMAIN: z.hostname().optional(),
  DKIM_SELECTOR: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i)
    .optional(),
  DKIM_KEY_FILE: z.string().min(1).optional(),
  RETURN_ADDRESS: z.email().optional(),
  IMAP_URL: z.url({ protocol: /^imaps?$/ }).optional(),
  MAIL_FROM: z.email().default('enkat@kommunen.example'),
  ORGANISATION_NAME: z.string().min(1).default('Kommunens arbetsmarknadsförvaltning'),
  CONTACT_EMAIL: z.email().default('arbetsmarknad@kommunen.example'),
  CONTACT_PHONE: z.string().min(1).default('010-000 00 00'),
  OIDC_ISSUER: z.url({ protocol: /^https?$/ }).optional(),
  OIDC_CLIENT_ID: z.string().min(1).optional(),
  OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  OIDC_NAME: z.string().min(1).optional(),
  SECRET_KEYS: z
    .string()
    .default('')
    .transform(text => splitList(text))
    .refine(keys => keys.every(key => key.length >= 32)),
  LETTERS_FROM: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
    .transform(text => Temporal.PlainTime.from(text))
    .prefault('09:00'),
  REMINDER_WORKING_DAYS: z
    .string()
    .transform(text => splitList(text).map(Number))
    .refine(isRising)
    .prefault('5,12'),
  PHONE_LIST_WORKING_DAYS: wholeNumber(1, 60).default(15),
  SPACING_WORKING_DAYS: wholeNumber(1, 30).default(3),
  CLOSES_AFTER_DAYS: wholeNumber(1, 365).default(60),
  TOO_OLD_AFTER_DAYS: wholeNumber(1, 365).default(60),
  PAUSES: z
    .string()
    .transform((text, context) => splitList(text).map(period => parsePause(period, context)))
    .prefault(''),
  FOLLOW_UP_WAVES: codeList(followUpWaves).prefault('day_90,day_180'),
  FOLLOW_UP_PURPOSES: codeList(purposes).prefault('language,work_training,employment_step'),
  PARTICIPANT_PURPOSES: codeList(purposes).prefault('language,work_training,employment_step'),
  COST_PERIOD: z.enum(['quarter', 'year', 'none']).default('quarter'),
  METRICS_TOKEN: z.string().min(16).optional(),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
})

/** Codes with commas between them; `none` for none. */
function codeList<const Code extends string>(codes: readonly Code[]) {
  return z
    .string()
    .transform(text => (text.trim() === 'none' ? [] : splitList(text)))
    .pipe(z.array(z.enum(codes)))
}

export const settingNames = Object.keys(settings.shape)

type Pause = { from: Temporal.PlainDate; to: Temporal.PlainDate }

/**
 * Parses the environment. A blank value counts as not set.
 * @returns the settings, or the name of every faulty one, so that the operator mends them in one go; the wording
 *   `setting.<name>` says what each must be.
 */
export function parseConfig(
  environment: Record<string, string | undefined>,
): { config: Config } | { faults: string[] } {
  const given = settingNames.map(key => [key, environment[key]] as const).filter(([, value]) => value?.trim())
  const parsed = settings.safeParse(Object.fromEntries(given))
  const faulty = [
    ...tooLongForReturns(given),
    ...goingInCircles(given),
    ...(parsed.error?.issues.map(({ path }) => String(path[0])) ?? []),
    ...missingOf('OIDC_', given),
    ...missingOf('DKIM_', given),
  ]
  if (parsed.success && faulty.length === 0) return { config: parsed.data }
  return { faults: [...new Set(faulty)] }
}

/** Sign-in through a provider needs all of its settings, or none; so does the signing of letters. */
function missingOf(prefix: 'OIDC_' | 'DKIM_', given: readonly (readonly [string, ...unknown[]])[]): string[] {
  const needed = settingNames.filter(name => name.startsWith(prefix))
  const missing = needed.filter(name => !given.some(([known]) => known === name))
  return missing.length < needed.length ? missing : []
}

/** Where returns come to: each letter has an address of its own, made of this one. */
export function returnBase({
  RETURN_ADDRESS,
  MAIL_FROM,
}: Pick<Config, 'RETURN_ADDRESS' | 'MAIL_FROM'>): string {
  return RETURN_ADDRESS ?? MAIL_FROM
}

/** What stands before the @ has 64 characters at most (RFC 5321 4.5.3.1.1), and the letter's own part takes up to 38. */
function tooLongForReturns(given: readonly (readonly [string, string | undefined])[]): string[] {
  const values = new Map(given)
  const name = values.has('RETURN_ADDRESS') ? 'RETURN_ADDRESS' : 'MAIL_FROM'
  const [local = ''] = (values.get(name) ?? '').split('@')
  return local.length > longestReturnName ? [name] : []
}

/** A reply that is handed on must not come back to the mailbox that it was read from. */
function goingInCircles(given: readonly (readonly [string, string | undefined])[]): string[] {
  const { IMAP_URL, CONTACT_EMAIL, RETURN_ADDRESS, MAIL_FROM } = Object.fromEntries(given)
  const isCircle = CONTACT_EMAIL !== undefined && CONTACT_EMAIL === (RETURN_ADDRESS ?? MAIL_FROM)
  return IMAP_URL && isCircle ? ['CONTACT_EMAIL'] : []
}

const longestReturnName = 64 - 38

function splitList(text: string): string[] {
  return text
    .split(',')
    .map(part => part.trim())
    .filter(part => part !== '')
}

function isRising(days: number[]): boolean {
  return days.every((day, index) => Number.isInteger(day) && day > (days[index - 1] ?? 0))
}

function parsePause(period: string, context: z.RefinementCtx): Pause {
  const [from, to] = period.split('..').map(day => plainDate(day))
  if (from && to && Temporal.PlainDate.compare(from, to) <= 0) return { from, to }
  context.addIssue('not a period')
  return z.NEVER
}

function plainDate(text: string): Temporal.PlainDate | undefined {
  try {
    return Temporal.PlainDate.from(text.trim())
  } catch {
    return undefined
  }
}
