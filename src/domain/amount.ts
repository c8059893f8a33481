/**
 * Numbers as people in Sweden type them: with blanks, non-breaking ones too, between the thousands, with a comma or a
 * dot, with "kr", ":-" or "st" after them. What can be meant in two ways is refused rather than guessed.
 */
export type NumberProblem = 'not_a_number' | 'not_whole' | 'in_thousands' | 'negative' | 'absurd'

export type NumberReading = { value: string } | { problem: NumberProblem }

/**
 * Reads a sum in kronor.
 * @returns kronor, with two decimals where there are öre: "1234567" or "1234567.50"
 */
export function readAmount(text: string, most: number): NumberReading {
  const typed = tidy(text)
  if (isInThousands(typed)) return { problem: 'in_thousands' }
  return read(typed.replace(kronor, ''), most)
}

/** Reads a number of persons or things. */
export function readCount(text: string, most: number): NumberReading {
  const reading = read(tidy(text).replace(persons, ''), most)
  return 'value' in reading && reading.value.includes('.') ? { problem: 'not_whole' } : reading
}

/** All blanks alike, and all signs of subtraction. */
function tidy(text: string): string {
  return text
    .replaceAll(/[\s\u00A0\u2009\u202F'’]+/gu, ' ')
    .replaceAll(/[−‐‑–]/gu, '-')
    .trim()
    .toLowerCase()
}

const kronor = / ?(?:kr\.?|kronor|sek|:-|,-)$/u
const persons = / ?(?:st\.?|pers\.?|personer|persons?|people)$/u

/** "540 tkr", "1,2 mnkr": whoever writes so may mean whole kronor all the same, so it is asked back. */
function isInThousands(typed: string): boolean {
  return /\d ?(?:t ?kr|tusen|tusental|ksek|k|m ?kr|mn ?kr|msek|mnsek|milj|miljon|miljoner|mn|m)\b/u.test(
    typed,
  )
}

function read(typed: string, most: number): NumberReading {
  const { sign = '', number = '' } = /^(?<sign>[-+]? ?)(?<number>\d.*)$/u.exec(typed)?.groups ?? {}
  const [whole, fraction] = partsOf(number) ?? []
  if (whole === undefined || fraction === undefined) return { problem: 'not_a_number' }
  if (sign.startsWith('-')) return { problem: 'negative' }
  const digits = whole.replaceAll(/\D/g, '').replace(/^0+(?=\d)/, '')
  const decimals = fraction.padEnd(2, '0')
  if (Number(`${digits}.${decimals}`) > most) return { problem: 'absurd' }
  return { value: decimals === '00' ? digits : `${digits}.${decimals}` }
}

/** The digits before the decimals and the decimals; undefined where the text is no number, or could be two. */
function partsOf(number: string): [string, string] | undefined {
  for (const shape of shapes) {
    const { whole, fraction = '' } = shape.exec(number)?.groups ?? {}
    if (whole !== undefined) return [whole, fraction]
  }
  return undefined
}

/** "1,234" fits none: it is one krona and a bit in Swedish, and a thousand in English. */
const shapes = [
  /^(?<whole>\d+)(?:[.,](?<fraction>\d{1,2}))?$/,
  /^(?<whole>\d{1,3}(?: \d{3})+)(?:[.,](?<fraction>\d{1,2}))?$/,
  /^(?<whole>\d{1,3}(?:\.\d{3})+)(?:,(?<fraction>\d{1,2}))?$/,
  /^(?<whole>\d{1,3}(?:,\d{3}){2,})$/,
  /^(?<whole>\d{1,3}(?:,\d{3})+)\.(?<fraction>\d{1,2})$/,
]
