import type { ImportFile, listImports } from '../db/imports.ts'
import { containsIdentityNumber } from '../domain/identity-number.ts'
import type { ColumnChange } from '../domain/import-changes.ts'
import { type LearnedColumns, matchColumns, participantColumns } from '../domain/import-columns.ts'
import { refusedRowsUntil, standingOf, waitsUntil } from '../domain/import-file.ts'
import type { ImportRow } from '../domain/import-row.ts'
import { type RefusedRows, readRefused } from '../domain/refused-rows.ts'
import { outlooks } from '../domain/survey.ts'
import type { ImportPreview } from '../flow/preview-import.ts'
import { reasonFor } from '../flow/write-refused-rows.ts'
import type { Words } from '../render.ts'

/** What the pages of imports show, as their templates want it. No identity number is shown, wherever it stands. */

/** Of each kind of row, the first ones are told one by one. */
export const rowsShown = 100

/** The reader's language and its words. */

const colours = {
  waiting: 'waiting',
  stored: 'answered',
  discarded: 'closed',
  expired: 'closed',
  refused: 'closed',
} as const

/** A file as a row of the history, and as the head of its own page. */
export function fileView(file: ImportFile) {
  const standing = standingOf(file)
  const { decidedAt, uploadedAt } = file
  return {
    ...file,
    standing,
    colour: colours[standing],
    waitsUntil: waitsUntil(uploadedAt),
    refusedUntil: decidedAt && refusedRowsUntil(decidedAt),
    isByCommand: file.staffName === null,
    isStored: standing === 'stored',
  }
}

/** Links to the pages before and after. */
export function pageLinks({ rows, hasPrevious, hasNext }: Awaited<ReturnType<typeof listImports>>) {
  const [first, last] = [rows.at(0), rows.at(-1)]
  return {
    previousHref: hasPrevious && first ? `/imports?before=${keyText(first)}` : null,
    nextHref: hasNext && last ? `/imports?after=${keyText(last)}` : null,
  }
}

/** What storing the file would do. */
export function previewView({ result, outlook, created, updated }: ImportPreview) {
  const wanted = result.created + result.updated
  return {
    counts: { ...result, refused: new Set(result.rejected.map(({ row }) => row)).size },
    wanted,
    nothing: wanted > 0 ? null : nothingToStore(result),
    outlook: outlooks.map(name => ({ name, count: outlook[name] })).filter(({ count }) => count > 0),
    created: created.map(rowView),
    moreCreated: result.created - created.length,
    updated: updated.map(({ row, changes }) => ({ ...rowView(row), changes: changes.map(changeView) })),
    moreUpdated: result.updated - updated.length,
  }
}

/** The refused rows, one line a problem, in the reader's words. */
export function refusedView(refused: RefusedRows, learned: LearnedColumns, { language, t }: Words) {
  const places = placesIn(refused, learned)
  const shown = refused.rows.slice(0, rowsShown).map(row => readRefused(row))
  const lines = shown.flatMap(({ cells, problems }) =>
    problems.map(problem => {
      const value = cells[places.get(problem.field) ?? -1] ?? ''
      const isHidden = problem.problem === 'personal_identity_number' || containsIdentityNumber(value)
      return { ...problem, value: isHidden ? '' : value, isHidden, reason: reasonFor(problem, language, t) }
    }),
  )
  return { lines, more: refused.rows.length - shown.length }
}

function keyText({ uploadedAt, id }: ImportFile): string {
  return `${uploadedAt.epochMilliseconds}.${id}`
}

function nothingToStore({ rows, unchanged }: ImportPreview['result']) {
  if (rows === 0) return 'empty'
  return unchanged === rows ? 'unchanged' : 'refused'
}

function rowView({ caseId, employer, workplace, startedOn, endedOn, plannedEndOn }: ImportRow) {
  return {
    caseId: withoutIdentity(caseId),
    employer: withoutIdentity(employer.name),
    workplace: workplace === null ? null : withoutIdentity(workplace),
    startedOn,
    endedOn: endedOn ?? plannedEndOn,
  }
}

/** What a column of the participant held and will hold is nobody's business here; that it changes is. */
function changeView({ column, from, to }: ColumnChange) {
  const isPrivate = participantColumns.includes(column)
  return {
    column,
    isTold: !isPrivate && !containsIdentityNumber(from) && !containsIdentityNumber(to),
    from,
    to,
  }
}

function withoutIdentity(text: string): string {
  return containsIdentityNumber(text) ? '…' : text
}

/** A name may have been forgotten since the file was read; its values are then not told. */
function placesIn({ columns }: RefusedRows, learned: LearnedColumns): ReadonlyMap<string, number> {
  const { places } = matchColumns(columns, learned)
  return new Map(places.map(({ column, index }) => [column, index]))
}
