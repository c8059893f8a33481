import { simpleParser } from 'mailparser'
import { dayOf } from '../domain/calendar.ts'
import type { Schedule } from '../domain/schedule.ts'

/** A letter as its reader sees it. */
export type ReadLetter = {
  receivedAt: Temporal.Instant
  recipient: string
  messageId: string
  links: string[]
}

/** Promises of rules 1, 2 and 4 that a respondent could see broken, and how often they were. All are 0. */
export type BrokenPromises = {
  same_letter_twice: number
  two_letters_in_a_day: number
  too_close: number
  not_a_working_day: number
  after_the_answer: number
  over_three_letters: number
}

/** Reads what the mail server takes: the text version, as a text-only reader shows it. */
export async function readLetter(
  message: { recipients: string[]; source: string },
  receivedAt: Temporal.Instant,
): Promise<ReadLetter> {
  const mail = await simpleParser(message.source, { skipTextToHtml: true, skipHtmlToText: true })
  const links = [...(mail.text ?? '').matchAll(/https?:\/\/\S+\/s\/[0-9a-v]+/g)].map(([url]) => url)
  const recipient = message.recipients[0] ?? ''
  return { receivedAt, recipient, messageId: mail.messageId ?? '', links: [...new Set(links)] }
}

/**
 * Checks the letters of a whole run from the outside, by plain loops over what arrived.
 * @param letters in the order of arrival
 * @param answeredAt link -> when it was answered
 */
export function findBrokenPromises(
  letters: readonly ReadLetter[],
  answeredAt: ReadonlyMap<string, Temporal.Instant>,
  schedule: Schedule,
): BrokenPromises {
  const broken = {
    same_letter_twice: letters.length - new Set(letters.map(({ messageId }) => messageId)).size,
    two_letters_in_a_day: 0,
    too_close: 0,
    not_a_working_day: letters.filter(({ receivedAt }) => !schedule.isSendingTime(receivedAt)).length,
    after_the_answer: 0,
    over_three_letters: 0,
  }
  const lastTo = new Map<string, Temporal.Instant>()
  const perLink = new Map<string, number>()
  for (const { receivedAt, recipient, links } of letters) {
    const last = lastTo.get(recipient)
    if (last && dayOf(last).equals(dayOf(receivedAt))) broken.two_letters_in_a_day += 1
    if (last && Temporal.Instant.compare(receivedAt, schedule.spacedFrom(last)) < 0) broken.too_close += 1
    lastTo.set(recipient, receivedAt)
    for (const link of links) {
      const count = (perLink.get(link) ?? 0) + 1
      perLink.set(link, count)
      if (count > 3) broken.over_three_letters += 1
      const answered = answeredAt.get(link)
      if (answered && Temporal.Instant.compare(answered, receivedAt) <= 0) broken.after_the_answer += 1
    }
  }
  return broken
}
