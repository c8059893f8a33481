import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import writeXlsxFile, { type SheetData } from 'write-excel-file/node'
import { ExpectedError } from '../../src/domain/errors.ts'
import { readTable, readTableFile, writeTable } from '../../src/files/table.ts'

const columns = ['Arbetsgivare', 'Kön', 'Slutdatum']
const rows = [
  ['Åkeri & Söner AB', 'K', '2011-09-28'],
  ['Kafé "Blå"; Ö, norra', '', '2011-03-27'],
]

describe('a CSV file gives the same table', () => {
  const encodings = [
    { name: 'UTF-8', encode: (text: string) => Buffer.from(text) },
    { name: 'UTF-8 with BOM', encode: (text: string) => Buffer.from(`\uFEFF${text}`) },
    { name: 'Windows-1252', encode: (text: string) => iconv.encode(text, 'windows-1252') },
    {
      name: 'UTF-16 LE with BOM',
      encode: (text: string) => iconv.encode(text, 'utf-16le', { addBOM: true }),
    },
    { name: 'UTF-16 LE without BOM', encode: (text: string) => iconv.encode(text, 'utf-16le') },
    {
      name: 'UTF-16 BE with BOM',
      encode: (text: string) => iconv.encode(text, 'utf-16be', { addBOM: true }),
    },
    { name: 'UTF-16 BE without BOM', encode: (text: string) => iconv.encode(text, 'utf-16be') },
    { name: 'decomposed UTF-8', encode: (text: string) => Buffer.from(text.normalize('NFD')) },
  ]
  const shapes = [';', ',', '\t'].flatMap(delimiter =>
    ['\r\n', '\n', '\r'].map(newline => ({ delimiter, newline })),
  )

  test.each(encodings)('in $name, with every delimiter and line end', async ({ encode }) => {
    for (const { delimiter, newline } of shapes) {
      expect(await readTable(encode(csv(delimiter, newline)))).toEqual({ columns, rows })
    }
  })

  test('with a sep= line, which decides the delimiter', async () => {
    const text = `sep=|\r\nNamn; förnamn, alla|Ort\r\nÅsa|Kista\r\n`
    expect(await read(text)).toEqual({ columns: ['Namn; förnamn, alla', 'Ort'], rows: [['Åsa', 'Kista']] })
  })

  test('with signs that only Windows-1252 has', async () => {
    const bytes = iconv.encode('Namn;Pris\nCafé – ”Hörnan”;5 €\n', 'windows-1252')
    expect(await readTable(bytes)).toEqual({ columns: ['Namn', 'Pris'], rows: [['Café – ”Hörnan”', '5 €']] })
  })
})

describe('the cells of a CSV file', () => {
  const cases = [
    { name: 'lose white space at their ends', text: 'a;b\n  x ;\u00A0y\t\n', rows: [['x', 'y']] },
    { name: 'keep a line break within quotes', text: 'a;b\n"x\ny";z\n', rows: [['x\ny', 'z']] },
    {
      name: 'keep quotes within an unquoted name',
      text: 'a;b\nKiosk "Solen" AB;z\n',
      rows: [['Kiosk "Solen" AB', 'z']],
    },
    { name: 'keep a formula as text', text: 'a;b\n=1+1;z\n', rows: [['=1+1', 'z']] },
    { name: 'lose the apostrophe that guards a formula', text: "a;b\n'=1+1;'+46\n", rows: [['=1+1', '+46']] },
    { name: 'keep any other apostrophe', text: "a;b\n'n Sång;z\n", rows: [["'n Sång", 'z']] },
    { name: 'are not counted on blank lines', text: 'a;b\n\n;\n  ;\nx;y\n\n', rows: [['x', 'y']] },
    { name: 'may be of one column', text: 'a\nx\n', rows: [['x']] },
    { name: 'need no line end at the last', text: 'a;b\nx;y', rows: [['x', 'y']] },
  ]
  test.each(cases)('$name', async ({ text, rows }) => {
    expect((await read(text)).rows).toEqual(rows)
  })
})

