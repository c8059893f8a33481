import type { HostTally, MonthTallies, Tally } from '../domain/tally.ts'

/**
 * The tallies of one month as they are kept: each word once, a tally as the places of its words and its count, a host as
 * its id and its counts. Of 85,000 placements at 12,300 hosts it takes 130 kB in the database, where the plain objects
 * take 150 kB and, as text on their way, six times as much.
 */
export type EncodedTallies = {
  encoding: number
  words: (string | null)[]
  tallies: number[][]
  hosts: number[][]
}

/** Raised whenever something else is counted or written: a month kept under another number is counted again. */
const encoding = 3

/** Writes the tallies of one month. */
export function encodeTallies({ tallies, hosts }: MonthTallies): EncodedTallies {
  const places = new Map<string | null, number>()
  const placeOf = (word: string | null): number => {
    const place = places.get(word) ?? places.size
    places.set(word, place)
    return place
  }
  const encoded = tallies.map(({ trait, value, sex, purpose, aspect, part, count }) => [
    ...[trait, value, sex, purpose, aspect, part].map(placeOf),
    count,
  ])
  return {
    encoding,
    words: [...places.keys()],
    tallies: encoded,
    hosts: hosts.map(({ employerId, hasSex, ended, answered, employed, views, marks }) => [
      employerId,
      Number(hasSex),
      ended,
      answered,
      employed,
      views,
      marks,
    ]),
  }
}

/** Reads them again; undefined where they were written by another version of the program. */
export function decodeTallies(month: string, encoded: EncodedTallies): MonthTallies | undefined {
  if (encoded.encoding !== encoding) return undefined
  return {
    tallies: encoded.tallies.map(numbers => tallyFrom(month, encoded.words, numbers)),
    hosts: encoded.hosts.map(numbers => hostFrom(month, numbers)),
  }
}

function tallyFrom(month: string, words: EncodedTallies['words'], numbers: readonly number[]): Tally {
  const [trait, value, sex, purpose, aspect, part] = numbers.map(place => words[place])
  // What stands there was written by encodeTallies.
  return { month, trait, value, sex, purpose, aspect, part, count: numbers.at(-1) } as Tally
}

function hostFrom(month: string, numbers: readonly number[]): HostTally {
  const [employerId = 0, hasSex = 0, ended = 0, answered = 0, employed = 0, views = 0, marks = 0] = numbers
  return { month, employerId, hasSex: hasSex === 1, ended, answered, employed, views, marks }
}
