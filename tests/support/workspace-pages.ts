import type { Page } from 'playwright-core'
import { follow } from './launch-browser.ts'
import type { Viewer, Workspace } from './workspace.ts'

/** One page of the workspace in one state. */
export type WorkspacePage = {
  /** Of the picture. */
  name: string
  viewer: Viewer
  /** Goes there, and does what brings the page into that state. */
  open(page: Page, workspace: Workspace): Promise<void>
}

const lastQuarter = 'from=2025-10-01&to=2025-12-31'

const header =
  'placering_id;aspirant_id;initialer;kön;födelseår;aspirant_epost;stadsdelsnämnd;syfte;jobbtorg;coach_epost;arbetsgivare;organisationsnummer;sektor;arbetsställe;kontaktperson;kontakt_epost;kontakt_telefon;språk;startdatum;planerat_slutdatum;slutdatum;avslutsorsak;finansiering'

const figurePage = '/reports/placements?from=2025-01-01&to=2025-12-31'

export const workspacePages: readonly WorkspacePage[] = [
  at('sign-in', 'nobody', '/sign-in'),
  at('sign-in-code', 'nobody', '/sign-in/code?email=kim@jobbtorg.example'),
  at('sign-in-expired', 'nobody', '/sign-in?next=/imports&file_again=1'),
  at('home', 'coach', '/'),
  at('home-unit', 'coach', '/?scope=unit'),
  at('home-call', 'coach', '/?scope=unit&lane=call'),
  at('home-undeliverable', 'coach', '/?scope=unit&lane=undeliverable'),
  at('home-answered', 'coach', '/?scope=unit&lane=answered'),
  at('home-disagree', 'coach', '/?scope=unit&lane=disagree'),
  at('home-administrator', 'administrator', '/'),
  {
    name: 'home-called',
    viewer: 'coach',
    open: async (page, { url }) => {
      await page.goto(`${url}/?scope=unit`)
      await follow(page, 'form[action$="/calls"] button')
    },
  },
  at('placements', 'administrator', '/placements'),
  at('placements-coach', 'coach', '/placements'),
  at('placements-phone-list', 'coach', '/placements?status=phone'),
  at('placements-none-found', 'coach', '/placements?q=finns-inte&from=snart'),
  at('placements-analyst', 'analyst', '/placements'),
  aPlacement('placement-phone', 'coach', 'phone'),
  aPlacement('placement-waiting', 'coach', 'waiting'),
  aPlacement('placement-answered', 'coach', 'answered'),
  aPlacement('placement-ongoing', 'coach', 'ongoing'),
  aPlacement('placement-analyst', 'analyst', 'phone'),
  aPlacement('placement-phone-answer', 'coach', 'phone', '/phone-answer'),
  aPlacement('placement-phone-answer-refused', 'coach', 'phone', '/phone-answer', pressed),
  aPlacement('placement-send-now', 'coach', 'waiting', '/send-now'),
  aPlacement('placement-contact', 'coach', 'phone', '/contact'),
  aPlacement('placement-contact-refused', 'coach', 'phone', '/contact', async page => {
    await page.locator('main #email').fill('fel adress')
    await pressed(page)
  }),
  aPlacement('placement-withdraw', 'coach', 'waiting', '/withdraw'),
  aPlacement('placement-withdraw-refused', 'coach', 'waiting', '/withdraw', pressed),
  aPlacement('placement-link', 'coach', 'waiting', '/link'),
  aPlacement('placement-no-letters', 'coach', 'waiting', '/no-letters'),
  aPlacement('placement-participant', 'coach', 'ongoing', '/participant'),
  aPlacement('placement-participant-code', 'coach', 'ongoing', '/participant', pressed),
  aPlacement('placement-participant-refused', 'coach', 'closed', '/participant'),
  aPlacement('placement-settle-agreed', 'coach', 'waiting', '/settle'),
  aDisagreement('placement-disagreement'),
  aDisagreement('placement-settle', '/settle'),
  aDisagreement('placement-settle-refused', '/settle', pressed),
  at('short-code', 'nobody', '/s'),
  {
    name: 'short-code-refused',
    viewer: 'nobody',
    open: async (page, { url }) => {
      await page.goto(`${url}/s`)
      await follow(page, 'main button')
    },
  },
  aPlacement('placement-note-refused', 'coach', 'answered', '/notes', pressed),
  at('employers', 'administrator', '/employers'),
  at('employers-analyst', 'analyst', '/employers?sector=private'),
  at('employers-none-found', 'coach', '/employers?q=finns-inte'),
  at('employers-month-refused', 'coach', '/employers/monthly?month=2030-01'),
  anEmployer('employer', 'administrator'),
  anEmployer('employer-coach', 'coach'),
  anEmployer('employer-analyst', 'analyst'),
  anEmployer('employer-merge', 'administrator', async page => {
    await page.goto(`${page.url()}/merge?q=bageri`)
  }),
  anEmployer('employer-merge-itself', 'administrator', async page => {
    await page.goto(`${page.url()}/merge?into=${page.url().split('/').at(-1)}`)
  }),
  anEmployer('employer-merge-confirm', 'administrator', async page => {
    await page.goto(`${page.url()}/merge?q=ab`)
    await follow(page, '.choosing a')
  }),
  at('imports', 'administrator', '/imports'),
  uploaded('imports-nothing-chosen', ''),
  uploaded('imports-not-a-table', '\u0000\u0001'),
  uploaded('import-preview', exportWith(header)),
  uploaded('import-columns', exportWith(header.replace('jobbtorg', 'enhet'))),
  uploaded('import-stored', exportWith(header, 'lagrad'), pressed),
  at('imports-history', 'administrator', '/imports'),
  at('staff', 'administrator', '/staff'),
  at('staff-new', 'administrator', '/staff/new'),
  {
    name: 'staff-new-refused',
    viewer: 'administrator',
    open: async (page, { url }) => {
      await page.goto(`${url}/staff/new`)
      await pressed(page)
    },
  },
  at('staff-member', 'administrator', '/staff/viewer-coach'),
  at('staff-disable', 'administrator', '/staff/viewer-coach/disable'),
  at('account', 'coach', '/account'),
  at('units', 'administrator', '/units'),
  at('unit', 'administrator', '/units/1'),
  {
    name: 'unit-refused',
    viewer: 'administrator',
    open: async (page, { url }) => {
      await page.goto(`${url}/units/1`)
      await page.locator('main #email').fill('fel adress')
      await pressed(page)
    },
  },
  at('schedule', 'administrator', '/schedule'),
  {
    name: 'schedule-refused',
    viewer: 'administrator',
    open: async (page, { url }) => {
      await page.goto(`${url}/schedule`)
      await page.locator('main input[inputmode=numeric]').first().fill('0')
      await pressed(page)
    },
  },
  at('sending', 'administrator', '/sending'),
  at('letters', 'administrator', '/letters'),
  at('letter-invitation', 'administrator', '/letters/invitation'),
  at('letter-coach', 'administrator', '/letters/coach'),
  at('letter-report', 'administrator', '/letters/report'),
  at('form-language', 'administrator', '/letters/forms/language'),
  at('form-problems', 'administrator', '/letters/forms/problems'),
  at('form-no-letters', 'administrator', '/letters/forms/no_letters'),
  at('reports', 'analyst', '/reports'),
  at('reports-month', 'analyst', '/reports?from=2025-11-01&to=2025-11-30'),
  at('reports-narrowed', 'analyst', '/reports?from=2025-01-01&to=2025-12-31&purpose=language&sector=private'),
  at('reports-refused', 'analyst', '/reports?from=2025-01-01&to=2025-12-31&unit=1&sector=private'),
  at('reports-part-of-a-month', 'analyst', '/reports?from=2025-01-15&to=2025-12-31'),
  at('figure-placements', 'administrator', `${figurePage}&purpose=language&measure=yes&sexes=registered`),
  at('figure-placements-changed', 'administrator', `${figurePage}&quarter=2025-Q3&measure=answered&shown=2`),
  at('figure-placements-empty', 'administrator', `${figurePage}&measure=ended&employer=999999`),
  at('figure-placements-refused', 'administrator', `${figurePage}&measure=many`),
  at('published-none', 'analyst', '/reports/published'),
  at('publish-choice', 'analyst', '/reports/publish'),
  at('publish', 'analyst', `/reports/publish?${lastQuarter}`),
  at('publish-refused', 'analyst', '/reports/publish?from=2026-01-02&to=2026-01-31'),
  {
    name: 'published',
    viewer: 'analyst',
    open: async (page, { url }) => {
      await page.goto(`${url}/reports/publish?${lastQuarter}`)
      // It is published once; after that the page leads to it.
      const isPublished = (await page.locator('.deciding button').count()) === 0
      await (isPublished ? follow(page, 'main .note a') : pressed(page))
    },
  },
  at('published-list', 'analyst', '/reports/published'),
  at('publish-unchanged', 'analyst', `/reports/publish?${lastQuarter}`),
  {
    name: 'published-public',
    viewer: 'analyst',
    open: async (page, { url }) => {
      await page.goto(`${url}/reports/published`)
      await follow(page, 'main tbody a')
      await follow(page, 'main a[href*="/published/"].address')
    },
  },
  at('published-missing', 'nobody', '/published/0'),
  at('recipients', 'administrator', '/reports/recipients'),
  {
    name: 'recipients-refused',
    viewer: 'administrator',
    open: async (page, { url }) => {
      await page.goto(`${url}/reports/recipients`)
      await page.locator('main #email').fill('fel adress')
      await pressed(page)
    },
  },
  at('not-found', 'coach', '/placements/0'),
  at('not-allowed', 'coach', '/reports'),
]

