import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { answerTo, complaint, deliveryReport } from '../support/returned-mail.ts'

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const original = '<letter-1@kommunen.example>'
const recipient = 'anna@bageri.example'
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(`${tmpdir()}/bounces-`)
  await mkdir(`${folder}/c.d`)
  await writeFile(`${folder}/b.eml`, complaint({ recipient, original }))
  await writeFile(`${folder}/a.eml`, deliveryReport({ recipient, original }))
  await writeFile(`${folder}/å.eml`, Buffer.from([0, 255, 1, 2]))
  await writeFile(`${folder}/tom.eml`, '')
  await writeFile(`${folder}/c.d/e.eml`, answerTo({ messageId: original }, { from: recipient, text: 'Hej!' }))
  await writeFile(
    `${folder}/c.d/två.eml`,
    [
      'From: MAILER-DAEMON@mx.example',
      'Content-Type: message/delivery-status',
      '',
      'Final-Recipient: rfc822; a@b.example',
      'Action: failed',
      'Status: 5.1.1',
      '',
      'Final-Recipient: rfc822; c@d.example',
      'Action: failed',
      'Status: 4.2.2',
      '',
    ].join('\n'),
  )
})
afterAll(() => rm(folder, { recursive: true }))

describe('bounces --classify', () => {
  test('prints one line a report of each file of a folder, in the order of their names', async () => {
    const { code, stdout } = await bounces('--classify', folder)
    expect(code).toBe(0)
    const nothing = '"recipient":null,"status":null,"class":"not-bounce","message_id":null'
    expect(stdout.split('\n')).toEqual([
      `{"file":"a.eml","recipient":"${recipient}","status":"5.1.1","class":"hard","message_id":"letter-1@kommunen.example"}`,
      `{"file":"b.eml","recipient":"${recipient}","status":null,"class":"complaint","message_id":"letter-1@kommunen.example"}`,
      `{"file":"tom.eml",${nothing}}`,
      `{"file":"å.eml",${nothing}}`,
      '',
    ])
  })

  test('takes files and folders, wherever the option stands, and gives two recipients a line each', async () => {
    const { stdout } = await bounces(`${folder}/c.d/två.eml`, '--classify', `${folder}/c.d/e.eml`)
    expect(
      stdout.split('\n').map(line => (line === '' ? '' : Object.values(JSON.parse(line)).join())),
    ).toEqual([
      'två.eml,a@b.example,5.1.1,hard,',
      'två.eml,c@d.example,4.2.2,soft,',
      'e.eml,,,not-bounce,letter-1@kommunen.example',
      '',
    ])
  })

  test.each([
    { name: 'no path', args: ['--classify'], says: 'Ange vilka returnerade meddelanden som ska läsas' },
    { name: 'an unknown option', args: ['--classified', '.'], says: 'Ange vilka returnerade meddelanden' },
    { name: 'a path that is not there', args: ['--classify', 'saknas.eml'], says: 'saknas.eml. Kontrollera' },
  ])('refuses $name in Swedish, with exit code 2 and nothing printed', async ({ args, says }) => {
    const { code, stdout, stderr } = await bounces(...args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(says)
  })
})

/** Without any setting: no database is needed. */
function bounces(...args: string[]): Promise<{ code: unknown; stdout: string; stderr: string }> {
  const env = { PATH: process.env.PATH }
  return new Promise(resolve => {
    execFile(process.execPath, [main, 'bounces', ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: error ? error.code : 0, stdout, stderr }),
    )
  })
}
