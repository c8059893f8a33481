import { EventEmitter } from 'node:events'
import { text } from 'node:stream/consumers'
import type { Random } from '../../src/simulation/random.ts'
import { type SmtpSink, startSmtp } from './smtp.ts'

/** How a letter comes to a mail server, in this order; when it is `taken` the sender does not know it yet. */
export const smtpSteps = ['connect', 'sender', 'recipient', 'content', 'taken', 'answered'] as const
type SmtpStep = (typeof smtpSteps)[number]

export type SlowSmtp = SmtpSink & {
  /** The Message-IDs of what it has taken, oldest first. */
  taken: string[]
  /** Resolves when it has come to that step so many times from now on. */
  reached(step: SmtpStep, times: number): Promise<void>
}

/** In milliseconds. */
const slowest = 10

/** A mail server that takes its time before each of its answers: a little, and never the same. */
export async function startSlowSmtp(random: Random): Promise<SlowSmtp> {
  const steps = new EventEmitter<Record<SmtpStep, []>>()
  const taken: string[] = []

  function comeTo(step: SmtpStep, answer: () => void) {
    steps.emit(step)
    setTimeout(answer, random.between(0, slowest))
  }
  const sink = await startSmtp({
    onConnect: (_session, done) => comeTo('connect', done),
    onMailFrom: (_address, _session, done) => comeTo('sender', done),
    onRcptTo: (_address, _session, done) => comeTo('recipient', done),
    onData: async (stream, _session, done) => {
      steps.emit('content')
      // Half a message, whose sender is dead, is none.
      const message = await text(stream).catch(() => undefined)
      if (message === undefined) return
      taken.push(messageIdIn(message))
      comeTo('taken', () => {
        done()
        steps.emit('answered')
      })
    },
  })
  function reached(step: SmtpStep, times: number) {
    const { promise, resolve } = Promise.withResolvers<void>()
    let left = times
    const count = () => {
      left -= 1
      if (left > 0) return
      steps.off(step, count)
      resolve()
    }
    steps.on(step, count)
    return promise
  }
  return { ...sink, taken, reached }
}

function messageIdIn(message: string): string {
  return /^Message-ID: (\S+)/im.exec(message)?.[1] ?? ''
}
