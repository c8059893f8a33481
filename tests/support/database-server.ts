import pino from 'pino'
import postgres from 'postgres'
import type { TestProject } from 'vitest/node'
import { connect, disconnect } from '../../src/db/connect.ts'
import { startThrowawayServer } from '../../src/db/embedded/throwaway.ts'
import { migrate } from '../../src/db/migrate.ts'
import { createJobs } from '../../src/jobs.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the run's one PostgreSQL server. */
    databaseServer: string
  }
}

/** The migrated database that each test file's own one is copied from. */
export const templateDatabase = 'template_survey'

/** Runs once, before all test files: one embedded server for the whole run. */
export default async function startDatabaseServer(project: TestProject): Promise<() => Promise<void>> {
  const server = await startThrowawayServer()
  await createTemplate(server.url)
  project.provide('databaseServer', server.url)
  return server.stop
}

/** Makes the migrated database that the others are copied from. */
export async function createTemplate(serverUrl: string): Promise<void> {
  const admin = postgres(serverUrl, { max: 1 })
  await admin`create database ${admin(templateDatabase)}`
  await admin.end()
  const template = connect(databaseUrl(serverUrl, templateDatabase))
  await migrate(template)
  // The queue makes its tables at its first start, which takes a second; here once for all test files.
  const jobs = createJobs(template, pino({ level: 'silent' }))
  await jobs.start()
  await jobs.stop()
  await disconnect(template)
}

/** The address of another database on the same server. */
export function databaseUrl(serverUrl: string, name: string): string {
  return Object.assign(new URL(serverUrl), { pathname: `/${name}` }).href
}
