import { createHash } from 'node:crypto'
import { z } from 'zod'
import { type Language, languages, type Role, roles } from './codes.ts'
import { oneLine } from './one-line.ts'

/** What is kept of a member of staff besides the address, which identifies the member and never changes. */
export type MemberValues = { name: string; role: Role; unitId: number | null; language: Language }

/** As typed in a form. */
export type TypedMember = Readonly<Record<'name' | 'role' | 'unit' | 'language', string>>

export type MemberField = keyof TypedMember | 'email'
export type MemberProblem = {
  field: MemberField
  problem: 'required' | 'too_long' | 'unknown_code' | 'not_an_email' | 'taken' | 'last_administrator'
}

const longestName = 100

/**
 * Reads what is typed about a member.
 * @param unitIds the units that there are
 */
export function readMember(
  typed: TypedMember,
  unitIds: readonly number[],
): { values: MemberValues } | { problems: MemberProblem[] } {
  const name = oneLine(typed.name)
  const role = roles.find(code => code === typed.role)
  const language = languages.find(code => code === typed.language)
  const unitId = unitIds.find(id => String(id) === typed.unit) ?? null
  const problems = [
    ...nameProblems(name),
    ...choiceProblems('role', typed.role, role),
    ...unitProblems(typed.unit, unitId, role),
    ...choiceProblems('language', typed.language, language),
  ]
  return role && language && problems.length === 0
    ? { values: { name, role, unitId, language } }
    : { problems }
}

/** The address in lower case, or undefined where better-auth would not take it as one. */
export function staffAddress(text: string): string | undefined {
  const address = text.trim().toLowerCase()
  return z.email().safeParse(address).success ? address : undefined
}

/** Stands in the form, so that whoever was overtaken by another change is told. */
export function memberVersion({ name, role, unitId, language }: MemberValues): string {
  const shown = JSON.stringify([name, role, unitId, language])
  return createHash('sha256').update(shown).digest('base64url').slice(0, 16)
}

function nameProblems(name: string): MemberProblem[] {
  if (name === '') return [{ field: 'name', problem: 'required' }]
  return name.length > longestName ? [{ field: 'name', problem: 'too_long' }] : []
}

function choiceProblems(field: MemberField, typed: string, code: string | undefined): MemberProblem[] {
  if (code !== undefined) return []
  return [{ field, problem: typed === '' ? 'required' : 'unknown_code' }]
}

/** A coach sees the placements of the own unit, so there has to be one. */
function unitProblems(typed: string, unitId: number | null, role: Role | undefined): MemberProblem[] {
  if (typed !== '' && unitId === null) return [{ field: 'unit', problem: 'unknown_code' }]
  return role === 'coach' && unitId === null ? [{ field: 'unit', problem: 'required' }] : []
}
