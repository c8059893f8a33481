import type { Context } from '../context.ts'
import type { ClaimedLetter, LetterItem } from '../db/letter-claim.ts'
import { dayOf } from '../domain/calendar.ts'
import { costPeriodIn } from '../domain/cost-period.ts'
import { questionnaireNamed } from '../domain/questionnaires.ts'
import { senderOf, writtenLanguage } from '../domain/sender.ts'
import { topicOf } from '../domain/topic.ts'
import { composeSurveyLetter } from '../mail/letters.ts'
import type { Message } from '../mail/transport.ts'

type Composed = Pick<ClaimedLetter, 'kind' | 'messageId' | 'references' | 'contact' | 'items'>

/** Addresses that a letter names: of the form of a survey, of the page that stops the letters, and where it is returned. */
export type LetterAddresses = {
  form(item: LetterItem): string
  unsubscribe: string
  returns: string
}

/**
 * Puts a letter about surveys together, in the name and the language that its units write in. The preview of the letters
 * comes through here too, so that it shows what is sent.
 */
export function composeLetter(
  context: Pick<Context, 'config' | 'renderer' | 'questionnaires'>,
  letter: Composed,
  addresses: LetterAddresses,
): Message {
  const { config, renderer } = context
  const units = letter.items.flatMap(({ unit }) => unit?.sender ?? [])
  const { name, replyTo } = senderOf(units)
  return composeSurveyLetter(renderer, {
    kind: letter.kind,
    reminderNumber: Math.max(...letter.items.map(item => item.number)) - 1,
    messageId: letter.messageId,
    references: letter.references,
    language: writtenLanguage(letter.contact.language, units),
    contact: letter.contact,
    organisation: config.ORGANISATION_NAME,
    senderName: name,
    sender: config.MAIL_FROM,
    replyTo: replyTo ?? config.CONTACT_EMAIL,
    returnAddress: addresses.returns,
    list: { id: `enkat.${domainOf(config.MAIL_FROM)}`, unsubscribeUrl: addresses.unsubscribe },
    contactPhone: config.CONTACT_PHONE,
    items: letter.items.map(item => ({ ...item, ...wordingOf(context, item), url: addresses.form(item) })),
    closesOn: firstClosing(letter.items),
  })
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1)
}

/** Under which name a letter words its item, and which question can be answered in the letter itself. */
function wordingOf({ questionnaires }: Pick<Context, 'questionnaires'>, { questionnaire, wave }: LetterItem) {
  const { respondent, buttons } = questionnaireNamed(questionnaires, questionnaire)
  return {
    topic: topicOf({ questionnaire, wave }),
    buttons: buttons({ wave }),
    hasColleagues: respondent === 'employer',
    costPeriod: costPeriodIn(wave),
  }
}

/** A letter names one date, so the first; each form tells its own. It is the day that was set when the survey opened. */
function firstClosing(items: readonly LetterItem[]): Temporal.PlainDate {
  const days = items.map(({ closesAt }) => dayOf(closesAt.subtract({ seconds: 1 })))
  const [first] = days.toSorted(Temporal.PlainDate.compare)
  if (!first) throw new Error('A letter about no survey')
  return first
}
