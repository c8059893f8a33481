import type { Request, Response } from 'express'
import type { Context } from '../context.ts'
import {
  countLettersToMake,
  type DayOfLetters,
  latestTroubled,
  lettersByDay,
  readQueue,
  type TroubledLetter,
  turnsOfMinute,
} from '../db/letter-flow.ts'
import { countReturnsSince } from '../db/sending-figures.ts'
import { dayOf, timeZone } from '../domain/calendar.ts'
import { returnClasses } from '../domain/codes.ts'
import { type Finding, type FlowLevel, findingsOf } from '../domain/letter-flow.ts'
import { sendingLimits } from '../flow/take-turn.ts'
import type { Words } from '../render.ts'
import { dateNear } from '../render-values.ts'
import { type ReadFlow, readLetterFlow } from './letter-flow.ts'
import { languageOf, type StaffPage } from './staff-page.ts'
import { whenWords } from './when-words.ts'

const daysShown = 8
const returnDays = 30
const troubledShown = 10

/** GET /sending: in words whether letters go out, and what is behind that. */
export function sendingHandler(context: Context, page: StaffPage) {
  const watchedSince = context.clock.now()
  return async (request: Request, response: Response): Promise<void> => {
    const now = context.clock.now()
    const words = { language: languageOf(request), t: context.renderer.t }
    const flow = await readLetterFlow(context, watchedSince, now)
    const when = (at: Temporal.Instant | null) => at && whenWords(words, at, now)
    page(request, response, 'sending', {
      findings: findingsOf(flow, now).map(finding => ({
        ...findingView(words, finding, flow, now),
        tryAt: when(triesAgainAt(context, finding, flow, now)),
      })),
      known: {
        sent: when(flow.sentAt),
        ticked: when(flow.tick.doneAt),
        isMailboxSet: flow.mailbox !== null,
        mailboxRead: when(flow.mailbox?.doneAt ?? null),
        next: flow.nextSendingAt.equals(now) ? null : when(flow.nextSendingAt),
      },
      queue: await queueView(context, words, flow, now),
      days: daysView(words, await lettersByDay(context.db, daysBefore(now, daysShown - 1)), now),
      troubled: (await latestTroubled(context.db, troubledShown)).map(letter => troubledView(letter)),
      returned: await returnedView(context, now),
      settings: settingsView(context),
    })
  }
}

/** A level's colour, as of the states of placements where there is one. */
const looks = { good: 'answered', attention: 'waiting', red: 'stopped' } as const satisfies Record<
  FlowLevel,
  string
>
const icons = { good: '✓', attention: '!', red: '✕' } as const satisfies Record<FlowLevel, string>

function findingView({ language, t }: Words, finding: Finding, flow: ReadFlow, now: Temporal.Instant) {
  const { level, name, at, letters } = finding
  const values = {
    ...(at && { when: whenWords({ language, t }, at, now) }),
    ...(letters !== null && { count: letters }),
  }
  return {
    level,
    look: looks[level],
    icon: icons[level],
    title: t(language, `letterFlow.finding.${name}.title`, values),
    text: t(language, `letterFlow.finding.${name}.text`, values),
    reason: reasonFor(finding, flow),
  }
}

/** During a pause: when one letter tries the mail server again; null where that is within the minute. */
function triesAgainAt({ schedule }: Context, { name }: Finding, { pause }: ReadFlow, now: Temporal.Instant) {
  if (!pause || !name.startsWith('paused')) return null
  const isOver = Temporal.Instant.compare(pause.tryAt, now) <= 0
  const at = schedule.sendingTimeFrom(isOver ? now : pause.tryAt)
  return at.equals(now) ? null : at
}

/** What a server or the system said about it, in its own words. */
function reasonFor({ name }: Finding, { pause, tick, mailbox }: ReadFlow): string | null {
  if (name.startsWith('paused')) return pause?.reason ?? null
  if (name === 'tick_fails') return tick.fault
  return name.startsWith('mailbox') ? (mailbox?.fault ?? null) : null
}

async function queueView(context: Context, words: Words, flow: ReadFlow, now: Temporal.Instant) {
  const { db } = context
  const limits = sendingLimits(context)
  const waiting = await readQueue(db)
  const minute = await turnsOfMinute(db, limits, now)
  return {
    waiting: waiting.map(({ waits, letters, sendAt }) => ({
      waits,
      letters,
      next: waits === 'next_attempt' ? whenWords(words, sendAt, now) : null,
    })),
    toMake: await countLettersToMake(db, flow.nextSendingAt),
    most: limits.all,
    taken: minute.taken,
    isHeldBack: minute.isFull && flow.due !== null,
  }
}

/** Every day, those without letters too, the latest first. */
function daysView({ language, t }: Words, days: readonly DayOfLetters[], now: Temporal.Instant) {
  const today = dayOf(now)
  return Array.from({ length: daysShown }, (_, index) => {
    const day = today.subtract({ days: index })
    const name = ['today', 'yesterday'][index]
    const found = days.find(other => other.day.equals(day))
    return {
      name: name ? t(language, `letterFlow.day.${name}`) : dateNear(language, day, today),
      ...(found ?? { sent: 0, unconfirmed: 0, failed: 0, returned: 0 }),
    }
  })
}

function troubledView(letter: TroubledLetter) {
  const { kind, state, at, reason, placementId, others, name, staffId } = letter
  const isAboutDistrict = kind === 'survey' && placementId === null
  return {
    kind: isAboutDistrict ? 'district' : kind,
    state,
    at,
    name,
    others,
    href: addressFor(kind, placementId, staffId),
    // An unconfirmed one has none but that the connection broke.
    reason: state === 'failed' ? reason : null,
  }
}

function addressFor(
  kind: TroubledLetter['kind'],
  placementId: number | null,
  staffId: string | null,
): string {
  if (kind === 'coach') return `/staff/${staffId}`
  if (kind === 'report') return '/reports/recipients'
  return placementId === null ? '/costs' : `/placements/${placementId}`
}

async function returnedView({ db }: Context, now: Temporal.Instant) {
  const counts = await countReturnsSince(db, daysBefore(now, returnDays))
  return returnClasses.flatMap(name => {
    const found = counts.find(row => row.class === name)
    return found ? [{ class: name, returns: found.returns }] : []
  })
}

/** Which settings apply; never what is secret in them. */
function settingsView({ config }: Context) {
  return {
    hasMailServer: config.SMTP_URL !== undefined,
    mailFrom: config.MAIL_FROM,
    returnAddress: config.RETURN_ADDRESS ?? null,
    hasMailbox: config.IMAP_URL !== undefined,
    dkimDomain: config.DKIM_DOMAIN ?? null,
    all: config.LETTERS_PER_MINUTE,
    toDomain: config.LETTERS_PER_MINUTE_TO_DOMAIN,
  }
}

/** Midnight at the beginning of the day so many days ago. */
function daysBefore(now: Temporal.Instant, days: number): Temporal.Instant {
  return dayOf(now).subtract({ days }).toZonedDateTime(timeZone).toInstant()
}
