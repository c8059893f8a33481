import Personnummer from 'personnummer'

/**
 * Whether a text holds a Swedish personal identity number or coordination number (folkbokföringslagen (1991:481) 18 §,
 * lagen (2022:1697) om samordningsnummer): with a separator or a century as soon as the date is a real one, for a
 * number with a mistyped check digit still points at a person; ten bare digits, which may be anything, only with the
 * right check digit.
 */
export function containsIdentityNumber(text: string): boolean {
  return [...text.matchAll(candidates)].some(([, century = '', date = '', separator, last = '']) => {
    if (century === '' && separator === '') return hasCheckDigit(date + last)
    return isBirthDate(century, date)
  })
}

const candidates = /(?<!\d)((?:18|19|20)?)(\d{6})([-+‐‑–−]?)(\d{4})(?!\d)/g

/** With the century written out, so that the package does not ask the clock which one is meant. */
function hasCheckDigit(tenDigits: string): boolean {
  return ['19', '20'].some(century => Personnummer.valid(century + tenDigits))
}

function isBirthDate(century: string, date: string): boolean {
  const [year = '', month, day] = date.match(/\d\d/g) ?? []
  // Without a century, 2000 is tried: it is the leap year that 1900 is not.
  const fields = { year: Number((century || '20') + year), month: Number(month), day: Number(day) % 60 }
  try {
    return Temporal.PlainDate.from(fields, { overflow: 'reject' }).day > 0
  } catch {
    return false
  }
}
