import { diskFaults } from './disk-faults.ts'
import { mailFaults } from './mail-faults.ts'
import { pageFaults } from './page-faults.ts'
import { processFaults } from './process-faults.ts'
import type { Fault } from './stage.ts'
import { timeFaults } from './time-faults.ts'

/** Everything that is made to go wrong, in the order of docs/faults.md. */
export const faults: readonly Fault[] = [
  ...mailFaults,
  ...processFaults,
  ...diskFaults,
  ...timeFaults,
  ...pageFaults,
]
