const width = 40

/**
 * A progress bar on standard error: drawn in place on a terminal, and a line each tenth elsewhere.
 * @returns to be called with the share that is done, 0 to 1
 */
export function createProgress(label: string): (share: number) => void {
  const { stderr } = process
  let shown = -1
  return share => {
    const step = Math.floor(share * (stderr.isTTY ? 100 : 10))
    if (step === shown) return
    shown = step
    const filled = Math.round(share * width)
    const bar = `${label} [${'#'.repeat(filled)}${'.'.repeat(width - filled)}] ${Math.round(share * 100)} %`
    stderr.write(stderr.isTTY ? `\r${bar}${share === 1 ? '\n' : ''}` : `${bar}\n`)
  }
}