describe('a file that is no table is refused', () => {
  const cases = [
    { name: 'empty', bytes: '', code: 'file_empty', details: {} },
    { name: 'only white space', bytes: '\uFEFF \r\n\r\n', code: 'file_empty', details: {} },
    {
      name: 'a short row',
      bytes: 'a;b;c\n1;2;3\n1;2\n',
      code: 'row_width',
      details: { row: 3, found: 2, expected: 3 },
    },
    {
      name: 'a long row',
      bytes: 'a;b\n1;2;3\n',
      code: 'row_width',
      details: { row: 2, found: 3, expected: 2 },
    },
    { name: 'a column twice', bytes: 'a;b;A\n1;2;3\n', code: 'columns_duplicate', details: { columns: 'a' } },
    { name: 'a quote left open', bytes: 'a;b\n1;2\n"x;y\nz;w\n', code: 'quote_open', details: { row: 3 } },
    { name: 'a PDF', bytes: '%PDF-1.7\n1 0 obj', code: 'file_not_table', details: { type: 'PDF' } },
    {
      name: 'a ZIP archive',
      bytes: 'PK\x03\x04 readme.txt',
      code: 'file_not_table',
      details: { type: 'ZIP' },
    },
    { name: 'a page', bytes: '<!DOCTYPE html><p>', code: 'file_not_table', details: { type: 'HTML' } },
    { name: 'XML', bytes: '<?xml version="1.0"?><a/>', code: 'file_not_table', details: { type: 'XML' } },
    { name: 'JSON', bytes: '[{"a":1}]', code: 'file_not_table', details: { type: 'JSON' } },
    {
      name: 'an old XLS',
      bytes: Buffer.from('d0cf11e0a1b11ae1', 'hex'),
      code: 'file_not_table',
      details: { type: 'XLS' },
    },
    {
      name: 'a program',
      bytes: Buffer.from('7f454c4602010100000000', 'hex'),
      code: 'file_not_text',
      details: {},
    },
    { name: 'a broken XLSX', bytes: 'PK\x03\x04 xl/workbook.xml', code: 'file_broken', details: {} },
  ]
  test.each(cases)('$name: $code', async ({ bytes, code, details }) => {
    await expect(readTable(Buffer.from(bytes))).rejects.toMatchObject({ code, details })
  })

  test('an XLSX that would fill the memory when it is unpacked: file_broken', async () => {
    const entry = Buffer.alloc(46)
    entry.write('PK\x01\x02')
    entry.writeUInt32LE(4_000_000_000, 24)
    const bytes = Buffer.concat([Buffer.from('PK\x03\x04 xl/workbook.xml'), entry])
    await expect(readTable(bytes)).rejects.toMatchObject({ code: 'file_broken' })
  })
})

describe('an XLSX file', () => {
  test('gives the same table as the CSV file', async () => {
    const sheet: SheetData = [columns, ...rows].map(cells => cells.map(value => ({ value, type: String })))
    expect(await readTable(await xlsx(sheet))).toEqual({ columns, rows })
  })

  test('gives dates as ISO days and numbers as plain text, and runs no formula', async () => {
    const sheet: SheetData = [
      ['dag', 'tid', 'nummer', 'stort', 'decimal', 'formel'].map(value => ({ value, type: String })),
      [
        { value: new Date('2026-10-25T00:00:00Z'), type: Date, format: 'yyyy-mm-dd' },
        { value: new Date('2026-03-29T12:30:00Z'), type: Date, format: 'yyyy-mm-dd hh:mm' },
        { value: 1955, type: Number },
        { value: 5560160680, type: Number },
        { value: 0.5, type: Number },
        { value: '=1+1', type: 'Formula' as const },
      ],
    ]
    const table = await readTable(await xlsx(sheet))
    expect(table.rows).toEqual([['2026-10-25', '2026-03-29T12:30:00', '1955', '5560160680', '0.5', '']])
  })
})

