import { createOidc } from '../auth/oidc.ts'
import type { Auth } from '../auth.ts'
import type { Context } from '../context.ts'
import { accountHandlers } from './account.ts'
import { costRoutes } from './cost-routes.ts'
import { employerHandler } from './employer.ts'
import { employerExportHandler, employerMonthHandler } from './employer-export.ts'
import { employerMergeHandlers } from './employer-merge.ts'
import { employersHandler } from './employers.ts'
import { formHandlers } from './form.ts'
import { formPreviewHandlers } from './form-previews.ts'
import { healthRoutes } from './health-routes.ts'
import { homeHandler } from './home.ts'
import { importHandlers } from './import.ts'
import { importColumnsHandlers } from './import-columns.ts'
import { importsHandlers } from './imports.ts'
import { letterPreviewHandlers } from './letter-previews.ts'
import { memberHandlers } from './member.ts'
import { memberDisableHandlers } from './member-disable.ts'
import { membersHandlers } from './members.ts'
import type { Metrics } from './metrics.ts'
import { noLettersHandlers } from './no-letters.ts'
import { oidcHandlers } from './oidc.ts'
import { placementRoutes } from './placement-routes.ts'
import { publicReportHandler } from './published/public-report.ts'
import { publishHandlers } from './published/publish.ts'
import { publishedHandlers } from './published/published-reports.ts'
import { recipientHandlers } from './published/recipients.ts'
import { figurePlacementsHandler } from './reports/figure-placements.ts'
import { reportExportHandler } from './reports/report-export.ts'
import { reportsHandler } from './reports.ts'
import { resumeHandlers } from './resume.ts'
import type { Route } from './route.ts'
import { scheduleHandlers } from './schedule.ts'
import { sendingHandler } from './sending.ts'
import { shortCodeHandlers } from './short-code.ts'
import { signInHandlers } from './sign-in.ts'
import type { StaffPage } from './staff-page.ts'
import { unitHandlers } from './unit.ts'
import { unitsHandler } from './units.ts'
import { unsubscribeHandlers } from './unsubscribe.ts'
import { wrongPersonHandlers } from './wrong-person.ts'

export type { Route } from './route.ts'

