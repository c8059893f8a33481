/**
 * Every allowed value, once. The database schema, the import and the pages take them from here.
 * Codes are fixed by the design; the Swedish words are those of the case system's export.
 */

export const sexes = ['woman', 'man', 'unknown'] as const
export type Sex = (typeof sexes)[number]

export const sectors = ['municipal', 'other_public', 'private', 'non_profit'] as const
export type Sector = (typeof sectors)[number]

export const purposes = ['language', 'work_training', 'employment_step'] as const
export type Purpose = (typeof purposes)[number]

export const fundings = ['activity_grant', 'income_support', 'other', 'unknown'] as const
export type Funding = (typeof fundings)[number]

/** `withdrawn`: the case system cancelled the placement (makulerad); it is not surveyed and not counted. */
export const endReasons = ['as_planned', 'interrupted', 'withdrawn'] as const
export type EndReason = (typeof endReasons)[number]

export const languages = ['sv', 'en'] as const
export type Language = (typeof languages)[number]

/**
 * What a form can be answered in: easy Swedish (sv-simple), and the languages of most participants who do not read
 * Swedish yet, among them Somali, Tigrinya, Dari and Ukrainian. Letters and staff have `languages` only.
 */
export const formLanguages = ['sv', 'sv-simple', 'en', 'ar', 'so', 'ti', 'prs', 'uk'] as const
export type FormLanguage = (typeof formLanguages)[number]

/** How a page in the language says so to a browser, which has no word for easy Swedish. */
export const formScripts: Readonly<Record<FormLanguage, { lang: string; dir: 'ltr' | 'rtl' }>> = {
  sv: { lang: 'sv', dir: 'ltr' },
  'sv-simple': { lang: 'sv', dir: 'ltr' },
  en: { lang: 'en', dir: 'ltr' },
  ar: { lang: 'ar', dir: 'rtl' },
  so: { lang: 'so', dir: 'ltr' },
  ti: { lang: 'ti', dir: 'ltr' },
  prs: { lang: 'prs', dir: 'rtl' },
  uk: { lang: 'uk', dir: 'ltr' },
}

/** Who a questionnaire is for. */
const respondents = ['employer', 'participant', 'district'] as const
export type Respondent = (typeof respondents)[number]

/** In which languages each of them has the form. */
export const languagesOfForm: Readonly<Record<Respondent, readonly FormLanguage[]>> = {
  employer: languages,
  participant: formLanguages,
  district: languages,
}

/** The waves in which an employer is asked about a placement: at its end, and so many days after it. */
const placementWaves = ['end', 'day_90', 'day_180'] as const
export type PlacementWave = (typeof placementWaves)[number]
export const followUpWaves = ['day_90', 'day_180'] as const satisfies readonly PlacementWave[]
export type FollowUpWave = (typeof followUpWaves)[number]

/**
 * scheduled: the placement has not ended. open: letters go out. phone: on the coach's phone list.
 * answered, closed (no answer within the time) and withdrawn want no more letters.
 */
export const surveyStates = ['scheduled', 'open', 'phone', 'answered', 'closed', 'withdrawn'] as const
export type SurveyState = (typeof surveyStates)[number]

/**
 * Where a placement stands, in the words that staff use.
 * ongoing: nobody has been asked yet. waiting: letters go out. phone: on the coach's phone list.
 * not_surveyed: it had ended too long before it was imported (rule 1).
 */
export const responseStatuses = [
  'phone',
  'waiting',
  'ongoing',
  'answered',
  'closed',
  'not_surveyed',
  'withdrawn',
] as const
export type ResponseStatus = (typeof responseStatuses)[number]

/** Why a case is on the phone list. */
export const phoneReasons = ['no_answer', 'no_address', 'undeliverable', 'opted_out', 'wrong_person'] as const
export type PhoneReason = (typeof phoneReasons)[number]

/**
 * queued -> sending -> sent | failed | unconfirmed. A letter that no survey in it wants any longer is cancelled.
 * unconfirmed: the service died, or the connection broke, after sending began; it is never sent again.
 */
export const letterStates = ['queued', 'sending', 'sent', 'failed', 'unconfirmed', 'cancelled'] as const
export type LetterState = (typeof letterStates)[number]

/**
 * What comes back to the return mailbox. hard: the address is no use; soft: not this time; delivered: a report that all is
 * well; reply: somebody has written; unknown: none of these.
 */
export const returnClasses = [
  'hard',
  'soft',
  'complaint',
  'autoreply',
  'delivered',
  'reply',
  'unknown',
] as const
export type ReturnClass = (typeof returnClasses)[number]

