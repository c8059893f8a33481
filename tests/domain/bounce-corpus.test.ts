import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { type Bounce, bouncesIn } from '../../src/domain/bounce.ts'
import { readReturnedMessage } from '../../src/mail/returned-message.ts'

const folder = fileURLToPath(new URL('../../../shared/corpora/bounces', import.meta.url))
const isThere = existsSync(folder)

describe('of the collected messages of real servers', () => {
  test('those with Final-Recipient name their recipient in 97 of 100, all in 88', async ctx => {
    if (!isThere) ctx.skip('shared/corpora/bounces is absent')
    const judged = (await judgeAll()).filter(({ expected }) => expected.recipient !== '')
    const isRight = ({ expected, bounce }: Judged) =>
      bounce?.recipient?.toLowerCase() === expected.recipient.toLowerCase()
    const named = judged.filter(({ expected }) => expected.hasFinalRecipient)
    expect(share(named, isRight)).toBeGreaterThanOrEqual(0.97)
    expect(share(judged, isRight)).toBeGreaterThanOrEqual(0.88)
  })

  test('97 of 100 that are called hard are, and 88 of 100 hard ones are called so', async ctx => {
    if (!isThere) ctx.skip('shared/corpora/bounces is absent')
    const judged = await judgeAll()
    const called = judged.filter(({ bounce }) => bounce?.class === 'hard')
    const hard = judged.filter(({ expected }) => expected.class === 'hard')
    expect(share(called, ({ expected }) => expected.class === 'hard')).toBeGreaterThanOrEqual(0.97)
    expect(share(hard, ({ bounce }) => bounce?.class === 'hard')).toBeGreaterThanOrEqual(0.88)
  })

  test('each says the same with LF, CRLF and CR', async ctx => {
    if (!isThere) ctx.skip('shared/corpora/bounces is absent')
    for (const file of filesThere()) {
      const text = readFileSync(`${folder}/messages/${file}`, 'latin1').replace(/\r\n?/g, '\n')
      const [lf, crlf, cr] = await Promise.all(['\n', '\r\n', '\r'].map(end => classify(text, end)))
      expect([file, crlf, cr]).toEqual([file, lf, lf])
    }
  })
})

type Expected = { file: string; recipient: string; class: string; hasFinalRecipient: boolean }
type Judged = { expected: Expected; bounce: Bounce | undefined }

/** Each expected report beside the one of its recipient, else the one that no other has in its place. */
async function judgeAll(): Promise<Judged[]> {
  const judged: Judged[] = []
  for (const file of filesThere()) {
    const rest = await classify(readFileSync(`${folder}/messages/${file}`, 'latin1'))
    for (const expected of expectedReports().filter(report => report.file === file)) {
      const own = rest.findIndex(
        ({ recipient }) => (recipient ?? '').toLowerCase() === expected.recipient.toLowerCase(),
      )
      judged.push({ expected, bounce: rest.splice(Math.max(own, 0), 1)[0] })
    }
  }
  return judged
}

function filesThere(): string[] {
  return readdirSync(`${folder}/messages`).toSorted()
}

function expectedReports(): Expected[] {
  const [, ...lines] = readFileSync(`${folder}/expected.tsv`, 'utf8').trimEnd().split('\n')
  return lines.map(line => {
    const [file = '', , recipient = '', , kind = '', hasFinalRecipient] = line.split('\t')
    return { file, recipient, class: kind, hasFinalRecipient: hasFinalRecipient === '1' }
  })
}

function share<T>(all: readonly T[], isRight: (one: T) => boolean): number {
  return all.filter(isRight).length / all.length
}

async function classify(text: string, lineEnd?: string): Promise<Bounce[]> {
  const raw = lineEnd === undefined ? text : text.replaceAll('\n', lineEnd)
  return bouncesIn(await readReturnedMessage(Buffer.from(raw, 'latin1')))
}
