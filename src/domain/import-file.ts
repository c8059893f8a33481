import type { ImportState } from './codes.ts'
import { oneLine } from './one-line.ts'

/** How long an uploaded file waits for a decision; it holds personal data, so nobody's file is kept for long. */
export const waitingHours = 24

/** How long the refused rows of a decided file can be downloaded. They hold personal data too. */
export const refusedRowsDays = 30

/** When a file that was uploaded at `uploadedAt` is discarded, if nobody decides before. */
export function waitsUntil(uploadedAt: Temporal.Instant): Temporal.Instant {
  return uploadedAt.add({ hours: waitingHours })
}

/** When the refused rows of a file that was decided on at `decidedAt` are taken away. */
export function refusedRowsUntil(decidedAt: Temporal.Instant): Temporal.Instant {
  return decidedAt.add({ hours: refusedRowsDays * 24 })
}

/** Longer names are cut: nobody reads them, and a page has to show them. */
const longestName = 150

/** The name of an uploaded file as it is shown and kept: in one line, with composed letters, never empty. */
export function fileNameOf(told: string): string {
  const name = oneLine(told.normalize('NFC').toWellFormed()).slice(0, longestName)
  return name === '' ? '-' : name
}

/**
 * What became of a file, as it is told. expired: nobody decided in time, so the service discarded it. refused: the
 * command line imported it with --strict, and a row was faulty.
 */
export type ImportStanding = ImportState | 'expired' | 'refused'

/** Whoever discards a file by hand has seen what was in it, so its rows have been counted. */
export function standingOf(file: {
  state: ImportState
  staffName: string | null
  uploadedAt: Temporal.Instant
  decidedAt: Temporal.Instant | null
  counts: object | null
}): ImportStanding {
  const { state, staffName, uploadedAt, decidedAt, counts } = file
  if (state !== 'discarded' || decidedAt === null) return state
  if (staffName === null) return 'refused'
  const wasLate = Temporal.Instant.compare(decidedAt, waitsUntil(uploadedAt)) >= 0
  return wasLate && counts === null ? 'expired' : 'discarded'
}
