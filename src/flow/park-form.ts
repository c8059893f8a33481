import type { Context } from '../context.ts'
import {
  deleteParkedForm,
  deleteParkedFormsBefore,
  insertParkedForm,
  type ParkedForm,
} from '../db/parked-forms.ts'
import { newToken, parkedFormDigest, parkedSince } from '../domain/parked-form.ts'

type Sent = Pick<ParkedForm, 'path' | 'fields'> & { browser: string; now: Temporal.Instant }

/**
 * Keeps a form that was sent without a session, so that its sender loses nothing. It is no event: nothing has happened
 * to anything yet, and nobody is known to have done it.
 * @returns the token for its address, or null where too many are kept already
 */
export async function parkForm(context: Context, sent: Sent): Promise<string | null> {
  const { path, fields, browser, now } = sent
  const token = newToken()
  const form = { digest: parkedFormDigest(token, browser), path, fields, parkedAt: now }
  return (await insertParkedForm(context.db, form)) ? token : null
}

/** Forgets a form that has been sent after all, or that nobody wants any longer. */
export async function dropParkedForm(context: Context, digest: string): Promise<void> {
  await deleteParkedForm(context.db, digest)
}

/** Forgets the forms that nobody came back for: they may hold personal data. */
export async function forgetParkedForms(context: Context, now: Temporal.Instant): Promise<void> {
  await deleteParkedFormsBefore(context.db, parkedSince(now))
}
