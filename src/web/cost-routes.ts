import type { Context } from '../context.ts'
import { costContactHandlers } from './cost-contact.ts'
import { costReturnHandlers } from './cost-return.ts'
import { costsHandler } from './costs.ts'
import type { Route } from './route.ts'
import type { StaffPage } from './staff-page.ts'

/** The district boards' cost returns: how they stand, who answers for a board, and what one tells by phone. */
export function costRoutes(context: Context, page: StaffPage): Route[] {
  const contact = costContactHandlers(context, page)
  const costReturn = costReturnHandlers(context, page)
  return [
    { method: 'get', path: '/costs', guard: 'analyst', handler: costsHandler(context, page) },
    { method: 'get', path: '/costs/districts/:id', guard: 'administrator', handler: contact.show },
    { method: 'post', path: '/costs/districts/:id', guard: 'administrator', handler: contact.change },
    { method: 'get', path: '/costs/:survey', guard: 'administrator', handler: costReturn.show },
    { method: 'post', path: '/costs/:survey', guard: 'administrator', handler: costReturn.store },
  ]
}
