import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { createAuth } from '../src/auth.ts'
import { guardNames } from '../src/web/guards.ts'
import { createMetrics } from '../src/web/metrics.ts'
import { routes } from '../src/web/routes.ts'
import { createStaffPage } from '../src/web/staff-page.ts'
import { createTestContext } from './support/context.ts'

/**
 * The arrows of the design. A layer may import itself and what is named here, nothing else:
 * domain <- db, mail, files <- flow <- web, crons, workers <- app <- commands <- main.
 */
const base = ['domain', 'clock', 'config', 'render', 'render-values']
const edge = [...base, 'db', 'mail', 'files', 'jobs', 'context', 'secrets']
const allowed: Record<string, readonly string[]> = {
  domain: [],
  clock: [],
  config: ['domain'],
  'render-values': ['domain'],
  render: ['domain', 'render-values'],
  db: ['domain', 'config'],
  mail: ['domain', 'clock', 'config', 'render', 'render-values'],
  files: ['domain', 'render', 'render-values'],
  secrets: ['config'],
  jobs: ['db'],
  context: [...base, 'db', 'mail', 'jobs'],
  auth: [...base, 'db', 'mail', 'context'],
  flow: edge,
  web: [...base, 'db', 'files', 'mail', 'context', 'auth', 'flow'],
  crons: ['context', 'flow'],
  workers: ['context', 'flow'],
  app: [...base, 'context', 'auth', 'web'],
  'run-service': [...base, 'context', 'auth', 'mail', 'app', 'web', 'crons', 'workers'],
  simulation: [...edge, 'auth', 'flow', 'app', 'run-service'],
  commands: [...edge, 'auth', 'flow', 'app', 'run-service', 'simulation'],
  main: ['domain', 'render', 'commands'],
}

const root = fileURLToPath(new URL('..', import.meta.url))
const files = globSync('src/**/*.ts', { cwd: root }).toSorted()
const sources = new Map(files.map(file => [file, readFileSync(join(root, file), 'utf8')]))

/** src/db/letters.ts -> db; src/app.ts -> app */
function layerOf(file: string): string {
  const [, first = ''] = file.split('/')
  return first.replace(/(\.d)?\.ts$/, '')
}

function importsOf(file: string): string[] {
  const source = sources.get(file) ?? ''
  const found = source.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)
  return [...found].map(([, path = '']) => relative(root, normalize(join(root, dirname(file), path))))
}

it('every layer has its arrows, and every file a layer', () => {
  const layers = new Set(files.map(layerOf).filter(layer => layer !== 'commonjs'))
  expect([...layers].toSorted()).toEqual(Object.keys(allowed).toSorted())
})

it.each(files)('%s imports only along the arrows', file => {
  const layer = layerOf(file)
  const wrong = importsOf(file).filter(target => {
    const other = layerOf(target)
    return other !== layer && !allowed[layer]?.includes(other)
  })
  expect(wrong).toEqual([])
})

it('has no circle of imports', () => {
  const done = new Set<string>()
  function visit(file: string, path: readonly string[]): void {
    if (path.includes(file))
      throw new Error(`A circle: ${[...path.slice(path.indexOf(file)), file].join(' -> ')}`)
    if (done.has(file)) return
    for (const target of importsOf(file)) visit(target, [...path, file])
    done.add(file)
  }
  for (const file of files) visit(file, [])
})

it.each(files.filter(file => layerOf(file) === 'domain'))('%s is pure', file => {
  const source = sources.get(file) ?? ''
  // node:crypto computes; it reads and writes nothing.
  const builtIns = [...source.matchAll(/from '(node:[^']+)'/g)].map(([, name]) => name)
  expect(builtIns.filter(name => name !== 'node:crypto')).toEqual([])
  expect(source).not.toMatch(/process\.|Temporal\.Now|Date\.now|new Date\(\)|Math\.random|from 'express'/)
})

it('reads the clock in src/clock.ts only', () => {
  const readers = files.filter(file => /Temporal\.Now|Date\.now\(|new Date\(\)/.test(sources.get(file) ?? ''))
  expect(readers).toEqual(['src/clock.ts'])
})

it('reads the environment in the commands and the entry point only', () => {
  const readers = files.filter(file => /process\.env/.test(sources.get(file) ?? ''))
  expect(readers.filter(file => !/^src\/(commands\/|main\.ts)/.test(file))).toEqual([
    'src/db/embedded/account.ts',
  ])
})

it('keeps wording in the templates: no Swedish letter in the source but for codes of a file', () => {
  const spoken = files.filter(file => /'[^'\n]*[åäöÅÄÖ][^'\n]*'/.test(sources.get(file) ?? ''))
  const expected =
    /^src\/(domain\/(codes|import-columns|import-rules)|simulation\/synthetic-[a-z]+|config)\.ts$/
  expect(spoken.filter(file => !expected.test(file))).toEqual([])
})

it('has no file over 250 lines, but for the tables, which are read in one piece', () => {
  const long = files.filter(file => (sources.get(file) ?? '').split('\n').length > 250)
  expect(long).toEqual(['src/db/schema.ts'])
})

it('has no file named after nothing in particular', () => {
  expect(files.filter(file => /(?:^|\/)(util|helper|service|manager|common)s?\.ts$/.test(file))).toEqual([])
})

it('every route names its guard, once, and only respondents, readers of a published report, sign-in and what machines ask go without one', async () => {
  const context = await createTestContext()
  const list = routes(context, createAuth(context), createStaffPage(context), createMetrics(context))
  await context.close()
  const names: readonly string[] = guardNames
  expect(list.filter(({ guard }) => !names.includes(guard))).toEqual([])
  const addresses = list.map(({ method, path }) => `${method} ${path}`)
  expect(new Set(addresses).size).toBe(addresses.length)
  const open = list.filter(({ guard }) => guard === 'public').map(({ path }) => path)
  expect([...new Set(open)].toSorted()).toEqual([
    '/healthz',
    '/metrics',
    '/published/:link',
    '/readyz',
    '/sign-in',
    '/sign-in/code',
    '/sign-in/oidc',
    '/sign-in/oidc/callback',
    '/sign-out',
  ])
  const respondents = list.filter(({ guard }) => guard === 'respondent').map(({ path }) => path)
  expect([...new Set(respondents)].toSorted()).toEqual([
    '/no-letters/:link',
    '/s',
    '/s/:link',
    '/s/:link/no-letters',
    '/s/:link/wrong-person',
  ])
})
