import { startSink } from '../../src/simulation/sink.ts'
import { answerRequests } from './program.ts'

/** What has arrived since it was asked before. */
export type Arrived = { url: string; messages: number; bytes: number }

let messages = 0
let bytes = 0
// smtp-server greets each new connection after 100 ms; both sides keep theirs open, and so wait once.
const sink = await startSink({
  onMessage({ source }) {
    messages += 1
    bytes += source.length
  },
})

answerRequests(async (): Promise<Arrived> => {
  const arrived = { url: sink.url, messages, bytes }
  messages = 0
  bytes = 0
  return arrived
})
