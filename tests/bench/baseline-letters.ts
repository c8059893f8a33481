import { createTransport, type SendMailOptions } from 'nodemailer'
import { employmentAnswers } from '../../src/domain/codes.ts'
import { composeSurveyLetter } from '../../src/mail/letters.ts'
import { toMime } from '../../src/mail/message.ts'
import { createRenderer } from '../../src/render.ts'
import { createRandom } from '../../src/simulation/random.ts'
import { createEmployers, type SyntheticEmployer } from '../../src/simulation/synthetic-employers.ts'
import { answerRequests } from './program.ts'

const renderer = createRenderer()

/** The seconds that nodemailer's pool alone needs for as many letters, composed in advance. */
answerRequests(async ({ smtpUrl, count }: { smtpUrl: string; count: number }): Promise<number> => {
  const letters = createEmployers(createRandom(1), count).map(compose)
  const pool = createTransport({ pool: true, url: smtpUrl, maxConnections: 5, maxMessages: 1_000 })
  const startedAt = performance.now()
  await Promise.all(letters.map(letter => pool.sendMail(letter)))
  const seconds = (performance.now() - startedAt) / 1000
  pool.close()
  return seconds
})

/** A letter like those that the service sends. */
function compose({ name, contact }: SyntheticEmployer, index: number): SendMailOptions {
  const item = {
    url: `http://localhost:3000/s/${index.toString(32)}${'v'.repeat(26)}`,
    topic: 'employer',
    buttons: { question: 'employment', codes: employmentAnswers },
    hasColleagues: true,
    name,
    workplace: 'Receptionen',
    days: {
      startedOn: Temporal.PlainDate.from('2025-12-01'),
      endedOn: Temporal.PlainDate.from('2026-02-27'),
    },
    costPeriod: null,
    unit: { name: 'Jobbtorg City', phone: '010-000 00 00' },
  }
  const message = composeSurveyLetter(renderer, {
    kind: 'invitation',
    reminderNumber: 0,
    messageId: `<${crypto.randomUUID()}@kommunen.example>`,
    references: [],
    language: contact.language,
    contact,
    organisation: 'Kommunens arbetsmarknadsförvaltning',
    senderName: null,
    sender: 'enkat@kommunen.example',
    replyTo: 'arbetsmarknad@kommunen.example',
    returnAddress: 'enkat+1@kommunen.example',
    list: { id: 'enkat.kommunen.example', unsubscribeUrl: 'https://enkat.kommunen.example/no-letters/1' },
    contactPhone: '010-000 00 00',
    items: [item],
    closesOn: Temporal.PlainDate.from('2026-05-01'),
  })
  return toMime({ ...message, to: { name: contact.name, address: contact.email } })
}
