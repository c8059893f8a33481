import { sql } from 'drizzle-orm'
import supertest from 'supertest'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import writeXlsxFile from 'write-excel-file/node'
import { imports } from '../../src/db/office-schema.ts'
import { placements } from '../../src/db/schema.ts'
import { ensureUnits } from '../../src/db/units.ts'
import { importColumns } from '../../src/domain/import-columns.ts'
import { readTable } from '../../src/files/table.ts'
import { forgetImports } from '../../src/flow/forget-imports.ts'
import { importFile } from '../../src/flow/import-file.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { wordsOf } from '../support/page-text.ts'
import { goodRecord, placementsFile } from '../support/placements-file.ts'
import { type Agent, createStaffSite, type StaffSite, signedIn } from '../support/staff.ts'

let context: TestContext
let site: StaffSite
let administrator: Agent

beforeAll(async () => {
  context = await createTestContext({ now: '2026-12-01T08:00' })
  site = createStaffSite(context)
  administrator = await signedIn(context, site, 'administrator', { name: 'Märta Ek' })
})
beforeEach(async () => {
  await context.db.execute(
    sql`truncate employers, participants, imports, import_column_names restart identity cascade`,
  )
})
afterAll(() => context.close())

const mixed = placementsFile([
  {},
  { placering_id: 'P2', aspirant_id: '19800101-1234' },
  { placering_id: 'P3', kön: 'Z', slutdatum: '2026-02-30' },
])

describe('the page of imports', () => {
  test('says what it takes, and teaches where placements come from while it is empty', async () => {
    const { text } = await administrator.get('/imports').expect(200)
    expect(text).toContain('<h1>Läs in placeringar</h1>')
    const words = wordsOf(text)
    expect(words).toContain('Inget sparas förrän du har sett vad filen innehåller')
    expect(words).toContain('CSV eller Excel (XLSX), högst 50 MB')
    expect(words).toContain('Exportera placeringarna från verksamhetssystemet')
    expect(words).not.toContain('Inlärda kolumnnamn')
  })

  test('lists every file with who, when, numbers and state', async () => {
    await store(await upload(mixed, 'vecka 48.csv'))
    await upload(mixed, 'väntar.csv')
    const table = await readTable(mixed)
    const now = context.clock.now()
    await importFile(context, { fileName: 'strikt.csv', table, strict: true, now })
    const words = wordsOf((await administrator.get('/imports')).text)
    expect(words).toMatch(
      /strikt\.csv 1 december 2026 kl\. 08:00 Kommandoraden Inget sparades 2 avvisade rader Avvisad/,
    )
    expect(words).toMatch(/väntar\.csv 1 december 2026 kl\. 08:00 Märta Ek – Väntar på beslut/)
    expect(words).toMatch(/vecka 48\.csv .*Märta Ek 1 ny, 0 ändrade, 0 oförändrade 2 avvisade rader Inläst/)
    expect(words).toContain('kastas efter 24 timmar. Avvisade rader tas bort efter 30 dagar')
  })

  test('is paged', async () => {
    const row = { fileName: 'a.csv', state: 'stored' as const, decidedAt: context.clock.now() }
    const rows = Array.from({ length: 27 }, () => ({ ...row, uploadedAt: context.clock.now() }))
    await context.db.insert(imports).values(rows)
    const first = await administrator.get('/imports').expect(200)
    const [, next = ''] = /href="([^"]*)" rel="next"/.exec(first.text) ?? []
    const second = await administrator.get(next.replaceAll('&#x3D;', '=')).expect(200)
    expect(second.text.match(/href="\/imports\/\d+"/g)).toHaveLength(2)
    expect(second.text).toMatch(/\/imports\?before&#x3D;\d+\.2" rel="prev"/)
  })

  test.each(['after=x', 'after=1.', 'before=99999999999999999.1', 'after=1&after=2', 'done=x'])(
    'shows the first page for %s',
    async query => {
      await upload(mixed)
      const { text } = await administrator.get(`/imports?${query}`).expect(200)
      expect(text).toContain('export.csv')
    },
  )
})

