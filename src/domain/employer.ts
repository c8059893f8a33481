/** Why two employers may be one and the same. */
export type Likeness = 'same_name' | 'same_number'

type Employer = { organisationNumber: string; name: string }

/** What may stand before or after a name without making it another: legal forms, and what a municipality calls itself. */
const notOfTheName = new Set([
  'ab',
  'hb',
  'kb',
  'aktiebolag',
  'aktiebolaget',
  'handelsbolag',
  'publ',
  'filial',
  'kommun',
  'kommuns',
])

/** Whether two employers may be the same; all units of a municipality share one number, so only a person can tell. */
export function likenessOf(one: Employer, other: Employer): Likeness | null {
  const [parts, others] = [nameParts(one.name), nameParts(other.name)]
  if (parts.length > 0 && parts.join(' ') === others.join(' ')) return 'same_name'
  return one.organisationNumber === other.organisationNumber ? 'same_number' : null
}

/** What a name consists of in lower case, without punctuation and legal form; all of it where nothing else is left. */
export function nameParts(name: string): string[] {
  const parts = name
    .normalize('NFC')
    .toLocaleLowerCase('sv')
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter(part => part !== '')
  const first = parts.findIndex(part => !notOfTheName.has(part))
  const last = parts.findLastIndex(part => !notOfTheName.has(part))
  return first < 0 ? parts : parts.slice(first, last + 1)
}

/** Those of the others that may be the same employer as this one, equal names first; the order is kept otherwise. */
export function likelyDuplicates<Other extends Employer>(
  employer: Employer,
  others: readonly Other[],
): { employer: Other; likeness: Likeness }[] {
  const found = others.flatMap(other => {
    const likeness = likenessOf(employer, other)
    return likeness === null ? [] : [{ employer: other, likeness }]
  })
  const rank = { same_name: 0, same_number: 1 }
  return found.toSorted((one, other) => rank[one.likeness] - rank[other.likeness])
}
