import { connect, createServer, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { isMainThread, Worker, workerData } from 'node:worker_threads'

/** A port of this machine where somebody listens who never picks up: connecting to it takes for ever. */
export type DeafPort = { port: number; stop(): Promise<void> }

const enoughCalls = 4

/** A thread listens and then stops doing anything at all; the few calls that its queue holds are made here. */
export async function startDeafPort(): Promise<DeafPort> {
  const signal = new Int32Array(new SharedArrayBuffer(8))
  const worker = new Worker(new URL(import.meta.url), { workerData: signal })
  while (Atomics.load(signal, 1) === 0) await pause(5)
  const port = Atomics.load(signal, 1)
  const calls = Array.from({ length: enoughCalls }, () => call(port))
  await pause(50)
  return {
    port,
    async stop() {
      for (const socket of calls) socket.destroy()
      Atomics.store(signal, 0, 1)
      Atomics.notify(signal, 0)
      await worker.terminate()
    },
  }
}

function call(port: number): Socket {
  return connect(port, '127.0.0.1').on('error', () => undefined)
}

function listenWithoutPickingUp(signal: Int32Array): void {
  const server = createServer()
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
    const address = server.address() as { port: number }
    Atomics.store(signal, 1, address.port)
    Atomics.wait(signal, 0, 0)
  })
}

if (!isMainThread && workerData instanceof Int32Array) listenWithoutPickingUp(workerData)