describe('a file that can not be read', () => {
  const cases: [string, Buffer, number, string][] = [
    ['that is empty', Buffer.from(''), 422, 'Filen är tom'],
    ['that is a PDF', Buffer.from('%PDF-1.7 hello'), 422, 'av typen PDF'],
    ['that is a program', Buffer.from([0, 1, 2, 3, 0, 9, 1, 1]), 422, 'varken en CSV- eller en XLSX-fil'],
    [
      'that is a broken workbook',
      Buffer.from('PK\x03\x04 xl/workbook.xml'),
      422,
      'Arbetsboken gick inte att läsa',
    ],
    ['with a row that is too short', Buffer.from('a;b;c\n1;2;3\n4\n'), 422, 'Rad 3 har 1 kolumner'],
    ['with a quote that never ends', Buffer.from('a;b\n"x;y\n'), 422, 'citattecken'],
    ['that is some other table', Buffer.from('namn;ort\nÅsa;Umeå\n'), 422, 'Kolumner saknas: placering_id'],
    ['with a column twice', placementsFile([{}], { kön: 'Syfte ' }), 422, 'Samma kolumn finns flera gånger'],
    ['that is too large', Buffer.alloc(50_000_001, 'a'), 413, 'Filen är större än 50 MB'],
  ]
  test.each(cases)('%s is refused in words, and not kept', async (_case, content, status, words) => {
    const { text } = await administrator.post('/imports').attach('file', content, 'export.csv').expect(status)
    expect(wordsOf(text)).toContain('Filen togs inte emot')
    expect(text).toMatch(/<a href="#file">/)
    expect(text).toMatch(/id="file"[^>]*aria-describedby="file-help file-problem" aria-invalid="true"/)
    expect(wordsOf(text)).toContain(words)
    expect(await context.db.$count(imports)).toBe(0)
  })

  test.each([
    ['no file was chosen', (form: supertest.Test) => form.attach('file', Buffer.from(''), { filename: '' })],
    ['the form came without its file', (form: supertest.Test) => form.type('form').send({ file: 'x' })],
  ])('is told where %s', async (_case, send) => {
    const { text } = await send(administrator.post('/imports')).expect(422)
    expect(wordsOf(text)).toContain('Välj en fil först')
  })

  test.each([
    [
      'two files',
      (form: supertest.Test) => form.attach('file', mixed, 'a.csv').attach('file', mixed, 'b.csv'),
    ],
    [
      'a form that breaks off',
      (form: supertest.Test) =>
        form
          .set('Content-Type', 'multipart/form-data; boundary=x')
          .send('--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nplacer'),
    ],
  ])('is told where %s came', async (_case, send) => {
    const { text } = await send(administrator.post('/imports')).expect(422)
    expect(wordsOf(text)).toContain('kom inte fram hel')
    expect(await context.db.$count(imports)).toBe(0)
  })

  test('is not read from a form on another site', async () => {
    const form = administrator.post('/imports').set('Sec-Fetch-Site', 'cross-site')
    await form.attach('file', mixed, 'a.csv').expect(403)
    expect(await context.db.$count(imports)).toBe(0)
  })
})

