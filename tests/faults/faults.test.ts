import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { faults } from './list.ts'
import { type Row, rowsIn } from './table.ts'

const program = fileURLToPath(new URL('./main.ts', import.meta.url))
const page = new URL('../../docs/faults.md', import.meta.url)

describe('a few letters, a few times each (npm run faults -- --few)', () => {
  const rows = new Map<string, Row>()

  /** In a process of its own: to lose a connection there is part of the play. */
  beforeAll(async () => {
    const args = [program, '--few', '--json', '--server', inject('databaseServer')]
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    const ended = once(child, 'exit')
    for await (const line of createInterface({ input: child.stdout })) {
      const row = JSON.parse(line) as Row
      rows.set(row.fault, row)
    }
    await ended
  }, 600_000)

  it.for(faults.map(({ name }) => name))('%s: no letter is lost or sent twice', (name, { skip }) => {
    const row = rows.get(name)
    if (row?.notTried) skip(row.notTried)
    expect(row).toMatchObject({ problems: [], tally: { twice: 0, lost: 0 } })
  })
})

describe('docs/faults.md', () => {
  it('tells of every fault, and of no letter that was lost or sent twice', async () => {
    const rows = rowsIn(await readFile(page, 'utf8'))
    expect(rows.map(({ fault }) => fault)).toEqual(faults.map(({ name }) => name))
    expect(rows.map(({ twice }) => twice)).toEqual(rows.map(() => '0'))
    expect(rows.map(({ lost }) => lost)).toEqual(rows.map(() => '0'))
  })

  it('adds up', async () => {
    for (const row of rowsIn(await readFile(page, 'utf8'))) {
      const sum = Number(row['sent once']) + Number(row.unconfirmed) + Number(row.refused)
      expect([row.fault, sum]).toEqual([row.fault, Number(row['letters due'])])
      expect(Number(row['times tried'])).toBeGreaterThan(0)
    }
  })
})
