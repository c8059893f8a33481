import type { Request, Response } from 'express'
import type { Context } from '../context.ts'
import { listUnitsAtWork } from '../db/units.ts'
import type { StaffPage } from './staff-page.ts'

/** GET /units: every unit with how it writes to employers, and how much it has to do. */
export function unitsHandler({ config, db }: Context, page: StaffPage) {
  return async (request: Request, response: Response): Promise<void> => {
    page(request, response, 'units', {
      units: await listUnitsAtWork(db),
      organisation: config.ORGANISATION_NAME,
      contactPhone: config.CONTACT_PHONE,
    })
  }
}
