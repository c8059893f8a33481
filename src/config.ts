import { z } from 'zod'

/**
 * The settings, read once from the environment. Each key with its default stands in .env.example
 * (tests/config.test.ts compares the two).
 */
export type Config = z.output<typeof settings>

const wholeNumber = (least: number, most: number) => {
  const error = `must be a whole number from ${least} to ${most}`
  return z.coerce.number({ error }).int({ error }).min(least, { error }).max(most, { error })
}
const optional = <T extends z.ZodType>(inner: T) => z.preprocess(blankAsMissing, inner.optional())
const url = (protocol: RegExp, example: string) =>
  z.url({ protocol, error: `must be a URL such as ${example}` })

const settings = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: wholeNumber(0, 65535).default(3000),
  BASE_URL: optional(url(/^https?$/, 'https://enkat.example.se')),
  DATA_DIR: z.string().min(1).default('data'),
  DATABASE_URL: optional(url(/^postgres(ql)?$/, 'postgres://user:password@host:5432/database')),
  SMTP_URL: optional(url(/^smtps?$/, 'smtp://user:password@mail.example.se:587')),
  MAILBOX_PORT: wholeNumber(0, 65535).default(3001),
  MAIL_FROM: z.email().default('enkat@kommunen.example'),
  ORGANISATION_NAME: z.string().min(1).default('Kommunens arbetsmarknadsförvaltning'),
  CONTACT_EMAIL: z.email().default('arbetsmarknad@kommunen.example'),
  CONTACT_PHONE: z.string().min(1).default('010-000 00 00'),
  SECRET_KEYS: z
    .string()
    .default('')
    .transform(text => splitList(text))
    .refine(keys => keys.every(key => key.length >= 32), 'each key must have at least 32 characters'),
  LETTERS_FROM: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 09:00')
    .transform(text => Temporal.PlainTime.from(text))
    .prefault('09:00'),
  REMINDER_WORKING_DAYS: z
    .string()
    .transform(text => splitList(text).map(Number))
    .refine(isRising, 'must be rising whole numbers such as 5,12')
    .prefault('5,12'),
  PHONE_LIST_WORKING_DAYS: wholeNumber(1, 60).default(15),
  SPACING_WORKING_DAYS: wholeNumber(1, 30).default(3),
  CLOSES_AFTER_DAYS: wholeNumber(1, 365).default(60),
  TOO_OLD_AFTER_DAYS: wholeNumber(1, 365).default(60),
  PAUSES: z
    .string()
    .transform((text, context) => splitList(text).map(period => parsePause(period, context)))
    .prefault(''),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
})

export const settingNames = Object.keys(settings.shape)

export type ConfigFault = { key: string; message: string }
type Pause = { from: Temporal.PlainDate; to: Temporal.PlainDate }

/**
 * Parses the environment. A blank value counts as not set.
 * @returns the settings, or every fault at once, so that the operator mends them in one go.
 */
export function parseConfig(
  environment: Record<string, string | undefined>,
): { config: Config } | { faults: ConfigFault[] } {
  const given = settingNames.flatMap(key => {
    const value = blankAsMissing(environment[key])
    return value === undefined ? [] : [[key, value]]
  })
  const parsed = settings.safeParse(Object.fromEntries(given))
  if (parsed.success) return { config: parsed.data }
  const faults = parsed.error.issues.map(issue => ({ key: String(issue.path[0]), message: issue.message }))
  return { faults }
}

function blankAsMissing(value: unknown): unknown {
  return typeof value === 'string' && value.trim() === '' ? undefined : value
}

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
  context.addIssue(`"${period}" must be a period such as 2026-07-06..2026-07-31`)
  return z.NEVER
}

function plainDate(text: string): Temporal.PlainDate | undefined {
  try {
    return Temporal.PlainDate.from(text.trim())
  } catch {
    return undefined
  }
}
