import { findDistrict, listDistricts } from '../db/cost-return-list.ts'
import { ensureDistricts } from '../db/cost-returns.ts'
import { contactVersion } from '../domain/district-contact.ts'
import { changeDistrictContact } from '../flow/change-district-contact.ts'
import type { World } from './world.ts'

/** An administrator names who answers for each of these district boards. */
export async function nameDistrictContacts(
  { context }: World,
  names: readonly string[],
  staffId: string,
): Promise<void> {
  const { db, clock } = context
  await ensureDistricts(db, names)
  for (const { id } of await listDistricts(db)) {
    const found = await findDistrict(db, id)
    if (!found) continue
    const email = `kostnader-${id}@stadsdel.example`
    const typed = { name: 'Kim Ek', email, phone: '', language: found.contact.language, retry: '' }
    const basedOn = contactVersion(found.contact)
    await changeDistrictContact(context, { districtId: id, typed, basedOn, staffId, now: clock.now() })
  }
}