function at(name: string, viewer: WorkspacePage['viewer'], path: string): WorkspacePage {
  return { name, viewer, open: async (page, { url }) => void (await page.goto(url + path)) }
}

/** The page of the first host of the register, or what comes after it. */
function anEmployer(
  name: string,
  viewer: WorkspacePage['viewer'],
  then: (page: Page) => Promise<void> = async () => {},
): WorkspacePage {
  return {
    name,
    viewer,
    open: async (page, { url }) => {
      await page.goto(`${url}/employers`)
      await follow(page, '.register tbody a')
      await then(page)
    },
  }
}

/** The page of the first placement that stands so, or one of the pages below it. */
function aPlacement(
  name: string,
  viewer: Viewer,
  status: string,
  below = '',
  then: (page: Page) => Promise<void> = async () => {},
): WorkspacePage {
  return {
    name,
    viewer,
    open: async (page, { url }) => {
      await page.goto(`${url}/placements?status=${status}`)
      await follow(page, '.cards tbody a')
      if (below !== '') await page.goto(new URL(page.url()).origin + new URL(page.url()).pathname + below)
      await then(page)
    },
  }
}

/** The page of the first placement about which two say different things, or one of the pages below it. */
function aDisagreement(
  name: string,
  below = '',
  then: (page: Page) => Promise<void> = async () => {},
): WorkspacePage {
  return {
    name,
    viewer: 'coach',
    open: async (page, { url }) => {
      await page.goto(`${url}/?scope=unit&lane=disagree`)
      await follow(page, '.cards tbody th a')
      if (below !== '') await page.goto(page.url() + below)
      await then(page)
    },
  }
}

