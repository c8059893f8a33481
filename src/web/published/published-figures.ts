import type { Count, Report } from '../../domain/report.ts'
import { placementMeasures } from '../../domain/report.ts'
import { number, percent } from '../../render-values.ts'
import type { Words } from './published-view.ts'

/** What `published-figures` shows of a report: its placements and rates; a dash for what is hidden. */
export function figuresView({ placements, rates }: Report, { language }: Words) {
  const { response, knowledge, employment } = rates
  const count = (value: Count) => (value === null ? '–' : number(language, value))
  const share = (value: number | null) => (value === null ? '–' : percent(language, value))
  return {
    counts: placementMeasures.map(measure => ({ measure, count: count(placements[measure]) })),
    rates: [
      { rate: 'response', share: share(response) },
      { rate: 'knowledge', share: share(knowledge) },
      { rate: 'employment', share: share(employment.value) },
    ],
    bounds:
      employment.lower === null || employment.upper === null
        ? null
        : { lower: share(employment.lower), upper: share(employment.upper) },
  }
}
