import type { Database } from './connect.ts'

/** Numbers of our advisory locks, in a space of their own beside those of pg-boss. */
export const locks = {
  space: 20_110_823,
  /** Held while migrations run. */
  migration: 1,
  /** Held by the one process that a data folder and its embedded server belong to. */
  owner: 2,
  /** Shared by commands that borrow that server. */
  borrower: 3,
  /** Held by an import until its transaction ends. */
  import: 4,
  /** Held while a report is published, until its transaction ends. */
  publishing: 5,
  /** Held by the one instance that reads the return mailbox. */
  returnMailbox: 6,
}

/** What this process holds just now: PostgreSQL gives a session a lock once more that it holds already. */
const heldHere = new WeakMap<Database['$session'], Set<number>>()

/**
 * Does something while nobody else does the same, here or in another process.
 * @returns null where somebody does it just now
 */
export async function withLock<T>(
  { $session }: Database,
  lock: number,
  work: () => Promise<T>,
): Promise<T | null> {
  const held = heldHere.get($session) ?? new Set()
  heldHere.set($session, held)
  if (held.has(lock)) return null
  held.add(lock)
  try {
    const [row] = await $session`select pg_try_advisory_lock(${locks.space}, ${lock}) as held`
    return row?.held ? await whileHeld($session, lock, work) : null
  } finally {
    held.delete(lock)
  }
}

async function whileHeld<T>(session: Database['$session'], lock: number, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } finally {
    await session`select pg_advisory_unlock(${locks.space}, ${lock})`
  }
}
