import { languages, roles } from '../domain/codes.ts'
import type { MemberField, MemberProblem, MemberValues, TypedMember } from '../domain/member.ts'
import { textIn } from './fields.ts'

type Unit = { id: number; name: string }

const memberFields = ['name', 'email', 'role', 'unit', 'language'] as const satisfies readonly MemberField[]

/** What was typed about a member. */
export function typedMember(body: unknown): TypedMember & { email: string } {
  const [name, email, role, unit, language] = memberFields.map(field => textIn(body, field))
  return { name, email, role, unit, language } as TypedMember & { email: string }
}

/** A stored member as it would have been typed. */
export function typedFrom({ name, role, unitId, language }: MemberValues): TypedMember {
  return { name, role, unit: unitId === null ? '' : String(unitId), language }
}

/** What the fields of templates/pages/member-fields.hbs show. */
export function memberForm(typed: TypedMember, units: readonly Unit[], problems: readonly MemberProblem[]) {
  const inOrder = memberFields.flatMap(field => problems.filter(problem => problem.field === field))
  const problemOf = (field: MemberField) => inOrder.find(problem => problem.field === field)?.problem ?? null
  return {
    typed,
    roles: roles.map(code => ({ code, isChosen: code === typed.role })),
    units: units.map(({ id, name }) => ({ id, name, isChosen: String(id) === typed.unit })),
    languages: languages.map(code => ({ code, isChosen: code === typed.language })),
    kind: problems.length > 0 ? 'refused' : 'open',
    problems: inOrder,
    problem: Object.fromEntries(memberFields.map(field => [field, problemOf(field)])),
  }
}
