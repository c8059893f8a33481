/** One figure of the bench: ours and the bare baseline of the same run, both in `unit`; more is better. */
export type Figure = {
  name: string
  unit: string
  ours: number
  baseline: number
  /** The median of the rounds' ratios, which need not be the ratio of the two medians beside it. */
  ratio: number
  required: number
  passed: boolean
}

type Side = () => Promise<number>

const rounds = 5

/** Measures both sides in turns, so that what else the machine does meets both, after a round that does not count. */
export async function compare(
  { name, unit, required }: Pick<Figure, 'name' | 'unit' | 'required'>,
  { ours, baseline }: { ours: Side; baseline: Side },
): Promise<Figure> {
  const measured: { ours: number; baseline: number }[] = []
  for (let round = 0; round <= rounds; round += 1) {
    measured.push({ ours: await ours(), baseline: await baseline() })
  }
  const counted = measured.slice(1)
  const ratio = median(counted.map(pair => pair.ours / pair.baseline))
  return {
    name,
    unit,
    ours: median(counted.map(pair => pair.ours)),
    baseline: median(counted.map(pair => pair.baseline)),
    ratio,
    required,
    passed: ratio >= required,
  }
}

/** Throws where the two sides did not do the same work, which would make the ratio worthless. */
export function checkSameSize(name: string, ours: number, baseline: number): void {
  if (Math.abs(ours / baseline - 1) < 0.03) return
  throw new Error(`${name}: ${ours} bytes of ours are compared with ${baseline} of the baseline's`)
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
