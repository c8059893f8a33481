import { existsSync } from 'node:fs'
import { ExpectedError, faultText } from './domain/errors.ts'
import { createRenderer } from './render.ts'

/** What a command gives back: the exit code of the process. */
type Command = (args: string[]) => Promise<number>

const commands: Record<string, () => Promise<Command>> = {
  serve: async () => (await import('./commands/serve.ts')).serveCommand,
  demo: async () => (await import('./commands/demo.ts')).demoCommand,
  import: async () => (await import('./commands/import.ts')).importCommand,
  simulate: async () => (await import('./commands/simulate.ts')).simulateCommand,
  report: async () => (await import('./commands/report.ts')).reportCommand,
  staff: async () => (await import('./commands/staff.ts')).staffCommand,
  bounces: async () => (await import('./commands/bounces.ts')).bouncesCommand,
}

// What the environment sets already is not replaced.
if (existsSync('.env')) process.loadEnvFile('.env')
const [name = '', ...args] = process.argv.slice(2)
process.exitCode = await run(name, args)

async function run(name: string, args: string[]): Promise<number> {
  try {
    const load = commands[name]
    if (load === undefined) {
      throw new ExpectedError('unknown_command', { name, commands: Object.keys(commands).join(', ') })
    }
    return await (await load())(args)
  } catch (error) {
    process.stderr.write(`${describe(error)}\n`)
    return 2
  }
}

/** One clear message; the stack of an unforeseen fault only where the operator asks for it. */
function describe(error: unknown): string {
  const { t } = createRenderer()
  if (error instanceof ExpectedError) return t('sv', `error.${error.code}`, error.details)
  const frames = process.env.LOG_LEVEL === 'debug' && error instanceof Error ? framesOf(error) : ''
  return t('sv', 'error.unforeseen', { reason: faultText(error) + frames })
}

/** The stack without its first lines, which repeat the message with all that was in the statement. */
function framesOf({ stack = '' }: Error): string {
  const first = stack.indexOf('\n    at ')
  return first < 0 ? '' : stack.slice(first)
}
