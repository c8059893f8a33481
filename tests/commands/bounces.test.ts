import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../support/data-folder.ts'
import { deliveryReport } from '../support/returned-mail.ts'

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

type Line = {
  file: string
  recipient: string | null
  status: string | null
  class: string
  message_id: string | null
}

function classify(...paths: string[]): Line[] {
  const told = execFileSync(process.execPath, [main, 'bounces', '--classify', ...paths], {
    encoding: 'utf8',
    maxBuffer: 20_000_000,
  })
  return told
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line))
}

describe('npm run bounces -- --classify', () => {
  it('tells one line a report, of files and of the files in a folder, in the order of their names', async () => {
    const folder = await temporaryFolder()
    await mkdir(join(folder, 'deeper'))
    await writeFile(
      join(folder, 'b.eml'),
      deliveryReport({ recipient: 'bo@b.example', original: '<1@k.example>' }),
    )
    await writeFile(join(folder, 'a.eml'), 'not a mail')
    const lines = classify(folder, join(folder, 'b.eml'))
    const report = { recipient: 'bo@b.example', status: '5.1.1', class: 'hard', message_id: '1@k.example' }
    expect(lines).toEqual([
      { file: 'a.eml', recipient: null, status: null, class: 'not-bounce', message_id: null },
      { file: 'b.eml', ...report },
      { file: 'b.eml', ...report },
    ])
    expect(Object.keys(lines[0] ?? {})).toEqual(['file', 'recipient', 'status', 'class', 'message_id'])
  })

  it('tells two recipients of one message on a line each, and of a file that is empty or no text that it is no bounce', async () => {
    const folder = await temporaryFolder()
    const status = (recipient: string, code: string) =>
      `Final-Recipient: rfc822; ${recipient}\nAction: failed\nStatus: ${code}\n\n`
    const fields = status('a@b.example', '5.1.1') + status('c@d.example', '4.2.2')
    await writeFile(
      join(folder, '1.eml'),
      `From: MAILER-DAEMON@mx.example\nContent-Type: message/delivery-status\n\n${fields}`,
    )
    await writeFile(join(folder, '2.eml'), '')
    await writeFile(join(folder, '3.eml'), Buffer.from([0, 255, 1, 2]))
    expect(classify(folder).map(line => Object.values(line))).toEqual([
      ['1.eml', 'a@b.example', '5.1.1', 'hard', null],
      ['1.eml', 'c@d.example', '4.2.2', 'soft', null],
      ['2.eml', null, null, 'not-bounce', null],
      ['3.eml', null, null, 'not-bounce', null],
    ])
  })

  it.each([
    [['--classify', 'saknas.eml'], 'Det går inte att läsa'],
    [['--classify'], 'Ange vilka returnerade meddelanden'],
    [['--sort', 'x'], 'Ange vilka returnerade meddelanden'],
  ])('says what is wrong with %j', (args, expected) => {
    const { status, stderr } = spawnSync(process.execPath, [main, 'bounces', ...args], { encoding: 'utf8' })
    expect(status).toBe(2)
    expect(stderr).toContain(expected)
  })
})

/** Real returned messages, of many mail servers, with what each of them reports. */
describe('the messages of real mail servers', () => {
  const folder = fileURLToPath(new URL('../../../shared/corpora/bounces', import.meta.url))
  const isThere = existsSync(folder)
  let pairs: { expected: Record<string, string>; line: Line | undefined }[] = []

  beforeEach(ctx => {
    if (!isThere) ctx.skip('shared/corpora/bounces is absent')
  })
  beforeAll(() => {
    if (isThere)
      pairs = pairUp(readExpected(join(folder, 'expected.tsv')), classify(join(folder, 'messages')))
  })

  const share = (part: number, whole: number) => part / whole
  const isRecipientRight = ({ expected, line }: (typeof pairs)[number]) =>
    line?.recipient?.toLowerCase() === expected.recipient?.toLowerCase()

  it('are told of the right recipient', () => {
    const named = pairs.filter(({ expected }) => expected.recipient)
    const final = named.filter(({ expected }) => expected.has_final_recipient === '1')
    expect(share(final.filter(isRecipientRight).length, final.length)).toBeGreaterThanOrEqual(0.97)
    expect(share(named.filter(isRecipientRight).length, named.length)).toBeGreaterThanOrEqual(0.88)
  })

  it('are told as hard where they are, and hardly ever where they are not', () => {
    const told = pairs.filter(({ line }) => line?.class === 'hard')
    const hard = pairs.filter(({ expected }) => expected.class === 'hard')
    const both = told.filter(({ expected }) => expected.class === 'hard')
    expect(share(both.length, told.length)).toBeGreaterThanOrEqual(0.97)
    expect(share(both.length, hard.length)).toBeGreaterThanOrEqual(0.88)
  })
})

function readExpected(file: string): Record<string, string>[] {
  const [head = '', ...rows] = readFileSync(file, 'utf8').trimEnd().split('\n')
  const names = head.split('\t')
  return rows.map(row =>
    Object.fromEntries(row.split('\t').map((value, index) => [names[index] ?? '', value])),
  )
}

/** Each expected report with the line about the same recipient, else with the one in the same place. */
function pairUp(expected: readonly Record<string, string>[], lines: readonly Line[]) {
  const byFile = Map.groupBy(lines, ({ file }) => file)
  return expected.map(one => {
    const own = byFile.get(one.file ?? '') ?? []
    const same = own.find(({ recipient }) => recipient?.toLowerCase() === one.recipient?.toLowerCase())
    return { expected: one, line: same ?? own[Math.max(Number(one.message) - 1, 0)] }
  })
}
