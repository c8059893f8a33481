import { faultText } from '../domain/errors.ts'

/** Takes each step in its turn. One that fails is told when all have had theirs: it must not keep the others from it. */
export async function inTurn(steps: readonly (() => Promise<void>)[]): Promise<void> {
  const faults: unknown[] = []
  for (const step of steps) await step().catch(fault => faults.push(fault))
  if (faults.length > 1) throw new AggregateError(faults, faults.map(faultText).join('; '))
  if (faults.length > 0) throw faults[0]
}
