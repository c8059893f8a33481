import type { TestContext as Running } from 'vitest'
import { readRecords } from '../../src/domain/import-columns.ts'
import { type ImportRow, readRows } from '../../src/domain/import-row.ts'
import { readTable } from '../../src/files/table.ts'
import { type PlannedAnswer, readPlannedAnswers } from '../../src/simulation/answers-file.ts'
import type { EndedPlacement } from './ended-placement.ts'
import { yearFile } from './placements-file.ts'

/** The synthetic year as it is when every planned answer has come in, read from its files without the service. */
export async function endedIn2011(running: Running): Promise<EndedPlacement[]> {
  const table = await readTable(yearFile(running, 'placeringar-2011.csv'))
  const planned = readPlannedAnswers(await readTable(yearFile(running, 'svar-2011.csv')))
  const answers = new Map(planned.map(answer => [answer.subject, answer]))
  const { placements } = readRows(readRecords(table.columns, table.rows))
  const hosts = new Map<string, number>()
  return placements.map(placement => endedPlacement(placement, answers.get(placement.caseId), hosts))
}

function endedPlacement(
  row: ImportRow,
  answer: PlannedAnswer | undefined,
  hosts: Map<string, number>,
): EndedPlacement {
  const { employer, endedOn, startedOn } = row
  if (!endedOn) throw new Error(`${row.caseId} has not ended`)
  const key = `${employer.organisationNumber} ${employer.name}`
  hosts.set(key, hosts.get(key) ?? hosts.size + 1)
  const isKnown = answer !== undefined && (answer.byPhone || answer.letter > 0)
  const standing = isKnown
    ? `${answer.fields.employment}.${answer.byPhone ? 'phone' : 'link'}`
    : 'unknown.asked'
  return {
    month: endedOn.toString().slice(0, 7),
    sex: row.participant.sex,
    purpose: row.purpose,
    unit: row.unit,
    district: row.district ?? 'unknown',
    sector: employer.sector,
    funding: row.funding,
    length: lengthOf(startedOn.until(endedOn, { largestUnit: 'days' }).days + 1),
    end_reason: row.endReason ?? 'unknown',
    host: hosts.get(key) ?? 0,
    standing,
    ...(isKnown ? toldOf(answer) : {}),
  }
}

function toldOf({ fields, byPhone, letter }: PlannedAnswer): Partial<EndedPlacement> {
  const { form, hours, subsidised, purpose_met } = fields
  return {
    ...(fields.employment === 'yes' ? { form, hours, subsidised } : {}),
    ...(purpose_met ? { purpose_met } : {}),
    ...(byPhone ? {} : { letter: String(letter) }),
    // When the answers come depends on the service; here only that there are many and few.
    days: String(byPhone ? 30 : letter * 7 - 6),
  }
}

function lengthOf(days: number): string {
  if (days < 56) return 'under_8_weeks'
  if (days < 84) return 'weeks_8_to_11'
  return days < 112 ? 'weeks_12_to_15' : 'weeks_16_or_more'
}
