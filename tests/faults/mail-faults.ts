import { once } from 'node:events'
import { connect } from 'node:net'
import { ManualClock } from '../../src/clock.ts'
import { findSendingPause } from '../../src/db/sending-pauses.ts'
import { startDeafPort } from '../support/deaf-port.ts'
import { type FaultySmtp, type Misbehaviour, startFaultySmtp } from '../support/faulty-smtp.ts'
import { startSmtp } from '../support/smtp.ts'
import { attemptsIn, type Dose, type Fault, imported, morning, type Stage, setStage } from './stage.ts'
import { countLetters, type Tally } from './tally.ts'

/** What a mail server can do at a place of its session. */
const misbehaviours: readonly [string, Misbehaviour][] = [
  ['greets with 554', { at: 'greeting', does: { reply: '554 5.3.2 no service' } }],
  ['greets with 421', { at: 'greeting', does: { reply: '421 4.3.2 come back later' } }],
  ['refuses the sender for now (451 to MAIL)', { at: 'MAIL', does: { reply: '451 4.3.0 try later' } }],
  ['refuses the sender for good (550 to MAIL)', { at: 'MAIL', does: { reply: '550 5.7.1 not you' } }],
  ['refuses the recipient for now (450 to RCPT)', { at: 'RCPT', does: { reply: '450 4.2.0 greylisted' } }],
  ['refuses the recipient for good (550 to RCPT)', { at: 'RCPT', does: { reply: '550 5.1.1 unknown' } }],
  ['refuses DATA for now (451)', { at: 'DATA', does: { reply: '451 4.3.0 try later' } }],
  ['refuses DATA for good (554)', { at: 'DATA', does: { reply: '554 5.5.1 no' } }],
  ['refuses the content for now (452)', { at: 'end', does: { reply: '452 4.3.1 disk full' } }],
  ['refuses the content for good (554)', { at: 'end', does: { reply: '554 5.7.1 spam' } }],
  ['stalls before its greeting', { at: 'greeting', does: 'stall' }],
  ['stalls at EHLO', { at: 'EHLO', does: 'stall' }],
  ['stalls at MAIL', { at: 'MAIL', does: 'stall' }],
  ['stalls at RCPT', { at: 'RCPT', does: 'stall' }],
  ['stalls at DATA', { at: 'DATA', does: 'stall' }],
  ['stalls in the content', { at: 'content', does: 'stall' }],
  ['stalls after the final dot, and has the letter', { at: 'end', does: 'stall', takes: true }],
  ['stalls after the final dot, and has it not', { at: 'end', does: 'stall' }],
  ['drops the connection at its greeting', { at: 'greeting', does: 'drop' }],
  ['drops the connection at EHLO', { at: 'EHLO', does: 'drop' }],
  ['drops the connection at MAIL', { at: 'MAIL', does: 'drop' }],
  ['drops the connection at RCPT', { at: 'RCPT', does: 'drop' }],
  ['drops the connection before DATA', { at: 'DATA', does: 'drop' }],
  ['drops the connection in the content', { at: 'content', does: 'drop' }],
  ['drops the connection after the final dot, and has the letter', { at: 'end', does: 'drop', takes: true }],
  ['drops the connection after the final dot, and has it not', { at: 'end', does: 'drop' }],
  ['answers 421 to MAIL', { at: 'MAIL', does: { reply: '421 4.3.2 closing' } }],
  ['answers 421 to RCPT', { at: 'RCPT', does: { reply: '421 4.3.2 closing' } }],
  ['answers 421 to DATA', { at: 'DATA', does: { reply: '421 4.3.2 closing' } }],
  ['answers 421 to the content', { at: 'end', does: { reply: '421 4.3.2 closing' } }],
]

/** What needs a setting that is right in the end, or a sign-in. */
const blockades: readonly [string, Misbehaviour][] = [
  ['offers STARTTLS and breaks it', { at: 'STARTTLS', does: { reply: '220 go ahead' } }],
  ['refuses STARTTLS that it has offered', { at: 'STARTTLS', does: { reply: '454 4.7.0 not now' } }],
  ['refuses the sign-in (535)', { at: 'AUTH', does: { reply: '535 5.7.8 wrong password' } }],
  ['stalls at the sign-in', { at: 'AUTH', does: 'stall' }],
]