describe('the preview', () => {
  test('shows what would be created and refused, with what to do, and stores nothing', async () => {
    const id = await upload(mixed, 'vecka åäö.csv')
    const { text } = await administrator.get(`/imports/${id}`).expect(200)
    const words = wordsOf(text)
    expect(text).toContain('<h1>Granska vecka åäö.csv</h1>')
    expect(words).toContain('Uppladdad av Märta Ek 1 december 2026 kl. 08:00. Inget är sparat än.')
    expect(words).toContain('Nya 1 Arbetsgivaren frågas om 1 placering.')
    expect(words).toContain('Läs in 1 placering ')
    expect(words).toContain('P1 Åkeri &amp; Söner AB Lagret 9 september–31 december 2026')
    expect(words).toMatch(
      /Rad 2 Kolumn aspirant_id Värde visas inte aspirant_id innehåller ett personnummer\. Ersätt/,
    )
    expect(words).toMatch(/Rad 3 Kolumn kön Värde Z kön har ett okänt värde\. Välj något av: k, m\./)
    expect(words).toMatch(/Rad 3 Kolumn slutdatum Värde 2026-02-30 slutdatum går inte att läsa/)
    expect(words).toContain('kastas filen 2 december 2026 kl. 08:00')
    expect(text).not.toContain('19800101-1234')
    expect(await context.db.$count(placements)).toBe(0)
  })

  test('shows the changes, but no more of the participant than that something changes', async () => {
    await store(await upload(placementsFile([{}])))
    const changes = {
      initialer: 'X.Y.',
      slutdatum: '2027-01-15',
      arbetsställe: '',
      kontaktperson: '800101-1234',
    }
    const id = await upload(placementsFile([changes]))
    const { text } = await administrator.get(`/imports/${id}`).expect(200)
    const words = wordsOf(text)
    expect(words).toContain('1 placering som ändras')
    expect(words).toContain('slutdatum från 2026-12-31 till 2027-01-15')
    expect(words).toContain('arbetsställe från Lagret till tomt')
    expect(words).toContain('initialer ändras (visas inte här)')
    expect(words).toContain('kontaktperson ändras (visas inte här)')
    expect(text).not.toMatch(/X\.Y\.|Å\.B\.|800101/)
  })

  test.each([
    ['everything is unchanged', placementsFile([{}]), 'Allt i filen stämmer redan'],
    ['there are no rows', placementsFile([]), 'en rubrikrad men inga placeringar'],
    ['every row is refused', placementsFile([{ kön: 'Z' }]), 'Inga rader är nya eller ändrade'],
  ])('says so where %s, and has nothing to store', async (_case, content, words) => {
    await store(await upload(placementsFile([{}])))
    const { text } = await administrator.get(`/imports/${await upload(content)}`).expect(200)
    expect(wordsOf(text)).toContain(words)
    expect(text).not.toContain('/store"')
    expect(text).toContain('/discard"')
  })

  test('tells a hundred of each kind, and how many more there are', async () => {
    await store(await upload(placementsFile(many(0, 105, {}))))
    const rows = [
      ...many(0, 105, { slutdatum: '2027-01-15' }),
      ...many(200, 102, {}),
      ...many(400, 101, { kön: 'Z' }),
    ]
    const { text } = await administrator.get(`/imports/${await upload(placementsFile(rows))}`).expect(200)
    const words = wordsOf(text)
    expect(words).toContain('… och 5 till.')
    expect(words).toContain('… och 2 till.')
    expect(words).toContain('… och 1 rad till. Den finns i filen som du kan hämta.')
    expect(text.match(/<th role="rowheader"/g)).toHaveLength(300)
  })

  test('reads a workbook and a file in Windows-1252', async () => {
    const lines = [importColumns, importColumns.map(column => goodRecord[column])]
    const sheet = lines.map(line => line.map(value => ({ value, type: String })))
    const workbook = await writeXlsxFile(sheet).toBuffer()
    for (const content of [workbook, Buffer.from(placementsFile([{}]).toString().slice(1), 'latin1')]) {
      const { text } = await administrator.get(`/imports/${await upload(content)}`).expect(200)
      expect(wordsOf(text)).toContain('Läs in 1 placering ')
    }
  })

  test('is in English for whoever reads English', async () => {
    const id = await upload(mixed)
    const { text } = await administrator.get(`/imports/${id}`).set('Accept-Language', 'en').expect(200)
    expect(wordsOf(text)).toContain('Row 3 Column kön Value Z kön has an unknown value. Choose one of: k, m.')
    expect(wordsOf(text)).toContain('Import 1 placement')
  })
})

