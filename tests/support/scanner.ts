import type { ParsedMail } from 'mailparser'
import type { Browser, Page } from 'playwright-core'

/**
 * What the mail gateways of employers do to a letter before a person sees it, and some more: every link is asked for in
 * every way that only asks, opened in a browser, and on each page every link is followed, every button clicked and every
 * form sent as it stands. It fills in nothing: no field is typed in, no box ticked, no answer chosen.
 *
 * The one click of RFC 8058 is not among what it sends. Section 3 there leaves that to whoever has asked the reader of the
 * letter, and puts it behind a POST with words of its own because these gateways follow links and know no such words.
 */

/** How deep it follows what a page leads to. */
const depth = 4

const userAgents = [
  'Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 6.2; Trident/6.0)',
  'Barracuda Sentinel (EE)',
  'python-requests/2.31.0',
  'curl/8.5.0',
  '',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) '.repeat(30),
]

/** What is on a page that a machine can do something with; the fields of a form as they stand. */
type Found = {
  links: string[]
  buttons: number
  forms: { action: string; entries: [string, string][] }[]
  /** The page without what differs from one visit to the next. */
  words: string
}

/** What is clicked to get there, after the address is opened. */
type Place = { url: string; clicks: readonly number[] }

/** What was done, so that a test can tell that it was not nothing. */
export type Scan = { addresses: Set<string>; clicks: number; sent: number; serverErrors: string[] }

/** Every address in a letter: in both of its bodies and in the header that mail programs read. */
export function addressesIn({ text = '', html, headerLines }: ParsedMail): string[] {
  const header = headerLines.find(({ key }) => key === 'list-unsubscribe')?.line ?? ''
  const all = [text, (html || '').replaceAll('&#x3D;', '=').replaceAll('&amp;', '&'), header].join('\n')
  return [...new Set([...all.matchAll(/https?:\/\/[^\s"'<>]+/g)].map(([address]) => address))]
}

/**
 * Goes through everything that the addresses lead to on the site.
 * @param addresses without the origin, as `/s/1abc?employment=yes`
 */
export async function scan(browser: Browser, site: string, addresses: readonly string[]): Promise<Scan> {
  const done: Scan = { addresses: new Set(), clicks: 0, sent: 0, serverErrors: [] }
  const seen = new Set<string>()
  // A gateway runs the scripts of a page, and has no cookies.
  const context = await browser.newContext({ javaScriptEnabled: true })
  try {
    const page = await context.newPage()
    page.on('response', response => {
      if (response.status() >= 500) done.serverErrors.push(response.url())
    })
    let places: Place[] = addresses.map(address => ({ url: new URL(address, site).href, clicks: [] }))
    for (let level = 0; level <= depth && places.length > 0; level += 1) {
      const next: Place[] = []
      for (const place of places) next.push(...(await scanPlace(page, site, place, seen, done)))
      places = next
    }
  } finally {
    await context.close()
  }
  return done
}

/** @returns where it goes on from there */
async function scanPlace(
  page: Page,
  site: string,
  place: Place,
  seen: Set<string>,
  done: Scan,
): Promise<Place[]> {
  if (place.clicks.length === 0) {
    if (done.addresses.has(place.url)) return []
    done.addresses.add(place.url)
    await ask(place.url, done)
  }
  if (!(await reach(page, place)) || !page.url().startsWith(site)) return []
  done.clicks += place.clicks.length > 0 ? 1 : 0
  const found = await page.evaluate<Found>(lookAround)
  const mark = `${page.url()} ${found.words}`
  if (seen.has(mark)) return []
  seen.add(mark)
  for (const form of found.forms) await send(form, done)
  const links = found.links.filter(link => link.startsWith(site)).map(url => ({ url, clicks: [] }))
  const clicks = Array.from({ length: found.buttons }, (_, button) => ({
    url: place.url,
    clicks: [...place.clicks, button],
  }))
  return [...links, ...clicks]
}

/** @returns false where a button is gone or sends nothing */
async function reach(page: Page, { url, clicks }: Place): Promise<boolean> {
  await page.goto(url)
  for (const button of clicks) {
    const found = page.locator(buttonsOfPage).nth(button)
    if ((await found.count()) === 0) return false
    if (!(await found.evaluate(sends))) return false
    await Promise.all([page.waitForEvent('framenavigated'), found.click({ force: true })])
    await page.waitForLoadState()
  }
  return true
}

const buttonsOfPage = 'button, input[type=submit], input[type=image], input[type=button]'

type Submitter = { form: { noValidate: boolean; checkValidity(): boolean } | null }

/** Runs on a button: whether the browser lets it send its form, or asks for a field first. */
function sends(button: unknown): boolean {
  const { form } = button as Submitter
  return form !== null && (form.noValidate || form.checkValidity())
}

/** Everything that only asks, many times, at once and under many names. */
async function ask(url: string, done: Scan): Promise<void> {
  const ways = [
    ...['HEAD', 'OPTIONS', 'HEAD'].map(method => ({ method, agent: userAgents[0] ?? '' })),
    ...userAgents.flatMap(agent => [1, 2].map(() => ({ method: 'GET', agent }))),
  ]
  const answers = await Promise.all(
    ways.map(({ method, agent }) =>
      fetch(url, { method, headers: { 'user-agent': agent, accept: '*/*' }, redirect: 'follow' }),
    ),
  )
  for (const answer of answers) await noteAnswer(answer, done)
}

/** A form as it stands, by a machine that is no browser: with and without cookies it has none, and no origin. */
async function send({ action, entries }: Found['forms'][number], done: Scan): Promise<void> {
  done.sent += 1
  const answer = await fetch(action, {
    method: 'POST',
    body: new URLSearchParams(entries),
    redirect: 'follow',
  })
  await noteAnswer(answer, done)
}

async function noteAnswer(answer: Response, done: Scan): Promise<void> {
  await answer.arrayBuffer()
  if (answer.status >= 500) done.serverErrors.push(answer.url)
}

/** Runs in the page. Each form once without a button, and once by each of its buttons. */
const lookAround = `(() => {
  const fields = (form, button) => [...new FormData(form, button)].map(([name, value]) => [name, String(value)])
  const forms = [...document.forms].flatMap(form =>
    [undefined, ...form.querySelectorAll('button')].map(button => ({
      action: button?.formAction || form.action,
      entries: fields(form, button),
    })),
  )
  return {
    links: [...document.querySelectorAll('a[href], area[href], link[href], iframe[src]')].map(
      element => (element.href ?? element.src).split('#')[0],
    ),
    buttons: document.querySelectorAll('${buttonsOfPage}').length,
    forms,
    words: document.title + document.body.innerText + JSON.stringify(forms),
  }
})()`