/** Every fault of the mail server. */
export const mailFaults: readonly Fault[] = [
  { name: 'nobody listens at the mail server', play: playNobody },
  { name: 'the mail server does not pick up', play: playDeaf },
  ...[...misbehaviours, ...blockades].map(([name, misbehaviour]) => ({
    name: `the mail server ${name}`,
    play: (dose: Dose) =>
      onStage(dose, async (stage, smtp) => {
        smtp.misbehave(misbehaviour, dose.times)
        await stage.tick(morning)
        await stage.goOn()
        return smtp.struck()
      }),
  })),
  ...(['drop', { reply: '421 4.7.0 too many connections' }] as const).map(otherwise => ({
    name: `the mail server lets one connection in and ${otherwise === 'drop' ? 'drops the others' : 'answers 421 to the others'}`,
    play: (dose: Dose) =>
      onStage(dose, async (stage, smtp) => {
        smtp.allow(1, otherwise)
        // Somebody else has it until one of ours has been turned away; a few letters might get by with one otherwise.
        const other = connect(smtp.port, '127.0.0.1').on('error', () => undefined)
        await once(other, 'data')
        smtp.strikes.once('strike', () => other.destroy())
        await stage.tick(morning)
        await stage.goOn()
        return smtp.struck()
      }),
  })),
  { name: 'the certificate of the mail server is not trusted', play: playCertificate },
  { name: 'the mail server has no TLS, and it is required', play: playRequiredTls },
]

/** The letters of one morning, and a mail server that `play` has go wrong; it tells how often that was. */
async function onStage(
  dose: Dose,
  play: (stage: Stage, smtp: FaultySmtp) => Promise<number>,
  urlOf = (port: number) => `smtp://survey:secret@127.0.0.1:${port}`,
): Promise<Tally> {
  const clock = new ManualClock(imported)
  const smtp = await startFaultySmtp({ now: () => clock.now(), extensions: ['AUTH PLAIN'] })
  const stage = await setStage(dose, { smtpUrl: urlOf(smtp.port), clock })
  try {
    const times = await play(stage, smtp)
    return await countLetters(stage.db, smtp.taken, { times, due: dose.letters })
  } finally {
    await stage.close()
    await smtp.stop()
  }
}

/** The mail server is stopped, and started again at the same port. */
async function playNobody(dose: Dose): Promise<Tally> {
  const smtp = await startFaultySmtp({ now: () => morning })
  await smtp.stop()
  return playUnreachable(dose, smtp.port, async () => undefined)
}

async function playDeaf(dose: Dose): Promise<Tally> {
  const deaf = await startDeafPort()
  return playUnreachable(dose, deaf.port, deaf.stop)
}

/** Nothing can be reached at that port for an hour. */
async function playUnreachable(dose: Dose, port: number, end: () => Promise<void>): Promise<Tally> {
  const clock = new ManualClock(imported)
  const stage = await setStage(dose, { smtpUrl: `smtp://127.0.0.1:${port}`, clock })
  try {
    for (const minutes of [0, 6, 22]) await stage.tick(morning.add({ minutes }))
    const times = await attemptsIn(stage.db)
    await end()
    const smtp = await startFaultySmtp({ now: () => clock.now(), port })
    await stage.goOn()
    const tally = await countLetters(stage.db, smtp.taken, { times, due: dose.letters })
    await smtp.stop()
    return tally
  } finally {
    await stage.close()
  }
}

/** The certificate that smtp-server brings is nobody's; the operator then says that it is to be trusted. */
async function playCertificate(dose: Dose): Promise<Tally> {
  const smtp = await startSmtp({ secure: true, disabledCommands: ['AUTH'] })
  const url = smtp.url.replace('smtp:', 'smtps:')
  const stage = await setStage(dose, { smtpUrl: url })
  try {
    for (const minutes of [0, 2, 6]) await stage.tick(morning.add({ minutes }))
    const times = await probesIn(stage)
    await stage.restart(`${url}?tls.rejectUnauthorized=false`)
    await stage.goOn()
    const taken = smtp.messages.map(message => ({
      messageId: /^Message-ID: (\S+)/im.exec(message.toString())?.[1] ?? '',
    }))
    return await countLetters(stage.db, taken, { times, due: dose.letters })
  } finally {
    await stage.close()
    await smtp.stop()
  }
}

function playRequiredTls(dose: Dose): Promise<Tally> {
  return onStage(
    dose,
    async (stage, smtp) => {
      for (const minutes of [0, 2, 6]) await stage.tick(morning.add({ minutes }))
      const times = await probesIn(stage)
      await stage.restart(`smtp://127.0.0.1:${smtp.port}`)
      await stage.goOn()
      return times
    },
    port => `smtp://127.0.0.1:${port}?requireTLS=true`,
  )
}

/** How often the mail server was tried in the pause of the queue. */
async function probesIn({ db }: Stage): Promise<number> {
  return (await findSendingPause(db))?.attempts ?? 0
}
