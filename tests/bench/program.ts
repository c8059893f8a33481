import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'

/** A program of the bench in a process of its own, so that the two sides are alike and the load is in nobody's way. */
export type Program<Request, Reply> = {
  /** Sends a request and waits for the reply. Rejects when the program ends instead. */
  ask(request: Request): Promise<Reply>
  stop(): Promise<void>
}

export function startProgram<Request extends object, Reply>(file: URL): Program<Request, Reply> {
  const child = fork(file, { stdio: 'inherit' })
  return {
    async ask(request) {
      const reply = nextMessage(child)
      child.send(request)
      return (await reply) as Reply
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const exited = once(child, 'exit')
      child.disconnect()
      await exited
    },
  }
}

/** The program's own side: answers one request after the other, until the bench lets go of it. */
export function answerRequests<Request, Reply>(answer: (request: Request) => Promise<Reply>): void {
  process.on('message', async request => process.send?.(await answer(request as Request)))
  process.on('disconnect', () => process.exit())
}

async function nextMessage(child: ChildProcess): Promise<unknown> {
  const settled = new AbortController()
  const { signal } = settled
  const ended = once(child, 'exit', { signal }).then(() => {
    throw new Error('a program of the bench ended before it had replied')
  })
  const replied = once(child, 'message', { signal }).then(([reply]) => reply)
  return Promise.race([replied, ended]).finally(() => settled.abort())
}
