import { randomUUID } from 'node:crypto'
import type { Context } from '../context.ts'
import { addEvents } from '../db/events.ts'
import type { Delivery } from '../mail/transport.ts'
import type { Sample, SampleLetter } from './sample-letters.ts'

type Test = {
  letter: SampleLetter
  sample: Sample
  /** Who asked for it: it goes to this address and nowhere else. */
  member: { id: string; name: string; email: string }
}

/** Sends a sample to the member who looks at it, marked as a test in its subject. It may go at any hour, on any day. */
export async function sendTestLetter(context: Context, { letter, sample, member }: Test): Promise<Delivery> {
  const { config, db, mailer, renderer } = context
  const composed = letter.compose(context, sample)
  const delivery = await mailer.send({
    ...composed,
    messageId: `<${randomUUID()}@${config.MAIL_FROM.split('@')[1]}>`,
    to: { name: member.name, address: member.email },
    subject: renderer.t(composed.language, 'letterPreview.marked', { subject: composed.subject }),
  })
  const detail = { letter: letter.name, language: composed.language, outcome: delivery.outcome }
  await addEvents(db, [{ at: sample.now, actor: member.id, kind: 'letter.tested', detail }])
  return delivery
}
