import { describe, expect, test } from 'vitest'
import { judge } from '../../src/domain/bounce/cause.ts'
import { type BounceCause, bounceCauses } from '../../src/domain/codes.ts'

/** What mail servers say of one recipient: the enhanced status code, or null, and the reply. */
const said: readonly (readonly [BounceCause, 'hard' | 'soft', string | null, string])[] = [
  [
    'no_such_mailbox',
    'hard',
    '5.1.1',
    '550 5.1.1 <a@b.example>: Recipient address rejected: User unknown in virtual mailbox table',
  ],
  [
    'no_such_mailbox',
    'hard',
    '5.1.1',
    '550-5.1.1 The email account that you tried to reach does not exist. Please try again',
  ],
  [
    'no_such_mailbox',
    'hard',
    '5.1.10',
    '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup',
  ],
  ['no_such_mailbox', 'hard', '5.4.1', '550 5.4.1 [a@b.example]: Recipient address rejected: Access denied'],
  [
    'no_such_mailbox',
    'hard',
    '5.1.351',
    '550 5.1.351 Remote server returned unknown recipient or mailbox unavailable',
  ],
  ['no_such_mailbox', 'hard', null, 'Sorry, no mailbox here by that name. (#5.1.1)'],
  ['no_such_mailbox', 'hard', null, '550 Unrouteable address'],
  ['no_such_mailbox', 'hard', null, '550 Invalid Recipient'],
  ['no_such_mailbox', 'hard', null, 'User anna (anna@b.example) not listed in Domino Directory'],
  ['no_such_mailbox', 'hard', '5.0.0', '550 5.0.0 No such user here (in reply to RCPT TO command)'],
  [
    'no_such_mailbox',
    'hard',
    null,
    'Det gick inte att hitta adressen. E-postadressen du angav kunde inte hittas.',
  ],
  ['no_such_mailbox', 'hard', null, '550 Mottagaren finns inte'],
  ['no_such_mailbox', 'hard', '5.1.1', ''],
  // It may be the letter that somebody did not want: nothing says that the address was asked about.
  ['no_such_mailbox', 'soft', '5.0.0', '550 User unknown'],
  ['no_such_mailbox', 'soft', '5.0.0', '550 5.0.0 User unknown (in reply to end of DATA command)'],
  ['no_such_domain', 'hard', '5.1.2', "Sorry, I couldn't find any host named b.example. (#5.1.2)"],
  [
    'no_such_domain',
    'hard',
    '5.4.4',
    'Host or domain name not found. Name service error for name=b.example type=A: Host not found',
  ],
  ['no_such_domain', 'hard', null, 'all relevant MX records point to non-existent hosts'],
  ['no_such_domain', 'hard', null, "DNS type 'mx' lookup of b.example responded with code NXDOMAIN"],
  ['no_such_domain', 'hard', '5.1.10', '556 5.1.10 Domain b.example does not accept mail (nullMX)'],
  ['moved', 'hard', '5.1.6', '551 5.1.6 User has moved; please try <c@d.example>'],
  ['mailbox_full', 'soft', '5.2.2', '552 5.2.2 <a@b.example>: user is over quota'],
  ['mailbox_full', 'soft', '5.1.1', '552 5.1.1 Recipient overquota'],
  ['mailbox_full', 'soft', null, '552 Requested mail action aborted: exceeded storage allocation'],
  ['mailbox_full', 'soft', null, 'Mottagarens brevlåda är full'],
  ['mailbox_disabled', 'soft', '5.2.1', '550 5.2.1 The email account that you tried to reach is disabled.'],
  ['too_large', 'soft', '5.3.4', '552 5.3.4 Message size exceeds fixed limit'],
  ['blocked', 'soft', '5.7.1', '554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using a list'],
  ['blocked', 'soft', '5.7.1', '554 5.7.1 <a@b.example>: Relay access denied'],
  ['blocked', 'soft', '5.1.8', '553 5.1.8 <c@d.example>... Domain of sender address does not exist'],
  [
    'blocked',
    'soft',
    '5.1.1',
    '550 5.1.1 <c@d.example>: Sender address rejected: User unknown in virtual mailbox table',
  ],
  [
    'blocked',
    'soft',
    '5.7.26',
    '550 5.7.26 This mail has been blocked because the sender is unauthenticated (DMARC)',
  ],
  ['content', 'soft', '5.1.1', '550 5.1.1 Spam detected in your message'],
  ['expired', 'soft', '4.4.7', 'Message could not be delivered for 5 days; will not try again'],
  ['network', 'soft', '4.4.1', 'connect to mx.b.example[192.0.2.1]:25: Connection refused'],
  ['server', 'soft', '5.3.0', 'procmail: Unable to open the file'],
  ['unsendable', 'hard', null, 'SMTPUTF8 is not offered'],
  ['other', 'soft', '5.0.0', '554 Transaction failed'],
  ['other', 'soft', null, ''],
]

describe('what a mail server says is told in a cause', () => {
  test.each(said)('%s, %s: %s %s', (cause, kind, status, text) => {
    expect(judge([text], status)).toEqual({ cause, class: kind })
  })

  test('of every kind', () => {
    expect(new Set(said.map(([cause]) => cause))).toEqual(new Set(bounceCauses))
  })

  test('by the most exact of several texts that tells anything', () => {
    expect(judge(['', '552 mailbox full', 'User unknown'], null).cause).toBe('mailbox_full')
    expect(judge(['554 Transaction failed', 'Unknown recipient'], null).cause).toBe('no_such_mailbox')
  })

  test('which stays soft while the code says that it is for now', () => {
    expect(judge(['451 4.3.0 User not found: lookup failed'], '4.3.0').class).toBe('soft')
  })
})
