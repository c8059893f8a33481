import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { languages } from '../../src/domain/codes.ts'
import { replaceFile } from '../../src/files/replace-file.ts'
import { createRenderer } from '../../src/render.ts'

const { t } = createRenderer()
const bytes = Buffer.from('ny')

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replace-'))
})
afterEach(() => rm(folder, { recursive: true }))

test('writes a new file, and replaces one that is there, leaving nothing beside it', async () => {
  await replaceFile(join(folder, 'rapport.csv'), Buffer.from('gammal'))
  await replaceFile(join(folder, 'rapport.csv'), bytes)
  expect(await readFile(join(folder, 'rapport.csv'), 'utf8')).toBe('ny')
  expect(await readdir(folder)).toEqual(['rapport.csv'])
})

test('lets nobody read the new file who could not read the old one', async () => {
  await writeFile(join(folder, 'rapport.csv'), 'gammal', { mode: 0o600 })
  await replaceFile(join(folder, 'rapport.csv'), bytes)
  expect((await stat(join(folder, 'rapport.csv'))).mode & 0o777).toBe(0o600)
})

test('leaves the old file whole where the disk takes no more of the new one', async () => {
  const file = join(folder, 'rapport.csv')
  await writeFile(file, 'gammal')
  const module = new URL('../../src/files/replace-file.ts', import.meta.url)
  const script = `const { replaceFile } = await import(process.argv[1])
    await replaceFile(process.argv[2], Buffer.alloc(100_000)).catch(({ code, details }) => console.log(code, details.reason))`
  const limited = [
    '-c',
    'ulimit -f 1; exec "$@"',
    'sh',
    process.execPath,
    '--input-type=module',
    '-e',
    script,
  ]
  const { stdout } = await promisify(execFile)('sh', [...limited, module.href, file])
  expect(stdout.trim()).toBe('file_unwritable EFBIG')
  expect(await readdir(folder)).toEqual(['rapport.csv'])
  expect(await readFile(file, 'utf8')).toBe('gammal')
})

test('replaces what a link leads to, not the link', async () => {
  await writeFile(join(folder, 'mål.csv'), 'gammal')
  await symlink(join(folder, 'mål.csv'), join(folder, 'länk.csv'))
  await replaceFile(join(folder, 'länk.csv'), bytes)
  expect(await readFile(join(folder, 'mål.csv'), 'utf8')).toBe('ny')
  expect(
    (await readdir(folder, { withFileTypes: true })).filter(entry => entry.isSymbolicLink()),
  ).toHaveLength(1)
})

test.each([
  ['saknas/rapport.csv', 'file_folder_missing'],
  ['fil.txt/rapport.csv', 'file_folder_missing'],
  ['mapp', 'file_is_folder'],
  [`${'x'.repeat(300)}.csv`, 'file_unwritable'],
])('refuses %s: %s, which has a message in every language, and leaves all as it was', async (name, code) => {
  await mkdir(join(folder, 'mapp'))
  await writeFile(join(folder, 'fil.txt'), 'gammal')
  const error = await replaceFile(join(folder, name), bytes).catch(fault => fault)
  expect(error).toMatchObject({ name: 'ExpectedError', code })
  for (const language of languages) expect(t(language, `error.${code}`, error.details)).not.toMatch(/\{\{/)
  expect((await readdir(folder)).toSorted()).toEqual(['fil.txt', 'mapp'])
  expect(await readFile(join(folder, 'fil.txt'), 'utf8')).toBe('gammal')
})

test('refuses to put a file in the place of a device', async () => {
  await expect(replaceFile('/dev/null', bytes)).rejects.toMatchObject({ code: 'file_not_file' })
})

test('leaves a file in a folder that takes none as it was', async running => {
  if (process.getuid?.() === 0) running.skip('for root every folder takes files')
  await writeFile(join(folder, 'rapport.csv'), 'gammal')
  await chmod(folder, 0o500)
  await expect(replaceFile(join(folder, 'rapport.csv'), bytes)).rejects.toMatchObject({
    code: 'file_unwritable',
  })
  await chmod(folder, 0o700)
  expect(await readFile(join(folder, 'rapport.csv'), 'utf8')).toBe('gammal')
})
