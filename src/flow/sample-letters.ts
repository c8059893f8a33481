import { returnBase } from '../config.ts'
import type { Context } from '../context.ts'
import type { LetterItem } from '../db/letter-claim.ts'
import { dayOf } from '../domain/calendar.ts'
import { weekOf } from '../domain/coach-letter.ts'
import type { Language } from '../domain/codes.ts'
import { dueReport } from '../domain/report-schedule.ts'
import {
  type SamplePlacement,
  sampleContact,
  sampleDays,
  sampleFigures,
  sampleMember,
  samplePlacements,
  sampleUnit,
} from '../domain/sample.ts'
import { employerSurvey } from '../domain/survey.ts'
import type { UnitDetails } from '../domain/unit.ts'
import { composeCoachLetter } from '../mail/coach-letter.ts'
import { composeForwardedReply } from '../mail/forwarded-reply.ts'
import { composeCodeLetter, composeInvitation } from '../mail/letters.ts'
import { composeReportLetter } from '../mail/report-letter.ts'
import type { Message } from '../mail/transport.ts'
import { composeLetter } from './compose-letter.ts'

/** What a sample is about. Its unit is the one that was chosen, or a made-up one. */
export type Sample = {
  language: Language
  unit: (UnitDetails & { name: string }) | null
  now: Temporal.Instant
}

/** A letter of the service, composed by the functions that compose what is sent, about made-up people. */
export type SampleLetter = {
  /** Its name in the address of its preview, and under `letterPreview.letter` in the wordings. */
  name: string
  reader: 'employer' | 'staff'
  compose(context: Context, sample: Sample): Message
}

/** Every letter that the service sends, in the order in which they are shown. A new letter gets a line here. */
export const sampleLetters: readonly SampleLetter[] = [
  {
    name: 'invitation',
    reader: 'employer',
    compose: (context, sample) => surveyLetter(context, sample, 1, 1),
  },
  {
    name: 'invitation_several',
    reader: 'employer',
    compose: (context, sample) => surveyLetter(context, sample, 1, 2),
  },
  {
    name: 'reminder_1',
    reader: 'employer',
    compose: (context, sample) => surveyLetter(context, sample, 2, 1),
  },
  {
    name: 'reminder_2',
    reader: 'employer',
    compose: (context, sample) => surveyLetter(context, sample, 3, 1),
  },
  { name: 'coach', reader: 'staff', compose: coachLetter },
  { name: 'report', reader: 'staff', compose: reportLetter },
  { name: 'invite', reader: 'staff', compose: invitation },
  { name: 'code', reader: 'staff', compose: codeLetter },
  { name: 'reply', reader: 'staff', compose: forwardedReply },
]

const messageId = '<sample@enkat.example>'

/** @param number 1 for the invitation, 2 and 3 for the reminders */
function surveyLetter(context: Context, sample: Sample, number: number, placements: number): Message {
  const items = samplePlacements
    .slice(0, placements)
    .map((_, index) => itemOf(context, sample, number, index))
  const letter = {
    kind: number === 1 ? ('invitation' as const) : ('reminder' as const),
    messageId,
    references: [],
    contact: { id: 0, ...sampleContact, language: sample.language },
    items,
  }
  const form = ({ surveyId }: LetterItem) => formUrl(context, samplePlacements[surveyId])
  const [first] = letter.items
  // Of a made-up contact, who can't be unsubscribed: the page that shows how it looks.
  const unsubscribe = first ? `${form(first)}/no-letters` : context.baseUrl
  return composeLetter(context, letter, { form, unsubscribe, returns: returnBase(context.config) })
}

/** The survey's number is that of its sample. */
function itemOf({ schedule }: Context, { unit, now }: Sample, number: number, index: number): LetterItem {
  const { startedOn, endedOn, opensAt, closesAt } = sampleDays(schedule, dayOf(now))
  const { name: unitName, phone, ...sender } = unit ?? sampleUnit
  const { employerName = '', workplace = null } = samplePlacements[index] ?? {}
  const invitedAt = number === 1 ? null : opensAt
  return {
    surveyId: index,
    ...employerSurvey,
    linkNumber: 1,
    number,
    invitedAt,
    closesAt,
    name: employerName,
    workplace,
    days: { startedOn, endedOn },
    unit: { name: unitName, phone, sender },
  }
}

/** To the preview of the form, never to a survey. */
function formUrl({ baseUrl }: Context, placement: SamplePlacement | undefined): string {
  return `${baseUrl}/letters/forms/${placement?.purpose ?? 'language'}`
}

/** The weekly letter, with a little of all that it can tell; nothing in it leads to a placement of somebody's. */
function coachLetter(context: Context, { language, now }: Sample): Message {
  const { config, renderer, baseUrl, schedule } = context
  const { startedOn, endedOn } = sampleDays(schedule, dayOf(now))
  const first = samplePlacements.map((placement, id) => ({ ...placement, id, startedOn, endedOn }))
  return composeCoachLetter(renderer, {
    ...staffLetter(context, language),
    replyTo: { name: config.ORGANISATION_NAME, address: config.CONTACT_EMAIL },
    baseUrl,
    placementUrl: () => `${baseUrl}/placements`,
    week: weekOf(now),
    news: {
      call: { total: 2, first },
      closing: 1,
      undeliverable: 1,
      answered: { total: 1, first: first.slice(0, 1) },
      unreachable: 1,
    },
  })
}

/** About the month whose report is the latest, with made-up figures; nothing in it leads to a report. */
function reportLetter(context: Context, { language, now }: Sample): Message {
  const { config, baseUrl, schedule } = context
  return composeReportLetter(context.renderer, {
    ...staffLetter(context, language),
    replyTo: { name: config.ORGANISATION_NAME, address: config.CONTACT_EMAIL },
    kind: 'monthly',
    report: { period: dueReport('monthly', now, schedule).period, ...sampleFigures },
    url: `${baseUrl}/reports`,
  })
}

function invitation(context: Context, { language }: Sample): Message {
  const letter = staffLetter(context, language)
  const url = `${context.baseUrl}/sign-in`
  const inviter = context.config.ORGANISATION_NAME
  return composeInvitation(context.renderer, { ...letter, inviter, role: 'coach', url })
}

function forwardedReply(context: Context, { language }: Sample): Message {
  const letter = staffLetter(context, language)
  return composeForwardedReply(context.renderer, {
    ...letter,
    writer: sampleContact.email,
    reply: null,
  })
}

function codeLetter(context: Context, { language }: Sample): Message {
  return composeCodeLetter(context.renderer, { ...staffLetter(context, language), code: '123456' })
}

function staffLetter({ config }: Context, language: Language) {
  const organisation = config.ORGANISATION_NAME
  return {
    language,
    organisation,
    from: { name: organisation, address: config.MAIL_FROM },
    to: { name: '', address: sampleMember.email },
    messageId,
  }
}
