import type { RequestHandler } from 'express'
import type { Auth } from '../auth.ts'
import type { Context } from '../context.ts'
import { formHandlers } from './form.ts'
import type { GuardName } from './guards.ts'
import { showHealth, showReadiness } from './health.ts'
import { importHandlers } from './import.ts'
import { importColumnsHandlers } from './import-columns.ts'
import { importsHandlers } from './imports.ts'
import { phoneAnswerHandlers } from './phone-answer.ts'
import { placementHandler } from './placement.ts'
import { placementsHandler } from './placements.ts'
import { reportsHandler } from './reports.ts'
import { signInHandlers } from './sign-in.ts'
import type { StaffPage } from './staff-page.ts'
import { wrongPersonHandlers } from './wrong-person.ts'

export type Route = {
  method: 'get' | 'post'
  path: string
  guard: GuardName
  handler: RequestHandler | readonly RequestHandler[]
}

/** Every address of the service and who may use it; app.ts puts the guard in front of the handler. */
export function routes(context: Context, auth: Auth, page: StaffPage): readonly Route[] {
  const signIn = signInHandlers(auth, page)
  const phoneAnswer = phoneAnswerHandlers(context, page)
  const form = formHandlers(context)
  const imports = importsHandlers(context, page)
  const oneImport = importHandlers(context, page)
  const importColumns = importColumnsHandlers(context, page)
  const wrongPerson = wrongPersonHandlers(context)
  return [
    { method: 'get', path: '/healthz', guard: 'public', handler: showHealth },
    { method: 'get', path: '/readyz', guard: 'public', handler: showReadiness(context) },
    {
      method: 'get',
      path: '/',
      guard: 'staff',
      handler: (_request, response) => response.redirect(303, '/placements'),
    },
    { method: 'get', path: '/s/:link', guard: 'respondent', handler: form.show },
    { method: 'post', path: '/s/:link', guard: 'respondent', handler: form.submit },
    { method: 'get', path: '/s/:link/wrong-person', guard: 'respondent', handler: wrongPerson.show },
    { method: 'post', path: '/s/:link/wrong-person', guard: 'respondent', handler: wrongPerson.submit },
    { method: 'get', path: '/sign-in', guard: 'public', handler: signIn.askForCode },
    { method: 'post', path: '/sign-in', guard: 'public', handler: signIn.sendCode },
    { method: 'get', path: '/sign-in/code', guard: 'public', handler: signIn.giveCode },
    { method: 'post', path: '/sign-in/code', guard: 'public', handler: signIn.signIn },
    { method: 'post', path: '/sign-out', guard: 'public', handler: signIn.signOut },
    { method: 'get', path: '/placements', guard: 'staff', handler: placementsHandler(context, page) },
    { method: 'get', path: '/placements/:id', guard: 'staff', handler: placementHandler(context, page) },
    { method: 'get', path: '/placements/:id/phone-answer', guard: 'coach', handler: phoneAnswer.show },
    { method: 'post', path: '/placements/:id/phone-answer', guard: 'coach', handler: phoneAnswer.store },
    { method: 'get', path: '/reports', guard: 'analyst', handler: reportsHandler(context, page) },
    { method: 'get', path: '/imports', guard: 'administrator', handler: imports.show },
    { method: 'post', path: '/imports', guard: 'administrator', handler: imports.upload },
    {
      method: 'post',
      path: '/imports/columns/forget',
      guard: 'administrator',
      handler: imports.forgetColumn,
    },
    { method: 'get', path: '/imports/:id', guard: 'administrator', handler: oneImport.show },
    { method: 'post', path: '/imports/:id/store', guard: 'administrator', handler: oneImport.store },
    { method: 'post', path: '/imports/:id/discard', guard: 'administrator', handler: oneImport.discard },
    { method: 'get', path: '/imports/:id/store', guard: 'administrator', handler: oneImport.leadBack },
    { method: 'get', path: '/imports/:id/discard', guard: 'administrator', handler: oneImport.leadBack },
    { method: 'get', path: '/imports/:id/refused.csv', guard: 'administrator', handler: oneImport.download },
    { method: 'get', path: '/imports/:id/columns', guard: 'administrator', handler: importColumns.show },
    { method: 'post', path: '/imports/:id/columns', guard: 'administrator', handler: importColumns.learn },
  ]
}
