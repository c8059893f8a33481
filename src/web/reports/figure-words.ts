import type { Language } from '../../domain/codes.ts'
import { type Counted, type CountedPlacements, daysOfEnd } from '../../domain/counted-placements.ts'
import { noValue, type Trait, traits } from '../../domain/tally.ts'
import type { Words } from '../../render.ts'
import { period } from '../../render-values.ts'

/** What the figure names by number is called; null where nobody has that number. */
export type NamesInFigure = { host: string | null; unit: string | null }

type Said = { figure: CountedPlacements; names: NamesInFigure; count: number }
type Say = (key: string, values?: Readonly<Record<string, string | number>>) => string

/** The figure in words: who, what they were part of, when it ended, what became of it, and how many. */
export function figureWords({ figure, names, count }: Said, { language, t }: Words): string {
  const say: Say = (key, values) => t(language, `figurePlacements.${key}`, values)
  const { sex, purpose } = figure.group
  const parts = [
    say(`who.${sex ?? (figure.onlyRegisteredSex ? 'registered' : 'all')}`),
    purpose === undefined ? '' : say(`purpose.${purpose}`),
    ...traits.map(trait => traitWords(trait, figure.group[trait], names, say)),
    figure.employerId === null
      ? ''
      : say('host', { name: names.host ?? say('nobody', { id: figure.employerId }) }),
    daysWords(figure, language, say),
    countedWords(figure.counted, say),
  ]
  return say('heading', { parts: parts.filter(part => part !== '').join(', '), count })
}

/** Units and districts by their names, the others by their codes. */
function traitWords(trait: Trait, value: string | undefined, { unit }: NamesInFigure, say: Say): string {
  if (value === undefined) return ''
  if (trait === 'unit') return unit ?? say('no_unit', { id: value })
  if (trait === 'district' && value !== noValue) return say('district.named', { name: value })
  return say(`${trait}.${value}`)
}

function daysWords(figure: CountedPlacements, language: Language, say: Say): string {
  const days = daysOfEnd(figure)
  if (days) return say('ended', { period: period(language, days.from, days.to) })
  const whole = period(language, figure.period.from, figure.period.to)
  return say('ended_outside', { quarter: figure.group.quarter ?? '', period: whole })
}

function countedWords(counted: Counted, say: Say): string {
  if ('measure' in counted) return say(`measure.${counted.measure}`)
  if ('detail' in counted) return say(`${counted.detail}.${counted.code}`)
  const { firstDay, lastDay } = counted
  if (lastDay === null) return say('days_from', { first: firstDay })
  return firstDay === lastDay
    ? say('days', { count: lastDay })
    : say('days_between', { first: firstDay, last: lastDay })
}
