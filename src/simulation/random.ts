/** Chance that can be repeated: the same seed gives the same year. */
export type Random = {
  /** 0 <= x < 1 */
  share(): number
  /** A whole number, both ends included. */
  between(least: number, most: number): number
  pick<const T>(choices: readonly [T, ...T[]]): T
  /** Picks by weight: [['yes', 3], ['no', 7]] gives yes three times out of ten. */
  weighted<const C extends readonly (readonly [unknown, number])[]>(choices: C): C[number][0]
}

/** The generator mulberry32 (public domain): 32 bits of state, good enough to make up names and dates. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const share = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (least: number, most: number) => least + Math.floor(share() * (most - least + 1))
  return {
    share,
    between,
    pick: choices => choices[between(0, choices.length - 1)] ?? choices[0],
    weighted(choices) {
      let left = share() * choices.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [choice, weight] of choices) {
        left -= weight
        if (left < 0) return choice
      }
      throw new RangeError('There is nothing to choose from')
    },
  }
}
