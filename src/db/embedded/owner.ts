import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'
import { locks } from '../locks.ts'

/** The service wants a data folder for itself. A command may borrow its server, and ends soon. */
export type Purpose = 'service' | 'command'

/** One connection that holds the locks which say who owns and who borrows an embedded server. */
export type Session = {
  /** Whoever owns the server now. */
  owner(): Promise<Purpose | undefined>
  /** Becomes the owner if there is none, and from then on again whenever the connection has been lost. */
  own(): Promise<boolean>
  /** Counts as a borrower, unless the owner is about to stop the server. */
  borrow(): Promise<boolean>
  /** Waits until nobody borrows the server, or the time is over; nobody can borrow it afterwards. */
  waitForBorrowers(seconds: number): Promise<void>
  end(): Promise<void>
}

const namePrefix = 'employer-outcome-survey owner: '

/** Opens such a connection; nothing is sent before the first question. */
export function openSession(url: string, purpose: Purpose): Session {
  let isOwner = false
  const sql = postgres(url, {
    max: 1,
    connect_timeout: 5,
    // By default a connection is renewed after an hour or less, and its locks would be lost.
    max_lifetime: null,
    fetch_types: false,
    backoff: () => 0,
    connection: { application_name: namePrefix + purpose },
    onclose: () => isOwner && void retake(),
  })
  const tryOwn = async () => {
    const [row] = await sql`select pg_try_advisory_lock(${locks.space}, ${locks.owner}) as taken`
    return row?.taken === true
  }
  // Soon, before anybody takes the server for an orphan. A failure closes the connection again, and leads here again.
  const retake = () =>
    sleep(100)
      .then(() => isOwner && tryOwn())
      .catch(() => {})
  const own = async () => {
    isOwner = await tryOwn()
    return isOwner
  }
  const end = async () => {
    isOwner = false
    await sql.end({ timeout: 1 })
  }
  return {
    owner: () => findOwner(sql),
    own,
    borrow: () => tryBorrow(sql),
    waitForBorrowers: seconds => waitForBorrowers(sql, seconds),
    end,
  }
}

async function findOwner(sql: postgres.Sql): Promise<Purpose | undefined> {
  const [row] = await sql`
    select application_name as name from pg_locks join pg_stat_activity using (pid)
    where locktype = 'advisory' and classid = ${locks.space} and objid = ${locks.owner} and granted`
  if (!row) return undefined
  return row.name === `${namePrefix}service` ? 'service' : 'command'
}

async function tryBorrow(sql: postgres.Sql): Promise<boolean> {
  const [row] = await sql`select pg_try_advisory_lock_shared(${locks.space}, ${locks.borrower}) as taken`
  return row?.taken === true
}

async function waitForBorrowers(sql: postgres.Sql, seconds: number): Promise<void> {
  try {
    await sql`select set_config('lock_timeout', ${`${seconds}s`}, false)`
    await sql`select pg_advisory_lock(${locks.space}, ${locks.borrower})`
  } catch {
    // The time is over, and they lose their connection; or the server is gone, and nobody borrows it.
  }
}
