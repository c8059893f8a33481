import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { bouncesIn } from '../domain/bounce.ts'
import { ExpectedError } from '../domain/errors.ts'
import { readReturnedMessage } from '../mail/returned-message.ts'

type Options = { paths: string[]; classify: boolean }

/**
 * `bounces PATH...`: takes in the returned messages in these files and folders. With --classify it only tells what each
 * reports, one line of JSON a report: {"file","recipient","status","class","message_id"}; that needs no database.
 * @throws ExpectedError for a path that can't be read and for wrong usage (exit code 2)
 */
export async function bouncesCommand(args: string[]): Promise<number> {
  const { paths, classify } = readOptions(args)
  const files = await filesAt(paths)
  // Loads the database and all else that classifying does without.
  if (!classify) return (await import('./receive-bounces.ts')).receiveBounces(files)
  const lines: string[] = []
  for (const file of files) {
    for (const line of await classified(file)) lines.push(`${JSON.stringify(line)}\n`)
  }
  process.stdout.write(lines.join(''))
  return 0
}

function readOptions(args: string[]): Options {
  try {
    const options = { classify: { type: 'boolean', default: false } } as const
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
    if (positionals.length === 0) throw new Error('no path')
    const from = process.env.INIT_CWD ?? process.cwd()
    return { paths: positionals.map(path => resolve(from, path)), classify: values.classify }
  } catch (error) {
    throw new ExpectedError('bounces_usage', {}, { cause: error })
  }
}

/** Files as they are; of a folder its files, in the order of their names. */
async function filesAt(paths: readonly string[]): Promise<string[]> {
  const files: string[] = []
  for (const path of paths) {
    try {
      if ((await stat(path)).isDirectory()) files.push(...(await filesIn(path)))
      else files.push(path)
    } catch (error) {
      throw new ExpectedError('bounces_unreadable', { path }, { cause: error })
    }
  }
  return files
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const names = entries.filter(entry => entry.isFile()).map(({ name }) => name)
  return names.toSorted().map(name => join(folder, name))
}

async function classified(path: string) {
  const message = await readReturnedMessage(await readRaw(path))
  return bouncesIn(message).map(({ recipient, status, class: kind, messageId }) => ({
    file: basename(path),
    recipient,
    status,
    class: kind,
    message_id: messageId,
  }))
}

async function readRaw(path: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (error) {
    throw new ExpectedError('bounces_unreadable', { path }, { cause: error })
  }
}
