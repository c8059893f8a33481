import { accessOf } from '../domain/access.ts'
import type { LaneScope } from '../domain/lane.ts'
import type { SignedIn } from './staff-page.ts'

/** Whose placements the home shows, and the query that asks for it. */
export type HomeScope = LaneScope & { name: 'mine' | 'unit' | 'all'; query: Readonly<Record<string, string>> }

type Query = Readonly<Record<string, unknown>>

/** The placements that bear the member's own address, within what the member may see. */
export function ownScope(member: SignedIn): HomeScope {
  const { unitId } = accessOf(member)
  return { name: 'mine', unitId, coachEmail: member.email.toLowerCase(), query: { scope: 'mine' } }
}

/**
 * What the address asks for. A coach sees the own placements, where there are any, or the own unit, and never another
 * one whatever the address says; an administrator everything, one unit, or the own.
 * @param units all of them, for an administrator; a unit that is not among them is none
 */
export function homeScope(
  member: SignedIn,
  query: Query,
  hasOwn: boolean,
  units: readonly { id: number }[],
): HomeScope {
  const own = ownScope(member)
  const { unitId } = accessOf(member)
  if (unitId !== null) {
    const wantsOwn = query.scope === 'mine' || (query.scope !== 'unit' && hasOwn)
    return wantsOwn ? own : { name: 'unit', unitId, coachEmail: null, query: { scope: 'unit' } }
  }
  if (query.scope === 'mine' && hasOwn) return own
  const unit = units.find(({ id }) => String(id) === query.unit)
  if (!unit) return { name: 'all', unitId: null, coachEmail: null, query: {} }
  return { name: 'unit', unitId: unit.id, coachEmail: null, query: { unit: String(unit.id) } }
}

/** The switch between one's own placements and the others', as far as the member has both. */
export function scopeLinks(member: SignedIn, scope: HomeScope, hasOwn: boolean) {
  const all = accessOf(member).unitId === null
  const other = all
    ? { name: 'all', href: homeAddress({}) }
    : { name: 'unit', href: homeAddress({ scope: 'unit' }) }
  const own = { name: 'mine', href: homeAddress({ scope: 'mine' }) }
  const links = hasOwn || scope.name === 'mine' ? [own, other] : [other]
  return links.map(link => ({ ...link, isCurrent: link.name === scope.name }))
}

/** An address of the home; what is blank is left out. */
export function homeAddress(fields: Readonly<Record<string, string>>): string {
  const given = Object.entries(fields).filter(([, value]) => value !== '')
  return given.length > 0 ? `/?${new URLSearchParams(given)}` : '/'
}
