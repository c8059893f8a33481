import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import pino from 'pino'
import postgres from 'postgres'
import { outliveLostConnections } from '../../src/commands/lost-connections.ts'
import { connect, type Database, disconnect } from '../../src/db/connect.ts'

/**
 * A process that asks the database without a pause while its connections are ended under it, again and again. Says in the end
 * that it still gets answers.
 */
const [url = '', kind = ''] = process.argv.slice(2)
const lanes = 8
const times = 15

outliveLostConnections(pino({ level: 'silent' }))
const work: Record<string, (db: Database) => Promise<unknown>> = {
  transactions: db => db.transaction(tx => tx.execute(sql`select 1`).then(() => tx.execute(sql`select 2`))),
  statements: db => db.execute(sql`select 1`),
  session: db => db.$session.unsafe('begin; select 1; commit'),
}
const ask = work[kind]
if (!ask) throw new Error('nothing to ask')
const db = connect(url)
let isOver = false
const asking = Array.from({ length: lanes }, async () => {
  while (!isOver) await ask(db).catch(() => pause(5))
})
const admin = postgres(url, { max: 1 })
for (let time = 0; time < times; time += 1) {
  await pause(100)
  await admin`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`
}
isOver = true
await Promise.all(asking)
// Each of the pool's connections may have ended unnoticed still.
for (let attempt = 0; attempt < 20; attempt += 1) await ask(db).catch(() => pause(50))
await ask(db)
await Promise.all([admin.end(), disconnect(db)])
process.stdout.write('went on\n')
