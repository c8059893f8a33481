import type { Logger } from 'pino'
import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import type { Database } from './db/connect.ts'
import { type Asking, type AskingRules, askingsOf } from './domain/asking.ts'
import { createCalendar } from './domain/calendar.ts'
import { purposes } from './domain/codes.ts'
import { type LinkKeys, linkKeysFrom } from './domain/link.ts'
import type { Questionnaire } from './domain/question.ts'
import { questionnaires } from './domain/questionnaires.ts'
import { createSchedule, type Schedule } from './domain/schedule.ts'
import type { LetterRules } from './domain/schedule-rules.ts'
import { createJobs, type Jobs } from './jobs.ts'
import type { Mailer } from './mail/transport.ts'
import { createRenderer, type Renderer } from './render.ts'

/** What every flow needs: built once by a command or a test, and passed down. */
export type Context = {
  config: Config
  /** Where employers and staff reach the service, without a slash at the end. */
  baseUrl: string
  schedule: CurrentSchedule
  questionnaires: readonly Questionnaire[]
  /** Which surveys a placement can have, by the settings. */
  askings: readonly Asking[]
  /** The configured secrets; the first one signs, all of them verify. */
  secrets: readonly [string, ...string[]]
  /** For the links of surveys, and for those of published reports. */
  linkKeys: LinkKeys
  reportLinkKeys: LinkKeys
  /** For the codes that participants type. */
  shortCodeKeys: LinkKeys
  /** For the addresses that letters return to, and the links by which mail programs unsubscribe. */
  returnKeys: LinkKeys
  unsubscribeKeys: LinkKeys
  renderer: Renderer
  db: Database
  jobs: Jobs
  mailer: Mailer
  clock: Clock
  log: Logger
}

/** The schedule by the rules that count now, so that whoever holds it follows when an administrator changes them. */
type CurrentSchedule = Schedule & {
  /** Goes by these rules from now on, unless those of a later version are followed already. */
  follow(version: number, rules: LetterRules): void
}

type Parts = Pick<Context, 'config' | 'secrets' | 'db' | 'mailer' | 'clock' | 'log'> & {
  baseUrl?: string
  /** Others than those of the service, with their wording. */
  questionnaires?: readonly Questionnaire[]
  renderer?: Renderer
}

/** Builds what follows from the settings around the parts that differ between service, command and test. */
export function createContext(parts: Parts): Context {
  const { config, db, log } = parts
  const port = config.PORT === 0 ? '' : `:${config.PORT}`
  const asked = parts.questionnaires ?? questionnaires
  const baseUrl = parts.baseUrl ?? config.BASE_URL ?? `http://localhost${port}`
  return {
    ...parts,
    baseUrl: baseUrl.replace(/\/+$/, ''),
    schedule: createCurrentSchedule(settingsRules(config)),
    questionnaires: asked,
    askings: askingsOf(asked, askingRules(config)),
    linkKeys: linkKeysFrom(parts.secrets, 'survey links'),
    reportLinkKeys: linkKeysFrom(parts.secrets, 'report links'),
    shortCodeKeys: linkKeysFrom(parts.secrets, 'short codes'),
    returnKeys: linkKeysFrom(parts.secrets, 'return addresses'),
    unsubscribeKeys: linkKeysFrom(parts.secrets, 'unsubscribe links'),
    renderer: parts.renderer ?? createRenderer(),
    jobs: createJobs(db, log),
  }
}

/** The rules of the settings, which count until an administrator has changed them. */
export function settingsRules(config: Config): LetterRules {
  return {
    lettersFrom: config.LETTERS_FROM,
    reminderWorkingDays: config.REMINDER_WORKING_DAYS,
    phoneListWorkingDays: config.PHONE_LIST_WORKING_DAYS,
    spacingWorkingDays: config.SPACING_WORKING_DAYS,
    closesAfterDays: config.CLOSES_AFTER_DAYS,
    tooOldAfterDays: config.TOO_OLD_AFTER_DAYS,
    pauses: config.PAUSES,
  }
}

function askingRules(config: Config): AskingRules {
  return {
    purposes,
    participantPurposes: config.PARTICIPANT_PURPOSES,
    followUpPurposes: config.FOLLOW_UP_PURPOSES,
    followUpWaves: config.FOLLOW_UP_WAVES,
  }
}

/** Hands every question on to the schedule of the moment, so that one object can be passed down for good. */
function createCurrentSchedule(rules: LetterRules): CurrentSchedule {
  let followed = 0
  let current = scheduleBy(rules)
  function follow(version: number, changed: LetterRules): void {
    if (version <= followed) return
    followed = version
    current = scheduleBy(changed)
  }
  return new Proxy({ follow } as CurrentSchedule, {
    get: (_, name) => (name === 'follow' ? follow : Reflect.get(current, name)),
  })
}

function scheduleBy(rules: LetterRules): Schedule {
  return createSchedule(rules, createCalendar(rules.pauses))
}