describe('the decision', () => {
  test('to store shows what was done, and a second click shows the same', async () => {
    const id = await upload(mixed)
    const done = await administrator.post(`/imports/${id}/store`).expect(303)
    expect(done.headers.location).toBe(`/imports/${id}?done=stored`)
    const again = await administrator.post(`/imports/${id}/store`).expect(303)
    expect(again.headers.location).toBe(`/imports/${id}`)
    const { text } = await administrator.get(`/imports/${id}?done=stored`).expect(200)
    expect(text).toContain('role="status">Filen är inläst.')
    expect(wordsOf(text)).toContain('Inläst av Märta Ek 1 december 2026 kl. 08:00.')
    expect(wordsOf(text)).toContain('Nya 1 Ändrade 0 Oförändrade 0 Avvisade 2')
    expect(wordsOf(text)).toMatch(/Rad 2 Kolumn aspirant_id Värde visas inte/)
    expect(text).not.toContain('19800101-1234')
    expect(await context.db.$count(placements)).toBe(1)
  })

  test('to discard stores nothing and says so', async () => {
    const id = await upload(mixed)
    const done = await administrator.post(`/imports/${id}/discard`).expect(303)
    expect(done.headers.location).toBe('/imports?done=discarded')
    const list = await administrator.get('/imports?done=discarded')
    expect(list.text).toContain('role="status">Filen är kastad. Inget ur den har sparats.')
    const { text } = await administrator.get(`/imports/${id}`).expect(200)
    expect(wordsOf(text)).toContain(
      'Kastad av Märta Ek 1 december 2026 kl. 08:00. Inget ur filen har sparats.',
    )
    expect(wordsOf(text)).toContain('Rader i filen 3 Rader med fel 2')
    expect(await context.db.$count(placements)).toBe(0)
  })

  test.each([
    ['store', 'discard', 'Filen hade redan lästs in'],
    ['discard', 'store', 'Filen hade redan kastats'],
  ])('to %s comes before another one to %s, which is told', async (first, second, words) => {
    const id = await upload(mixed)
    await administrator.post(`/imports/${id}/${first}`).expect(303)
    const { text } = await administrator.post(`/imports/${id}/${second}`).expect(409)
    expect(wordsOf(text)).toContain(words)
    expect(await context.db.$count(placements)).toBe(first === 'store' ? 1 : 0)
    const back = await administrator.get(`/imports/${id}/${second}`).expect(303)
    expect(back.headers.location).toBe(`/imports/${id}`)
  })

  test('that nobody takes within a day is told', async () => {
    const id = await upload(mixed)
    await forgetImports(context, context.clock.now().add({ hours: 24 }))
    const { text } = await administrator.get(`/imports/${id}`).expect(200)
    expect(wordsOf(text)).toContain('Ingen bestämde om den i tid, så den kastades 2 december 2026 kl. 08:00')
    await administrator.post(`/imports/${id}/store`).expect(409)
  })

  test('counts what is true when it is taken, not what the preview said', async () => {
    const [first, second] = [await upload(mixed), await upload(mixed)]
    await store(first)
    await store(second)
    const { text } = await administrator.get(`/imports/${second}`).expect(200)
    expect(wordsOf(text)).toContain('Nya 0 Ändrade 0 Oförändrade 1 Avvisade 2')
  })
})

describe('the refused rows', () => {
  test('are the same file while it waits and afterwards, and can be imported once mended', async () => {
    const id = await upload(mixed, 'vecka 48 åäö.xlsx')
    const waiting = await download(id).expect(200)
    await store(id)
    const stored = await download(id).expect(200)
    expect(stored.text).toBe(waiting.text)
    expect(stored.headers['content-type']).toBe('text/csv; charset=utf-8')
    expect(stored.headers['content-disposition']).toContain(encodeURIComponent('vecka 48 åäö-avvisade.csv'))
    const { columns, rows } = await readTable(Buffer.from(stored.text))
    expect(columns).toEqual([...importColumns, 'rad', 'orsak'])
    expect(rows.map(row => row.slice(-2))).toEqual([
      ['2', expect.stringMatching(/^aspirant_id innehåller ett personnummer\./)],
      ['3', expect.stringMatching(/^kön har ett okänt värde\..* slutdatum går inte att läsa/)],
    ])
    const mended = Buffer.from(
      stored.text.replace('19800101-1234', 'A2').replace(';Z;', ';M;').replace('02-30', '12-30'),
    )
    const { text } = await administrator.get(`/imports/${await upload(mended)}`).expect(200)
    expect(wordsOf(text)).toContain('Läs in 2 placeringar')
  })

  test('have reasons and a name in the language of the reader', async () => {
    const id = await upload(mixed)
    await store(id)
    const { text, headers } = await download(id).set('Accept-Language', 'en').expect(200)
    expect(text).toContain('kön has an unknown value')
    expect(headers['content-disposition']).toBe('attachment; filename=export-refused.csv')
  })

  test('are gone after 30 days, and the page says why', async () => {
    const id = await upload(mixed)
    await store(id)
    await forgetImports(context, context.clock.now().add({ hours: 30 * 24 }))
    await download(id).expect(404)
    const { text } = await administrator.get(`/imports/${id}`).expect(200)
    expect(wordsOf(text)).toContain('De avvisade raderna är borttagna')
    expect(text).not.toContain('refused.csv')
  })

  function download(id: number) {
    return administrator.get(`/imports/${id}/refused.csv`)
  }
})

