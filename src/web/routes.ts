import type { RequestHandler } from 'express'
import type { Auth } from '../auth.ts'
import type { Context } from '../context.ts'
import { formHandlers } from './form.ts'
import { formPreviewHandlers } from './form-previews.ts'
import type { GuardName } from './guards.ts'
import { showHealth, showReadiness } from './health.ts'
import { letterPreviewHandlers } from './letter-previews.ts'
import { phoneAnswerHandlers } from './phone-answer.ts'
import { placementHandler } from './placement.ts'
import { placementsHandler } from './placements.ts'
import { reportsHandler } from './reports.ts'
import { scheduleHandlers } from './schedule.ts'
import { signInHandlers } from './sign-in.ts'
import type { StaffPage } from './staff-page.ts'
import { unitHandlers } from './unit.ts'
import { unitsHandler } from './units.ts'
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
  const wrongPerson = wrongPersonHandlers(context)
  const unit = unitHandlers(context, page)
  const schedule = scheduleHandlers(context, page)
  const letter = letterPreviewHandlers(context, page)
  const formPreview = formPreviewHandlers(context, page)
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
    { method: 'get', path: '/units', guard: 'administrator', handler: unitsHandler(context, page) },
    { method: 'get', path: '/units/:id', guard: 'administrator', handler: unit.show },
    { method: 'post', path: '/units/:id', guard: 'administrator', handler: unit.change },
    { method: 'get', path: '/schedule', guard: 'administrator', handler: schedule.show },
    { method: 'post', path: '/schedule', guard: 'administrator', handler: schedule.change },
    { method: 'get', path: '/letters', guard: 'administrator', handler: letter.list },
    { method: 'get', path: '/letters/:name', guard: 'administrator', handler: letter.show },
    { method: 'get', path: '/letters/:name/html', guard: 'administrator', handler: letter.html },
    { method: 'get', path: '/letters/:name/test', guard: 'administrator', handler: letter.leaveTest },
    { method: 'post', path: '/letters/:name/test', guard: 'administrator', handler: letter.test },
    { method: 'get', path: '/letters/forms/:name', guard: 'administrator', handler: formPreview.show },
    { method: 'post', path: '/letters/forms/:name', guard: 'administrator', handler: formPreview.submit },
    {
      method: 'get',
      path: '/letters/forms/:name/wrong-person',
      guard: 'administrator',
      handler: formPreview.showWrongPerson,
    },
    {
      method: 'post',
      path: '/letters/forms/:name/wrong-person',
      guard: 'administrator',
      handler: formPreview.submit,
    },
  ]
}
