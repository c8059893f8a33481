import readXlsxFile from 'read-excel-file/node'
import { expect, test } from 'vitest'
import { readTable } from '../../src/files/table.ts'
import { type Sheet, writeSheets } from '../../src/files/workbook.ts'

const hosts: Sheet = {
  name: 'Värdar',
  columns: [
    { heading: 'Namn', width: 30 },
    { heading: 'Antal', width: 10 },
    { heading: 'Dag', width: 12 },
  ],
  rows: [
    ['=HYPERLINK("http://x.example";"Å")', 12, Temporal.PlainDate.from('2026-02-28')],
    ['Kiosk "Ön"; Åmål', 0, null],
    ['0701', 3, Temporal.PlainDate.from('1999-12-31')],
  ],
}
const totals: Sheet = { name: 'Summor', columns: [{ heading: 'Summa', width: 10 }], rows: [[9]] }

test('a workbook holds every sheet, with numbers as numbers, days as days and no text as a formula', async () => {
  const { bytes, contentType } = await writeSheets('xlsx', [hosts, totals])
  expect(contentType).toBe('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
  const sheets = await readXlsxFile(bytes)
  expect(sheets.map(({ sheet }) => sheet)).toEqual(['Värdar', 'Summor'])
  expect(sheets[0]?.data).toEqual([
    ['Namn', 'Antal', 'Dag'],
    ['=HYPERLINK("http://x.example";"Å")', 12, new Date('2026-02-28T00:00:00Z')],
    ['Kiosk "Ön"; Åmål', 0, null],
    ['0701', 3, new Date('1999-12-31T00:00:00Z')],
  ])
  expect(sheets[1]?.data).toEqual([['Summa'], [9]])
})

test('a CSV file holds the first sheet as a Swedish spreadsheet opens it, with formulas defused', async () => {
  const { bytes, contentType } = await writeSheets('csv', [hosts, totals])
  expect(contentType).toBe('text/csv; charset=utf-8')
  expect(bytes.toString()).toBe(
    '\uFEFFNamn;Antal;Dag\r\n' +
      '"\'=HYPERLINK(""http://x.example"";""Å"")";12;2026-02-28\r\n' +
      '"Kiosk ""Ön""; Åmål";0;\r\n' +
      '0701;3;1999-12-31\r\n',
  )
})

test('both formats hold the same table', async () => {
  const [xlsx, csv] = await Promise.all([writeSheets('xlsx', [hosts]), writeSheets('csv', [hosts])])
  expect(await readTable(xlsx.bytes)).toEqual(await readTable(csv.bytes))
})

test('a share is a number that is shown as a percentage, and plain in a CSV file', async () => {
  const shares: Sheet = { ...totals, rows: [[{ share: 0.125 }]] }
  expect((await readXlsxFile((await writeSheets('xlsx', [shares])).bytes))[0]?.data[1]).toEqual([0.125])
  expect((await writeSheets('csv', [shares])).bytes.toString()).toContain('\r\n0.125\r\n')
})

test.each(['constructor', '__proto__', 'toString'])(
  'a text that every object has is a text: %s',
  async text => {
    const { bytes } = await writeSheets('xlsx', [{ ...totals, rows: [[text]] }])
    expect((await readTable(bytes)).rows).toEqual([[text]])
  },
)

test('a sheet without rows is its heading', async () => {
  const { bytes } = await writeSheets('xlsx', [{ ...totals, rows: [] }])
  expect((await readXlsxFile(bytes))[0]?.data).toEqual([['Summa']])
})
