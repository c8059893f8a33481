const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Ctrl+C reaches a program that npm runs twice: from the terminal, and passed on by npm. */
const sameRequestMilliseconds = 1_000

/** Resolves at the first request to stop; another, a second later, ends the process at once, as it does by default. */
export function stopRequested(): Promise<void> {
  return new Promise(resolve => {
    const stop = () => {
      setTimeout(stopListening, sameRequestMilliseconds).unref()
      resolve()
    }
    const stopListening = () => {
      for (const signal of signals) process.off(signal, stop)
    }
    for (const signal of signals) process.on(signal, stop)
  })
}
