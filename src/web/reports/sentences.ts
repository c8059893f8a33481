import type { Count } from '../../domain/report.ts'
import type { Words } from '../../render.ts'
import { number } from '../../render-values.ts'

/** A sentence of the report with its figures, or null where one of them may not be shown. */
export function sentence(
  key: string,
  values: Readonly<Record<string, Count | string>>,
  { language, t }: Words,
): string | null {
  const told = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === 'number' ? number(language, value) : value,
  ])
  if (told.some(([, value]) => value === null)) return null
  return t(language, `report.${key}`, Object.fromEntries(told))
}

/** Those that can be said. */
export function said(...sentences: readonly (string | null)[]): string[] {
  return sentences.filter(text => text !== null)
}
