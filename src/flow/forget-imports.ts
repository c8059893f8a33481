import type { Context } from '../context.ts'
import { addEvents } from '../db/events.ts'
import { discardWaiting, removeRefusedRows } from '../db/imports.ts'
import { refusedRowsDays, waitingHours } from '../domain/import-file.ts'

/**
 * Discards uploaded files that nobody has decided on, and takes away the refused rows of old imports: both hold personal
 * data, which is kept no longer than somebody works with it (GDPR art. 5.1 e).
 */
export async function forgetImports({ db }: Context, now: Temporal.Instant): Promise<void> {
  await db.transaction(async tx => {
    const discarded = await discardWaiting(tx, now.subtract({ hours: waitingHours }), now)
    const emptied = await removeRefusedRows(tx, now.subtract({ hours: refusedRowsDays * 24 }))
    const event = (kind: string) => (importId: number) => ({
      at: now,
      actor: 'system',
      kind,
      detail: { importId },
    })
    await addEvents(tx, [
      ...discarded.map(event('import.discarded')),
      ...emptied.map(event('import.refused_rows_removed')),
    ])
  })
}