describe('a file whose columns have other names', () => {
  const names = { syfte: 'Typ av praktik', aspirant_id: 'Person', slutdatum: 'Sista dag' }
  const odd = placementsFile([{ aspirant_id: '19800101-1234' }, {}], names)

  test('leads to the page that asks which is which, with samples but no identity numbers', async () => {
    const id = await upload(odd)
    const preview = await administrator.get(`/imports/${id}`).expect(303)
    expect(preview.headers.location).toBe(`/imports/${id}/columns`)
    const { text } = await administrator.get(`/imports/${id}/columns`).expect(200)
    expect(text).toContain(
      '<option value="Typ av praktik">Typ av praktik (till exempel språkpraktik)</option>',
    )
    expect(text).toContain('<option value="Person">Person</option>')
    expect(text).not.toContain('19800101')
    expect(text.match(/<select /g)).toHaveLength(3)
  })

  test('is told what is wrong with the choices, which are kept', async () => {
    const id = await upload(odd)
    const chosen = { syfte: 'Typ av praktik', slutdatum: 'Typ av praktik' }
    const { text } = await administrator.post(`/imports/${id}/columns`).type('form').send(chosen).expect(422)
    const words = wordsOf(text)
    expect(words).toContain('Kolumnerna är inte sparade')
    expect(words).toContain('Välj vilken kolumn i filen som är aspirant_id.')
    expect(words).toContain('Kolumnen är redan vald ovanför. Välj en annan för slutdatum.')
    expect(text).toContain('<a href="#slutdatum">')
    expect(text).toMatch(
      /id="aspirant_id"[^>]*aria-describedby="aspirant_id-help aspirant_id-problem" aria-invalid/,
    )
    expect(text.match(/<option value="Typ av praktik" selected>/g)).toHaveLength(2)
  })

  test('is asked about once: the next one is read at once, until the name is forgotten', async () => {
    const id = await upload(odd)
    const chosen = { syfte: 'Typ av praktik', slutdatum: 'Sista dag', aspirant_id: 'Person' }
    const learned = await administrator.post(`/imports/${id}/columns`).type('form').send(chosen).expect(303)
    expect(learned.headers.location).toBe(`/imports/${id}?done=learned`)
    const preview = await administrator.get(`/imports/${id}?done=learned`).expect(200)
    expect(preview.text).toContain('role="status">Kolumnnamnen är sparade')
    expect(wordsOf(preview.text)).toContain('Rad 1 Kolumn aspirant_id Värde visas inte')
    const done = await administrator.get(`/imports/${id}/columns`).expect(303)
    expect(done.headers.location).toBe(`/imports/${id}`)
    await administrator.get(`/imports/${await upload(odd)}`).expect(200)

    const list = wordsOf((await administrator.get('/imports')).text)
    expect(list).toMatch(/typavpraktik betyder syfte Märta Ek, 1 december 2026 kl\. 08:00 Glöm typavpraktik/)
    const forget = administrator.post('/imports/columns/forget').type('form').send({ name: 'typavpraktik' })
    expect((await forget.expect(303)).headers.location).toBe('/imports?done=forgotten#columns')
    await administrator.get(`/imports/${id}`).expect(303)
    const stale = await administrator.post(`/imports/${id}/store`).expect(303)
    expect(stale.headers.location).toBe(`/imports/${id}`)
    expect(await context.db.$count(placements)).toBe(0)
    await administrator.post(`/imports/${id}/discard`).expect(303)
    const { text } = await administrator.get(`/imports/${id}`).expect(200)
    expect(wordsOf(text)).toContain('Kastad av Märta Ek')
  })
})