/** What a returned message reports, as `npm run bounces -- --classify` names it (fixed by the design). */
export type BounceClass = 'hard' | 'soft' | 'complaint' | 'autoreply' | 'delivered' | 'not-bounce'

/** Why a letter did not arrive, as far as the mail server says. The first four are for good. */
export const bounceCauses = [
  'no_such_mailbox',
  'no_such_domain',
  'moved',
  'unsendable',
  'mailbox_full',
  'mailbox_disabled',
  'blocked',
  'content',
  'too_large',
  'expired',
  'network',
  'server',
  'other',
] as const
export type BounceCause = (typeof bounceCauses)[number]

/** Why the queue of letters is paused: the mail server refuses the sign-in, or can't be spoken to safely. */
export const pauseCauses = ['sign_in', 'tls'] as const
export type PauseCause = (typeof pauseCauses)[number]

/** What the service does over and over, whichever instance does it. */
export const duties = ['tick', 'return_mailbox'] as const
export type Duty = (typeof duties)[number]

export const letterKinds = ['invitation', 'reminder'] as const
export type LetterKind = (typeof letterKinds)[number]

export const answerSources = ['link', 'phone'] as const
export type AnswerSource = (typeof answerSources)[number]

/** What a coach writes down about a placement: a note, or that a call was not answered (with or without words). */
export const noteKinds = ['note', 'no_answer'] as const
export type NoteKind = (typeof noteKinds)[number]

/** Why a member of staff has withdrawn a survey, which no later import asks again. */
export const withdrawalReasons = [
  'not_relevant',
  'employer_asked',
  'participant_asked',
  'mistake',
  'other',
] as const
export type WithdrawalReason = (typeof withdrawalReasons)[number]

/** waiting: uploaded and previewed, nothing stored yet. A refused file (--strict) is discarded. */
export const importStates = ['waiting', 'stored', 'discarded'] as const
export type ImportState = (typeof importStates)[number]

/** Employer questionnaire: employment of any kind at the host. Codes of answers, in the order of the tables. */
export const employmentAnswers = ['yes', 'offered_declined', 'not_yet', 'no'] as const

export const employmentForms = [
  'permanent',
  'probationary',
  'substitute',
  'fixed_term',
  'seasonal',
  'other',
] as const

export const workingHours = ['full_time', 'part_time', 'on_demand'] as const

export const subsidies = ['yes', 'no', 'unknown'] as const

/** Whether somebody works at the host, so many days after the placement. */
export const stillEmployedAnswers = ['yes', 'no'] as const

/** How far something was so, the most first: the purpose was met, the work was taught well. */
export const degrees = ['4', '3', '2', '1', 'unknown'] as const

/** Participant questionnaire: the placement as a whole, the best first. */
export const overallMarks = ['5', '4', '3', '2', '1'] as const
export const treatedAnswers = ['yes', 'partly', 'no'] as const
export const recommendAnswers = ['yes', 'maybe', 'no'] as const
/** Where the participant has work of any kind now. */
export const workAnswers = ['at_host', 'elsewhere', 'no'] as const
export type WorkAnswer = (typeof workAnswers)[number]

/** Whether the employer would host again. */
export const hostAgainAnswers = ['yes', 'conditions', 'no'] as const
export type HostAgain = (typeof hostAgainAnswers)[number]

/** A published report: one that somebody chose, or one that the schedule made. */
export const reportKinds = ['chosen', 'monthly', 'quarterly'] as const
export type ReportKind = (typeof reportKinds)[number]

export const roles = ['administrator', 'coach', 'analyst'] as const
export type Role = (typeof roles)[number]

/** Swedish value in a file (lower case) -> code. A blank is looked up as the empty string. */
export const swedish = {
  sex: { k: 'woman', m: 'man', '': 'unknown' },
  sector: {
    kommunal: 'municipal',
    'annan offentlig': 'other_public',
    privat: 'private',
    ideell: 'non_profit',
  },
  purpose: {
    språkpraktik: 'language',
    arbetsträning: 'work_training',
    'steg till anställning': 'employment_step',
  },
  funding: {
    aktivitetsstöd: 'activity_grant',
    försörjningsstöd: 'income_support',
    annat: 'other',
    '': 'unknown',
  },
  endReason: { 'enligt plan': 'as_planned', avbruten: 'interrupted', makulerad: 'withdrawn' },
  language: { sv: 'sv', en: 'en', '': 'sv' },
} as const satisfies Record<string, Record<string, string>>
