import type { Count } from '../../domain/report.ts'
import type { Words } from '../../render.ts'
import { number } from '../../render-values.ts'
import { type Cell, textCell } from './cells.ts'

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

/** The same in pieces, where a figure may lead to what it is made of. */
export function linkedSentence(
  key: string,
  figures: Readonly<Record<string, Cell>>,
  { language, t }: Words,
): Cell[] | null {
  const names = Object.keys(figures)
  if (Object.values(figures).some(({ isHidden }) => isHidden)) return null
  const marked = t(
    language,
    `report.${key}`,
    Object.fromEntries(names.map(name => [name, mark + name + mark])),
  )
  return marked.split(mark).map((text, index) => (index % 2 === 1 && figures[text]) || textCell(text))
}

/** Stands around the name of a figure while its sentence is made; no wording holds it. */
const mark = '\u0000'

/** Those that can be said. */
export function said<Said extends string | Cell[]>(...sentences: readonly (Said | null)[]): Said[] {
  return sentences.filter(text => text !== null)
}
