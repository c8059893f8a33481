import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'

const program = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

test('a demo stopped while it plays the year, by the two signals of Ctrl+C under npm, leaves nothing behind', {
  timeout: 120_000,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'stopped-demo-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await chmod(folder, 0o711)
  // Vitest has a BASE_URL of its own.
  const env = { ...process.env, TMPDIR: folder, BASE_URL: '' }
  const demo = spawn(process.execPath, [program, 'demo'], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  const told: string[] = []
  demo.stderr.on('data', chunk => told.push(String(chunk)))
  await Promise.race([once(demo.stderr, 'data'), once(demo, 'exit')])
  expect(await readdir(folder)).not.toEqual([])
  demo.kill('SIGINT')
  demo.kill('SIGINT')
  expect(await once(demo, 'exit')).toEqual([0, null])
  expect(await readdir(folder)).toEqual([])
  expect(told.join('')).toMatch(/^(Spelar upp ett år .*\n)+$/)
})
