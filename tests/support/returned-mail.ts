import type { ParsedMail } from 'mailparser'

/** Messages such as mail servers and people send back. */

type Report = {
  /** Where it comes to; by default an address that names no letter. */
  to?: string
  /** Whom it is about. */
  recipient: string
  /** Message-ID of the letter, with < and >; without one the letter is not returned. */
  original?: string | undefined
  status?: string
  action?: 'failed' | 'delayed' | 'delivered'
  diagnosis?: string
  /** Makes otherwise equal reports differ. */
  id?: string
}

const mailbox = 'enkat@kommunen.example'

/** A delivery report as Postfix writes it (RFC 3464). */
export function deliveryReport({
  to = mailbox,
  recipient,
  original,
  status = '5.1.1',
  action = 'failed',
  diagnosis = `550 ${status} <${recipient}>: Recipient address rejected: User unknown`,
  id = '1',
}: Report): Buffer {
  return message([
    'From: MAILER-DAEMON@mx.bageri.example (Mail Delivery System)',
    'Subject: Undelivered Mail Returned to Sender',
    `To: ${to}`,
    'Auto-Submitted: auto-replied',
    `Message-ID: <report-${id}@mx.bageri.example>`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    '',
    '--b',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'This is the mail system at host mx.bageri.example.',
    '',
    `<${recipient}>: host mx said: ${diagnosis} (in reply to RCPT TO command)`,
    '',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.bageri.example',
    '',
    `Final-Recipient: rfc822; ${recipient}`,
    `Action: ${action}`,
    `Status: ${status}`,
    `Diagnostic-Code: smtp; ${diagnosis}`,
    '',
    ...(original ? ['--b', 'Content-Type: text/rfc822-headers', '', `Message-ID: ${original}`, ''] : []),
    '--b--',
  ])
}

/** A complaint as providers pass it on (RFC 5965). */
export function complaint({ to = mailbox, recipient, original }: Report): Buffer {
  return message([
    'From: staff@provider.example',
    'Subject: Abuse report',
    `To: ${to}`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=feedback-report; boundary="b"',
    '',
    '--b',
    'Content-Type: message/feedback-report',
    '',
    'Feedback-Type: abuse',
    'Version: 1',
    `Original-Rcpt-To: ${recipient}`,
    '',
    '--b',
    'Content-Type: message/rfc822',
    '',
    `Message-ID: ${original}`,
    '',
    'Hej',
    '--b--',
  ])
}

/** What somebody, or the mail program of somebody, writes back. */
export function answerTo(
  letter: Pick<ParsedMail, 'messageId'> | undefined,
  {
    from,
    to = mailbox,
    text,
    isAutomatic = false,
  }: { from: string; to?: string; text: string; isAutomatic?: boolean },
): Buffer {
  return message([
    `From: ${from}`,
    `To: ${to}`,
    `Subject: ${isAutomatic ? 'Autosvar: ' : 'SV: '}Hur gick praktiken?`,
    ...(letter?.messageId ? [`In-Reply-To: ${letter.messageId}`, `References: ${letter.messageId}`] : []),
    ...(isAutomatic ? ['Auto-Submitted: auto-replied'] : []),
    'Message-ID: <answer@bageri.example>',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    '',
    text,
  ])
}

function message(lines: readonly string[]): Buffer {
  return Buffer.from(`${lines.join('\r\n')}\r\n`)
}