test('a file that waits can become one that names a column twice, and says so', async () => {
  const [one, other] = [{ syfte: 'Typ av praktik' }, { syfte: 'Ändamål' }]
  const [header = '', row = ''] = placementsFile([{}], one).toString().trim().split('\r\n')
  const both = await upload(Buffer.from(`${header};Ändamål\r\n${row};språkpraktik\r\n`))
  await learn(both, one)
  await administrator.get(`/imports/${both}`).expect(200)
  await learn(await upload(placementsFile([{}], other)), other)
  const { text } = await administrator.get(`/imports/${both}`).expect(200)
  expect(wordsOf(text)).toContain('Samma kolumn finns flera gånger: syfte.')
  await administrator.get(`/imports/${both}/columns`).expect(303)
  await administrator.get(`/imports/${both}/refused.csv`).expect(404)
  await administrator.post(`/imports/${both}/store`).expect(303)
  expect(await context.db.$count(placements)).toBe(0)
  await administrator.post(`/imports/${both}/discard`).expect(303)
})

describe('who may', () => {
  const addresses: ['get' | 'post', string][] = [
    ['get', '/imports'],
    ['post', '/imports'],
    ['get', '/imports/1'],
    ['post', '/imports/1/store'],
    ['get', '/imports/1/store'],
    ['post', '/imports/1/discard'],
    ['get', '/imports/1/discard'],
    ['get', '/imports/1/refused.csv'],
    ['get', '/imports/1/columns'],
    ['post', '/imports/1/columns'],
    ['post', '/imports/columns/forget'],
  ]

  test('a coach and an analyst may nothing of this, and nobody is sent to sign in', async () => {
    await upload(mixed)
    const [unit] = await ensureUnits(context.db, ['Jobbtorg Norr'])
    const coach = await signedIn(context, site, 'coach', { unitId: unit?.id ?? 0 })
    const analyst = await signedIn(context, site, 'analyst')
    for (const [method, address] of addresses) {
      await coach[method](address).expect(403)
      await analyst[method](address).expect(403)
      const { headers } = await supertest(site.app)[method](address).expect(303)
      expect(headers.location).toMatch(/^\/sign-in/)
    }
    await coach.post('/imports').attach('file', mixed, 'a.csv').expect(403)
    expect(await context.db.$count(imports)).toBe(1)
    expect(await context.db.$count(placements)).toBe(0)
  })

  test.each(['0', '999999', 'abc', '1e3', '99999999999999999999'])('there is no file %s', async id => {
    for (const path of ['', '/refused.csv', '/columns'])
      await administrator.get(`/imports/${id}${path}`).expect(404)
    for (const path of ['/store', '/discard', '/columns'])
      await administrator.post(`/imports/${id}${path}`).expect(404)
  })
})

async function upload(content: Buffer, name = 'export.csv'): Promise<number> {
  const { headers } = await administrator.post('/imports').attach('file', content, name).expect(303)
  return Number(/^\/imports\/(\d+)$/.exec(headers.location ?? '')?.[1])
}

async function learn(id: number, choices: Parameters<typeof placementsFile>[1]): Promise<void> {
  await administrator
    .post(`/imports/${id}/columns`)
    .type('form')
    .send({ ...choices })
    .expect(303)
}

async function store(id: number): Promise<void> {
  await administrator.post(`/imports/${id}/store`).expect(303)
}

function many(from: number, count: number, changes: Parameters<typeof placementsFile>[0][number]) {
  return Array.from({ length: count }, (_, index) => ({ placering_id: `P${from + index}`, ...changes }))
}