describe('a file on the disk', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(`${tmpdir()}/table-`)
    await mkdir(`${folder}/mapp.csv`)
    await writeFile(`${folder}/stor.csv`, Buffer.alloc(50_000_001, 'a'))
    await writeFile(`${folder}/liten.csv`, 'a;b\n1;2\n')
  })
  afterAll(() => rm(folder, { recursive: true }))

  const cases = [
    { file: 'saknas.csv', code: 'file_missing' },
    { file: 'liten.csv/inuti.csv', code: 'file_missing' },
    { file: 'mapp.csv', code: 'file_is_folder' },
    { file: 'stor.csv', code: 'file_too_large' },
  ]
  test.each(cases)('$file is refused: $code', async ({ file, code }) => {
    const path = `${folder}/${file}`
    await expect(readTableFile(path)).rejects.toMatchObject({ code, details: { file: path } })
  })

  test('is read whatever its name', async () => {
    expect((await readTableFile(`${folder}/liten.csv`)).rows).toEqual([['1', '2']])
  })
})

describe('a written table', () => {
  const table = {
    columns: ['namn', 'orsak'],
    rows: [
      ['Kafé "Blå"; Ö', 'rad\nbryt'],
      ['=HYPERLINK("http://evil.example")', '+46 8 530 98 69'],
      ['-1', '@a'],
      ["'=1", "''-2"],
    ],
  }

  test('opens in a Swedish spreadsheet: byte order mark, semicolons, CRLF', () => {
    const text = writeTable({ columns: ['a', 'b'], rows: [['å', 'x;y']] })
    expect(text).toBe('\uFEFFa;b\r\nå;"x;y"\r\n')
  })

  test('has no cell that a spreadsheet would run', () => {
    const text = writeTable({
      columns: ['a'],
      rows: [['=1'], ['+1'], ['-1'], ['@1'], ['\t1'], ['\r1'], ['b=1']],
    })
    expect(text).toBe("\uFEFFa\r\n'=1\r\n'+1\r\n'-1\r\n'@1\r\n\"'\t1\"\r\n\"'\r1\"\r\nb=1\r\n")
  })

  test('is read as it was', async () => {
    expect(await read(writeTable(table))).toEqual(table)
  })
})

describe('the collected files', () => {
  const folder = fileURLToPath(new URL('../../../shared/corpora/tables', import.meta.url))
  const isThere = existsSync(folder)
  const expected = isThere ? JSON.parse(readFileSync(`${folder}/expected.json`, 'utf8')) : {}
  const tables = isThere
    ? readdirSync(folder).filter(file => file.endsWith('.csv'))
    : ['(the folder is absent)']

  test.for(tables)('%s', async (file, ctx) => {
    if (!isThere) ctx.skip('shared/corpora/tables is absent')
    expect(await outcomeOf(`${folder}/${file}`)).toEqual(expected[file])
  })

  test('an XLSX file with Swedish letters, one with a day that lost its format, one with a foreign entity', async ctx => {
    if (!isThere) ctx.skip('shared/corpora/tables is absent')
    expect(await outcomeOf(`${folder}/ok-aao.xlsx`)).toEqual(expected['utf8.csv'])
    expect(await outcomeOf(`${folder}/date-serial.xlsx`)).toEqual({ rows: [['46320']] })
    expect(await readTableFile(`${folder}/xxe.xlsx`)).toEqual({ columns: ['&x;'], rows: [] })
    await expect(readTableFile(`${folder}/not-a-zip.xlsx`)).rejects.toMatchObject({
      details: { type: 'HTML' },
    })
  })
})

function csv(delimiter: string, newline: string): string {
  const lines = [columns, ...rows].map(cells => cells.map(quoted).join(delimiter))
  return lines.join(newline) + newline
}

function quoted(cell: string): string {
  return /[";,]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}

function read(text: string) {
  return readTable(Buffer.from(text))
}

function xlsx(sheet: SheetData): Promise<Buffer> {
  return writeXlsxFile(sheet).toBuffer()
}

/** In the words of expected.json. */
async function outcomeOf(path: string): Promise<unknown> {
  try {
    return { rows: (await readTableFile(path)).rows }
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error
    const { row, found, expected } = error.details
    return {
      error: error.code === 'file_empty' ? 'empty file' : `row ${row}: ${found} of ${expected} columns`,
    }
  }
}
