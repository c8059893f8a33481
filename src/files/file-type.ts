import { decode } from './csv.ts'

/**
 * What a file is, by its content: `csv` and `xlsx` can be read; anything else is the name of the type as a person
 * knows it, for the message that refuses it ('PDF', 'ZIP', ...; 'binary' where it is not recognised).
 */
export function typeOf(bytes: Buffer): string {
  const known = signatures.find(({ start }) => bytes.subarray(0, start.length).equals(start))
  if (known) return known.type === 'ZIP' ? zipTypeOf(bytes) : known.type
  const text = decode(bytes.subarray(0, 4000)).trimStart()
  if (hasControlCharacter.test(text)) return 'binary'
  return markupTypes.find(({ start }) => start.test(text))?.type ?? 'csv'
}

const signatures = [
  { type: 'ZIP', start: Buffer.from('PK\x03\x04') },
  { type: 'ZIP', start: Buffer.from('PK\x05\x06') },
  { type: 'PDF', start: Buffer.from('%PDF-') },
  { type: 'XLS', start: Buffer.from([0xd0, 0xcf, 0x11, 0xe0]) },
  { type: 'GZIP', start: Buffer.from([0x1f, 0x8b]) },
  { type: 'PNG', start: Buffer.from([0x89, 0x50, 0x4e, 0x47]) },
  { type: 'JPEG', start: Buffer.from([0xff, 0xd8, 0xff]) },
  { type: 'RTF', start: Buffer.from('{\\rtf') },
]

const markupTypes = [
  { type: 'HTML', start: /^<(!doctype html|html|head|body|table)\b/i },
  { type: 'XML', start: /^<(\?xml|[a-z][\w:]*[\s>/])/i },
  { type: 'JSON', start: /^(\{\s*"|\[\s*[{["])/ },
]

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what tells a program file from a text
const hasControlCharacter = /[\x00-\x08\x0E-\x1A\x1C-\x1F]/

/** Office documents are ZIP archives; the names of the entries stand uncompressed in the archive. */
function zipTypeOf(bytes: Buffer): string {
  if (bytes.includes('xl/workbook.xml')) return 'xlsx'
  if (bytes.includes('xl/workbook.bin')) return 'XLSB'
  if (bytes.includes('word/document.xml')) return 'Word'
  if (bytes.includes('application/vnd.oasis.opendocument')) return 'OpenDocument'
  return 'ZIP'
}