/** Every address of the service and who may use it; app.ts puts the guard in front of the handler. */
export function routes(context: Context, auth: Auth, page: StaffPage, metrics: Metrics): readonly Route[] {
  const oidc = createOidc(context)
  const signIn = signInHandlers(auth, page, oidc?.name ?? null)
  const provider = oidcHandlers(oidc, page)
  const resume = resumeHandlers(context, page)
  const account = accountHandlers(context, auth, page)
  const members = membersHandlers(context, page)
  const member = { ...memberHandlers(context, page), ...memberDisableHandlers(context, page) }
  const form = formHandlers(context)
  const imports = importsHandlers(context, page)
  const oneImport = importHandlers(context, page)
  const importColumns = importColumnsHandlers(context, page)
  const wrongPerson = wrongPersonHandlers(context)
  const unit = unitHandlers(context, page)
  const schedule = scheduleHandlers(context, page)
  const letter = letterPreviewHandlers(context, page)
  const formPreview = formPreviewHandlers(context, page)
  const employerMerge = employerMergeHandlers(context, page)
  const noLetters = noLettersHandlers(context)
  const unsubscribe = unsubscribeHandlers(context)
  const shortCode = shortCodeHandlers(context)
  const published = publishedHandlers(context, page)
  const publish = publishHandlers(context, page)
  const recipients = recipientHandlers(context, page)
  return [
    ...healthRoutes(context, metrics),
    { method: 'get', path: '/', guard: 'staff', handler: homeHandler(context, page) },
    { method: 'get', path: '/s', guard: 'respondent', handler: shortCode.show },
    { method: 'post', path: '/s', guard: 'respondent', handler: shortCode.submit },
    { method: 'get', path: '/s/:link', guard: 'respondent', handler: form.show },
    { method: 'post', path: '/s/:link', guard: 'respondent', handler: form.submit },
    { method: 'get', path: '/s/:link/wrong-person', guard: 'respondent', handler: wrongPerson.show },
    { method: 'post', path: '/s/:link/wrong-person', guard: 'respondent', handler: wrongPerson.submit },
    { method: 'get', path: '/s/:link/no-letters', guard: 'respondent', handler: noLetters.show },
    { method: 'post', path: '/s/:link/no-letters', guard: 'respondent', handler: noLetters.submit },
    { method: 'get', path: '/no-letters/:link', guard: 'respondent', handler: unsubscribe.show },
    { method: 'post', path: '/no-letters/:link', guard: 'respondent', handler: unsubscribe.submit },
    { method: 'get', path: '/sign-in', guard: 'public', handler: signIn.askForCode },
    { method: 'post', path: '/sign-in', guard: 'public', handler: signIn.sendCode },
    { method: 'get', path: '/sign-in/code', guard: 'public', handler: signIn.giveCode },
    { method: 'post', path: '/sign-in/code', guard: 'public', handler: signIn.signIn },
    { method: 'get', path: '/sign-in/oidc', guard: 'public', handler: signIn.askForCode },
    { method: 'post', path: '/sign-in/oidc', guard: 'public', handler: provider.start },
    { method: 'get', path: '/sign-in/oidc/callback', guard: 'public', handler: provider.finish },
    { method: 'post', path: '/sign-out', guard: 'public', handler: signIn.signOut },
    { method: 'get', path: '/resume/:token', guard: 'staff', handler: resume.show },
    { method: 'post', path: '/resume/:token/drop', guard: 'staff', handler: resume.drop },
    { method: 'get', path: '/account', guard: 'staff', handler: account.show },
    { method: 'post', path: '/account', guard: 'staff', handler: account.change },
    { method: 'post', path: '/account/sessions/end-others', guard: 'staff', handler: account.endOthers },
    { method: 'post', path: '/account/sessions/:id/end', guard: 'staff', handler: account.endSession },
    { method: 'get', path: '/staff', guard: 'administrator', handler: members.list },
    { method: 'get', path: '/staff/new', guard: 'administrator', handler: members.showNew },
    { method: 'post', path: '/staff/new', guard: 'administrator', handler: members.invite },
    { method: 'get', path: '/staff/:id', guard: 'administrator', handler: member.show },
    { method: 'post', path: '/staff/:id', guard: 'administrator', handler: member.change },
    { method: 'get', path: '/staff/:id/disable', guard: 'administrator', handler: member.confirm },
    { method: 'post', path: '/staff/:id/disable', guard: 'administrator', handler: member.disable },
    { method: 'post', path: '/staff/:id/enable', guard: 'administrator', handler: member.enable },
    { method: 'post', path: '/staff/:id/sessions/end', guard: 'administrator', handler: member.endSessions },
    { method: 'get', path: '/employers', guard: 'staff', handler: employersHandler(context, page) },
    { method: 'get', path: '/employers/export', guard: 'staff', handler: employerExportHandler(context) },
    {
      method: 'get',
      path: '/employers/monthly',
      guard: 'staff',
      handler: employerMonthHandler(context, page),
    },
    { method: 'get', path: '/employers/:id', guard: 'staff', handler: employerHandler(context, page) },
    { method: 'get', path: '/employers/:id/merge', guard: 'administrator', handler: employerMerge.show },
    { method: 'post', path: '/employers/:id/merge', guard: 'administrator', handler: employerMerge.merge },
    {
      method: 'get',
      path: '/employers/:id/separate',
      guard: 'administrator',
      handler: employerMerge.toEmployer,
    },
    {
      method: 'post',
      path: '/employers/:id/separate',
      guard: 'administrator',
      handler: employerMerge.separate,
    },
    ...placementRoutes(context, page),
    ...costRoutes(context, page),
    { method: 'get', path: '/reports', guard: 'analyst', handler: reportsHandler(context, page) },
    { method: 'get', path: '/reports/export', guard: 'analyst', handler: reportExportHandler(context) },
    {
      method: 'get',
      path: '/reports/placements',
      guard: 'administrator',
      handler: figurePlacementsHandler(context, page),
    },
    { method: 'get', path: '/reports/published', guard: 'analyst', handler: published.list },
    { method: 'get', path: '/reports/published/:id', guard: 'analyst', handler: published.show },
    { method: 'get', path: '/reports/publish', guard: 'analyst', handler: publish.show },
    { method: 'post', path: '/reports/publish', guard: 'analyst', handler: publish.publish },
    { method: 'get', path: '/reports/recipients', guard: 'administrator', handler: recipients.list },
    { method: 'post', path: '/reports/recipients', guard: 'administrator', handler: recipients.add },
    {
      method: 'post',
      path: '/reports/recipients/:id/remove',
      guard: 'administrator',
      handler: recipients.remove,
    },
    { method: 'get', path: '/published/:link', guard: 'public', handler: publicReportHandler(context) },
    { method: 'get', path: '/units', guard: 'administrator', handler: unitsHandler(context, page) },
    { method: 'get', path: '/units/:id', guard: 'administrator', handler: unit.show },
    { method: 'post', path: '/units/:id', guard: 'administrator', handler: unit.change },
    { method: 'get', path: '/schedule', guard: 'administrator', handler: schedule.show },
    { method: 'post', path: '/schedule', guard: 'administrator', handler: schedule.change },
    { method: 'get', path: '/sending', guard: 'administrator', handler: sendingHandler(context, page) },
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
    {
      method: 'get',
      path: '/letters/forms/:name/no-letters',
      guard: 'administrator',
      handler: formPreview.showNoLetters,
    },
    {
      method: 'post',
      path: '/letters/forms/:name/no-letters',
      guard: 'administrator',
      handler: formPreview.submit,
    },
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
