import type { Context } from '../context.ts'
import { showHealth, showReadiness } from './health.ts'
import { type Metrics, showMetrics } from './metrics.ts'
import type { Route } from './route.ts'

/** What machines ask: all that a process without pages serves. */
export function healthRoutes(context: Context, metrics: Metrics): Route[] {
  return [
    { method: 'get', path: '/healthz', guard: 'public', handler: showHealth },
    { method: 'get', path: '/readyz', guard: 'public', handler: showReadiness(context) },
    { method: 'get', path: '/metrics', guard: 'public', handler: showMetrics(context, metrics) },
  ]
}
