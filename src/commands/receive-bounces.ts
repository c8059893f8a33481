import { readFile } from 'node:fs/promises'
import type { Context } from '../context.ts'
import { returnClasses } from '../domain/codes.ts'
import { type Receipt, receiveReturn } from '../flow/receive-return.ts'
import { withContext } from './with-context.ts'

/**
 * Takes in returned messages that are files, as if they had come to the return mailbox, and tells what they were.
 * @returns the exit code: 0, or 1 where a reply could not be handed on
 */
export async function receiveBounces(files: readonly string[]): Promise<number> {
  return withContext(async context => {
    const receipts: Receipt[] = []
    for (const file of files) {
      receipts.push(...(await receiveReturn(context, await readFile(file), context.clock.now())))
    }
    process.stdout.write(summary(context, files.length, receipts))
    return receipts.some(({ outcome }) => outcome === 'waiting') ? 1 : 0
  })
}

function summary({ renderer }: Context, files: number, receipts: readonly Receipt[]): string {
  const count = (is: (receipt: Receipt) => boolean) => receipts.filter(is).length
  const lines = returnClasses.flatMap(code => {
    const total = count(receipt => receipt.class === code)
    return total > 0 ? [renderer.t('sv', `bounce.received.class.${code}`, { count: total })] : []
  })
  const values = {
    files,
    matched: count(({ isMatched }) => isMatched),
    known: count(({ outcome }) => outcome === 'known'),
    stopped: count(({ outcome }) => outcome === 'stopped' || outcome === 'opted_out'),
    forwarded: count(({ outcome }) => outcome === 'forwarded'),
    waiting: count(({ outcome }) => outcome === 'waiting'),
  }
  return `${[...lines, renderer.t('sv', 'bounce.received.summary', values)].join('\n')}\n`
}
