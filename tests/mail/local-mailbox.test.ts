import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLocalMailbox, listMailbox, readMailbox } from '../../src/mail/local-mailbox.ts'
import type { Message } from '../../src/mail/message.ts'

let parent: string
let folder: string
const all = { offset: 0, limit: 50 }

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'mailbox-'))
  folder = join(parent, 'mailbox')
})

afterEach(() => rm(parent, { recursive: true }))

function message(changes: Partial<Message> = {}): Message {
  return {
    messageId: '<letter-1@kommunen.example>',
    from: { name: 'Kommunen', address: 'enkat@kommunen.example' },
    to: { name: 'Åsa', address: 'asa@bageriet.example' },
    replyTo: { name: 'Jobbtorg', address: 'jobbtorg@kommunen.example' },
    subject: 'Hur gick det på Bågen? 🥐',
    text: 'Hej å ä ö\n',
    html: '<html><head></head><body>Hej å ä ö</body></html>',
    references: [],
    autoSubmitted: 'auto-generated',
    language: 'sv',
    ...changes,
  }
}

describe('the local mailbox', () => {
  it('is empty before the first letter', async () => {
    expect(await listMailbox(folder, all)).toEqual({ total: 0, entries: [] })
  })

  it('puts a letter off that it has no room for, and leaves nothing of it', async () => {
    await writeFile(folder, 'a file where the folder should be')
    expect(await createLocalMailbox(folder).send(message())).toEqual({
      outcome: 'deferred',
      reason: 'EEXIST',
    })
    expect(await readdir(parent)).toEqual(['mailbox'])
  })

  it('gives back a letter as it was sent', async () => {
    expect(await createLocalMailbox(folder).send(message())).toEqual({ outcome: 'accepted' })
    const { entries } = await listMailbox(folder, all)
    expect(entries).toMatchObject([
      { to: '"Åsa" <asa@bageriet.example>', subject: 'Hur gick det på Bågen? 🥐' },
    ])
    expect(await readMailbox(folder, entries[0]?.name ?? '')).toMatchObject({
      from: '"Kommunen" <enkat@kommunen.example>',
      replyTo: '"Jobbtorg" <jobbtorg@kommunen.example>',
      text: 'Hej å ä ö\n',
      html: '<html><head></head><body>Hej å ä ö</body></html>',
    })
  })

  it('lists the newest first, a page at a time', async () => {
    const { send } = createLocalMailbox(folder)
    for (let number = 1; number <= 7; number += 1) {
      await send(message({ subject: `Brev ${number}` }))
      await new Promise(resolve => setTimeout(resolve, 2))
    }
    const { total, entries } = await listMailbox(folder, { offset: 2, limit: 3 })
    expect(total).toBe(7)
    expect(entries.map(({ subject }) => subject)).toEqual(['Brev 5', 'Brev 4', 'Brev 3'])
  })

  it('keeps every one of many letters that come at once, and leaves no half files', async () => {
    const { send } = createLocalMailbox(folder)
    await Promise.all(Array.from({ length: 40 }, () => send(message())))
    expect((await readdir(folder)).filter(name => name.endsWith('.eml'))).toHaveLength(40)
    expect(await readdir(folder)).toHaveLength(40)
  })

  it('shows no half-written or foreign file', async () => {
    await mkdir(folder)
    await writeFile(join(folder, '20260301T090000.000000Z-00000000.eml.part'), 'To: a@b.example')
    await writeFile(join(folder, 'notes.txt'), 'To: a@b.example')
    expect(await listMailbox(folder, all)).toEqual({ total: 0, entries: [] })
  })

  it.each([
    '../secret.eml',
    '..%2Fsecret.eml',
    '/etc/passwd',
    '20260301T090000.000000Z-00000000.eml/../../secret.eml',
    '20260301T090000.000000Z-00000000.eml\0',
    '20260301T090000.000000Z-00000000.eml',
    '',
  ])('has no letter by the name %j', async name => {
    await mkdir(folder)
    await writeFile(join(parent, 'secret.eml'), 'Subject: secret')
    expect(await readMailbox(folder, name)).toBeUndefined()
  })

  it('refuses a recipient that is no address, as a mail server would', async () => {
    const delivery = await createLocalMailbox(folder).send(
      message({ to: { name: '', address: 'asa at bageriet' } }),
    )
    expect(delivery).toMatchObject({ outcome: 'refused', address: true })
    expect(await listMailbox(folder, all)).toMatchObject({ total: 0 })
  })
})