/** What an upload leads to; nothing is chosen for an empty file. */
function uploaded(
  name: string,
  content: string,
  then: (page: Page) => Promise<void> = async () => {},
): WorkspacePage {
  return {
    name,
    viewer: 'administrator',
    open: async (page, { url }) => {
      await page.goto(`${url}/imports`)
      const file = { name: 'placeringar vecka 9.csv', mimeType: 'text/csv', buffer: Buffer.from(content) }
      if (content !== '') await page.locator('input[type=file]').setInputFiles(file)
      await follow(page, 'form[enctype="multipart/form-data"] button')
      await then(page)
    },
  }
}

/** Two good rows and a faulty one. */
function exportWith(columns: string, series = 'ny'): string {
  const row = (number: number, end: string) =>
    `${series}-${number};A-${series}-${number};Å.Ö.;K;1985;;Farsta;språkpraktik;Jobbtorg City;coach1.city@jobbtorg.example;Nya Bageriet;556016-0680;privat;Köket;Eva Ek;eva.ek@nyabageriet.example;08-123 45 67;sv;2025-12-01;2026-02-27;${end};enligt plan;annat`
  return [columns, row(1, '2026-02-27'), row(2, '2025-12-05'), row(3, '2025-02-30')].join('\n')
}

/** Sends the page's form as it stands. */
async function pressed(page: Page): Promise<void> {
  await follow(page, 'main form:not([method=get]) button[type=submit]')
}
