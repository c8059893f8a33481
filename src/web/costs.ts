import type { Request, RequestHandler, Response } from 'express'
import type { Context } from '../context.ts'
import { type CostReturn, listCostReturns, listCostWaves } from '../db/cost-return-list.ts'
import { accessOf } from '../domain/access.ts'
import { costPeriodIn } from '../domain/cost-period.ts'
import { mailObstacle } from '../domain/mail-obstacle.ts'
import { takesAnswers } from '../domain/survey.ts'
import { textIn } from './fields.ts'
import { dialledNumber } from './placement-view.ts'
import { type StaffPage, staffOf } from './staff-page.ts'

/** GET /costs: how each district board stands in a cost period, those to be called first. */
export function costsHandler(context: Context, page: StaffPage): RequestHandler {
  return async (request: Request, response: Response): Promise<void> => {
    const { db, clock, config } = context
    const waves = (await listCostWaves(db)).filter(wave => costPeriodIn(wave) !== null)
    const chosen = waves.find(wave => wave === textIn(request.query, 'period')) ?? waves[0]
    const rows = chosen === undefined ? [] : await listCostReturns(db, chosen)
    const now = clock.now()
    const { role, seesAddresses, canChange } = readerOf(response)
    page(request, response, 'costs', {
      costPeriod: chosen === undefined ? null : costPeriodIn(chosen),
      periods: waves.map(wave => ({ wave, costPeriod: costPeriodIn(wave), isChosen: wave === chosen })),
      isOff: config.COST_PERIOD === 'none',
      answered: rows.filter(({ answerVersion }) => answerVersion > 0).length,
      rows: rows.map(row => ({
        ...returnView(row, seesAddresses),
        canRecord: canChange && takesAnswers(row, now),
        canChange,
      })),
      done: ['recorded', 'contact'].find(name => name === request.query.done) ?? null,
      role,
    })
  }
}

/** What the reader may see and do: analysts read all but addresses, and record nothing. */
function readerOf(response: Response) {
  const member = staffOf(response)
  const { seesAddresses } = accessOf(member)
  return { role: member.role, seesAddresses, canChange: member.role === 'administrator' }
}

/** Where one district stands, and whom to call. */
export function returnView(row: CostReturn, seesAddresses: boolean) {
  const { state, contact, answer } = row
  const phone = seesAddresses ? contact.phone : null
  return {
    id: row.id,
    districtId: row.districtId,
    district: row.district,
    state,
    look: looks[state],
    phoneReason: state === 'phone' ? row.phoneReason : null,
    lettersSent: row.lettersSent,
    lastLetterAt: row.lastLetterAt,
    closesAt: row.closesAt,
    answeredAt: answer?.answeredAt ?? null,
    source: answer?.source ?? null,
    signedBy: answer?.values.signed_by ?? null,
    contactName: contact.name === '' ? null : contact.name,
    hasNoAddress: mailObstacle(contact) === 'no_address',
    phone,
    dialled: phone && dialledNumber(phone),
  }
}

/** A state's colour in the lists of the staff. */
const looks = {
  phone: 'phone',
  open: 'waiting',
  scheduled: 'ongoing',
  answered: 'answered',
  closed: 'closed',
  withdrawn: 'withdrawn',
} as const
