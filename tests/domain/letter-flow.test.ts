import { describe, expect, test } from 'vitest'
import { alarmsOf, findingsOf, type LetterFlow } from '../../src/domain/letter-flow.ts'
import { swedish } from '../support/swedish.ts'

/** A Monday, in sending time. */
const now = swedish('2026-03-02T12:00')
const ago = (minutes: number) => now.subtract({ minutes })
const done = (minutes: number) => ({ doneAt: ago(minutes), failedAt: null })
const never = { doneAt: null, failedAt: null }

/** All is well: the last letter went three hours ago, and nothing is due. */
const calm: LetterFlow = {
  tick: done(1),
  watchedSince: ago(7 * 24 * 60),
  pause: null,
  refused: null,
  sentAt: ago(180),
  due: null,
  nextSendingAt: now,
  mailbox: done(5),
  isMailSent: true,
}

function said(changes: Partial<LetterFlow>): string[] {
  return findingsOf({ ...calm, ...changes }, now).map(({ level, name }) => `${level} ${name}`)
}

const signIn = { cause: 'sign_in', since: ago(1) } as const
const tls = { cause: 'tls', since: ago(1) } as const

const cases: [what: string, changes: Partial<LetterFlow>, says: string[]][] = [
  ['the scheduler ticked 14 minutes ago', { tick: done(14) }, ['good sent_today']],
  ['15 minutes ago, to the minute', { tick: done(15) }, ['red silent']],
  ['16 minutes ago', { tick: done(16) }, ['red silent']],
  [
    'it has ticked since, and failed since that',
    { tick: { doneAt: ago(2), failedAt: ago(1) } },
    ['attention tick_fails'],
  ],
  ['it failed, and has ticked since', { tick: { doneAt: ago(1), failedAt: ago(2) } }, ['good sent_today']],
  [
    'it has failed for so long that it is silent',
    { tick: { doneAt: ago(15), failedAt: ago(1) } },
    ['red silent', 'attention tick_fails'],
  ],
  ['no tick yet, just started', { tick: never, watchedSince: now }, ['attention first_start']],
  ['no tick yet after 14 minutes', { tick: never, watchedSince: ago(14) }, ['attention first_start']],
  ['no tick yet after 15 minutes', { tick: never, watchedSince: ago(15) }, ['red never_ticked']],
  [
    'the first tick has failed',
    { tick: { doneAt: null, failedAt: ago(1) }, watchedSince: ago(2) },
    ['attention tick_fails'],
  ],
  ['the mail server refuses the sign-in', { pause: signIn }, ['red paused_sign_in']],
  ['the mail server can not be trusted', { pause: tls }, ['red paused_tls']],
  [
    'paused, and the scheduler silent',
    { pause: signIn, tick: done(20) },
    ['red silent', 'red paused_sign_in'],
  ],
  ['one letter is put off for 59 minutes', { refused: { letters: 1, since: ago(59) } }, ['good sent_today']],
  ['one for an hour', { refused: { letters: 1, since: ago(60) } }, ['attention put_off']],
  ['two for an hour', { refused: { letters: 2, since: ago(60) } }, ['attention put_off']],
  ['three at once', { refused: { letters: 3, since: ago(1) } }, ['attention put_off']],
  ['three for 59 minutes', { refused: { letters: 3, since: ago(59) } }, ['attention put_off']],
  ['three for an hour', { refused: { letters: 3, since: ago(60) } }, ['red refused']],
  [
    'three for an hour while paused',
    { refused: { letters: 3, since: ago(60) }, pause: tls },
    ['red paused_tls'],
  ],
  ['a letter is due for 29 minutes', { due: { letters: 1, since: ago(29) } }, ['good under_way']],
  ['a letter is due for 30 minutes', { due: { letters: 1, since: ago(30) } }, ['attention waiting']],
  [
    'letters are due while paused',
    { due: { letters: 9, since: ago(31) }, pause: signIn },
    ['red paused_sign_in', 'attention waiting'],
  ],
  ['the mailbox was read 29 minutes ago', { mailbox: done(29) }, ['good sent_today']],
  ['the mailbox was read 30 minutes ago', { mailbox: done(30) }, ['attention mailbox_unread']],
  [
    'the mailbox was never read, 29 minutes after the start',
    { mailbox: never, watchedSince: ago(29) },
    ['good sent_today'],
  ],
  [
    'the mailbox was never read, 30 minutes after the start',
    { mailbox: never, watchedSince: ago(30) },
    ['attention mailbox_never_read'],
  ],
  ['no mailbox is set', { mailbox: null }, ['good sent_today']],
  ['no mail server is set', { isMailSent: false }, ['attention local_mailbox']],
  ['it is evening', { nextSendingAt: now.add({ hours: 21 }) }, ['good closed']],
  [
    'no letter was ever sent, in the evening',
    { sentAt: null, nextSendingAt: now.add({ hours: 21 }) },
    ['good closed'],
  ],
  ['no letter was ever sent', { sentAt: null }, ['good never_sent']],
  [
    'no letter was ever sent, and the first is due',
    { sentAt: null, due: { letters: 1, since: now } },
    ['good under_way'],
  ],
  ['the last letter went today at midnight', { sentAt: swedish('2026-03-02T00:00') }, ['good sent_today']],
  ['the last letter went yesterday', { sentAt: swedish('2026-03-01T23:59') }, ['good nothing_due']],
]

describe('what is said', () => {
  test.each(cases)('%s', (_what, changes, says) => {
    expect(said(changes)).toEqual(says)
  })

  test('comes with the moment and the number that its words need', () => {
    const refused = { letters: 4, since: ago(90) }
    expect(findingsOf({ ...calm, refused }, now)).toEqual([
      { level: 'red', name: 'refused', at: ago(90), letters: 4 },
    ])
    expect(findingsOf({ ...calm, nextSendingAt: now.add({ hours: 1 }) }, now)[0].at).toEqual(
      now.add({ hours: 1 }),
    )
  })
})

test.each(cases)(
  'the notice on every page says what is red, and nothing else: %s',
  (_what, changes, says) => {
    const alarms = alarmsOf({ ...calm, ...changes }, now).map(({ level, name }) => `${level} ${name}`)
    expect(alarms).toEqual(says.filter(finding => finding.startsWith('red')))
  },
)
