/**
 * What somebody can reckon who lays all published counts beside each other: linear equations over unknown counts, solved
 * in the integers modulo a prime (a count of rank, so that no rounding is in it).
 */
export type LinearSystem = {
  /** The sum of these unknowns is published. False where it followed from what was published before. */
  publish(unknowns: readonly number[]): boolean
  /** Whether the sum of these unknowns follows from what is published. */
  isDetermined(unknowns: readonly number[]): boolean
}

const prime = 67_108_859

export function createLinearSystem(): LinearSystem {
  /** By its first unknown, each with 1 there. */
  const rows = new Map<number, Map<number, number>>()
  return {
    publish(unknowns) {
      const rest = reduce(rows, unknowns)
      if (rest.size === 0) return false
      const first = Math.min(...rest.keys())
      const inverse = invert(rest.get(first) ?? 1)
      rows.set(first, new Map([...rest].map(([unknown, factor]) => [unknown, (factor * inverse) % prime])))
      return true
    },
    isDetermined: unknowns => reduce(rows, unknowns).size === 0,
  }
}

/** The sum less every published one that it can be made of. */
function reduce(
  rows: ReadonlyMap<number, Map<number, number>>,
  unknowns: readonly number[],
): Map<number, number> {
  const rest = new Map(unknowns.map(unknown => [unknown, 1]))
  const waiting = [...rest.keys()].sort((one, other) => other - one)
  const done = new Map<number, number>()
  while (waiting.length > 0) {
    const unknown = waiting.pop() ?? 0
    const factor = rest.get(unknown)
    if (factor === undefined) continue
    rest.delete(unknown)
    const row = rows.get(unknown)
    if (!row) {
      done.set(unknown, factor)
      continue
    }
    for (const [other, value] of row) {
      if (other === unknown) continue
      const next = ((rest.get(other) ?? 0) + (prime - factor) * value) % prime
      if (next === 0) rest.delete(other)
      else {
        if (!rest.has(other)) insert(waiting, other)
        rest.set(other, next)
      }
    }
  }
  return done
}

/** Into a list from the highest to the lowest. */
function insert(list: number[], value: number): void {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((list[middle] ?? 0) > value) low = middle + 1
    else high = middle
  }
  list.splice(low, 0, value)
}

/** By Fermat's little theorem. */
function invert(value: number): number {
  let result = 1
  let base = value % prime
  for (let exponent = prime - 2; exponent > 0; exponent = Math.floor(exponent / 2)) {
    if (exponent % 2 === 1) result = (result * base) % prime
    base = (base * base) % prime
  }
  return result
}
