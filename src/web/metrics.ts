import { createHash, timingSafeEqual } from 'node:crypto'
import { BlockList, isIP } from 'node:net'
import type { Request, RequestHandler, Response } from 'express'
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import type { Context } from '../context.ts'
import { within } from './health.ts'
import { type AllAnswers, createAnswerCount, readFigures, registerFigures } from './sending-figures.ts'

/** What Prometheus reads: of this process, and, at the moment of asking, of the letters in the database. */
export type Metrics = {
  /** Notes how long a request took; `route` is the pattern, never the address (rule 8). */
  observeRequest(request: { method: string; route: string; status: number; seconds: number }): void
  contentType: string
  text(): Promise<string>
}

/** One for each app, so that several can run in a process. */
export function createMetrics(context: Context): Metrics {
  const ofProcess = new Registry()
  collectDefaultMetrics({ register: ofProcess })
  for (const name of misnamed) ofProcess.removeSingleMetric(name)
  const allAnswers = createAnswerCount(context)
  const requests = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'How long requests took, by the pattern of the route; "none" where there is no such page, and for assets.',
    labelNames: ['method', 'route', 'status'],
    registers: [ofProcess],
  })
  return {
    observeRequest({ method, route, status, seconds }) {
      requests.observe({ method: knownMethods.has(method) ? method : 'other', route, status }, seconds)
    },
    contentType: ofProcess.contentType,
    async text() {
      const ofLetters = registerFigures(await figuresInTime(context, allAnswers))
      const texts = await Promise.all([ofProcess, ofLetters].map(registry => registry.metrics()))
      return texts.map(text => `${text.trimEnd()}\n`).join('')
    },
  }
}

/** Gauges with the name of counters, which Prometheus's own check refuses; each stands there by type as well. */
const misnamed = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
]

/** Whoever asks may invent others, and each would be a series of its own. */
const knownMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST'])

/** Null while the database is away: the process has something to tell all the same. */
async function figuresInTime(context: Context, allAnswers: AllAnswers) {
  try {
    return await within(readFigures(context, allAnswers, context.clock.now()))
  } catch (error) {
    context.log.warn({ error: String(error) }, 'the figures of the letters could not be read')
    return null
  }
}

/** GET /metrics: for this machine, and for whoever has METRICS_TOKEN. */
export function showMetrics({ config }: Context, metrics: Metrics): RequestHandler {
  return async (request, response) => {
    response.set('Cache-Control', 'no-store')
    if (!isFromHere(request) && !hasToken(request, config.METRICS_TOKEN)) {
      return refuseReader(response, config.METRICS_TOKEN !== undefined)
    }
    const text = await metrics.text()
    response.set('Content-Type', metrics.contentType).send(text)
  }
}

function refuseReader(response: Response, hasTokens: boolean): void {
  if (hasTokens) response.set('WWW-Authenticate', 'Bearer')
  response
    .status(hasTokens ? 401 : 403)
    .type('text')
    .send(hasTokens ? 'METRICS_TOKEN wanted\n' : 'Only from this machine\n')
}

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8)
loopback.addAddress('::1', 'ipv6')

/** As the proxy on this machine tells the visitor's address. */
function isFromHere({ ip = '' }: Request): boolean {
  const version = isIP(ip)
  return version !== 0 && loopback.check(ip, version === 6 ? 'ipv6' : 'ipv4')
}

/** In a time that tells nothing of how much of the token is right. */
function hasToken({ headers }: Request, token: string | undefined): boolean {
  const [, given] = /^Bearer +(.+)$/i.exec(headers.authorization ?? '') ?? []
  if (token === undefined || given === undefined) return false
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(token))
}
