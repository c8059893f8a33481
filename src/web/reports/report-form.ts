import type { Queryable } from '../../db/connect.ts'
import { listDistricts } from '../../db/districts.ts'
import { listUnits } from '../../db/units.ts'
import { purposes } from '../../domain/codes.ts'
import { registeredSexes } from '../../domain/disclosure.ts'
import { chosenPeriods } from '../../domain/period-choices.ts'
import type { FilterName } from '../../domain/report.ts'
import { filterNames } from '../../domain/report-filters.ts'
import { noValue, type Trait, traitCodes, traits } from '../../domain/tally.ts'
import { valueName } from '../../files/report-words.ts'
import type { Words } from '../../render.ts'
import { monthName } from '../../render-values.ts'
import { type ReportFields, type ReportProblem, reportAddress, reportFields } from './report-fields.ts'

type Asked = { fields: ReportFields; problem: ReportProblem | null; today: Temporal.PlainDate }

/** The form above the report: period, what to narrow it to, and quick choices, with what was typed. */
export async function reportForm(db: Queryable, { fields, problem, today }: Asked, words: Words) {
  const values = await filterValues(db)
  const told = problem && { field: problem.field, text: problemText(problem, words) }
  const select = (name: FilterName) => ({
    name,
    label: words.t(words.language, `report.dimension.${name}`),
    options: values.options[name].map(code => ({
      code,
      name: valueName(name, code, words, values.unitNames),
      isChosen: fields[name] === code,
    })),
    problem: told?.field === name ? told.text : null,
  })
  const isTrait = (name: FilterName): name is Trait => traits.some(trait => trait === name)
  return {
    problem: told,
    days: (['from', 'to'] as const).map(name => ({
      name,
      label: words.t(words.language, `report.period.${name}`),
      value: fields[name],
      problem: told?.field === name ? told.text : null,
    })),
    selects: filterNames.filter(name => !isTrait(name)).map(select),
    more: traits.map(select),
    isMoreOpen: traits.some(name => fields[name] !== '' || told?.field === name),
    choices: choicesView(fields, today, words),
    clearHref: filterNames.some(name => fields[name] !== '')
      ? reportAddress('/reports', { from: fields.from, to: fields.to })
      : null,
  }
}

/** Every value that a filter may have; units and districts are what the register holds. */
async function filterValues(db: Queryable) {
  const [units, districts] = await Promise.all([listUnits(db), listDistricts(db)])
  const options: Readonly<Record<FilterName, readonly string[]>> = {
    sex: registeredSexes,
    purpose: purposes,
    unit: units.map(({ id }) => String(id)),
    district: [...districts, noValue],
    sector: traitCodes.sector ?? [],
    funding: traitCodes.funding ?? [],
    length: traitCodes.length ?? [],
    end_reason: traitCodes.end_reason ?? [],
  }
  return { options, unitNames: Object.fromEntries(units.map(({ id, name }) => [String(id), name])) }
}

function problemText({ field, problem }: ReportProblem, { language, t }: Words): string {
  const isOfPeriod = field === 'from' || field === 'to'
  return t(language, `report.problem.${isOfPeriod ? field : 'filter'}.${problem}`)
}

/** Links to the usual periods, which keep the filters. */
function choicesView(fields: ReportFields, today: Temporal.PlainDate, { language, t }: Words) {
  return chosenPeriods(today).map(({ choice, period }) => {
    const { from, to } = reportFields(period, {})
    const month = monthName(language, period.to.toPlainYearMonth())
    return {
      name: t(language, `report.choice.${choice}`, { month }),
      href: reportAddress('/reports', { ...fields, from, to }),
      isCurrent: fields.from === from && fields.to === to,
    }
  })
}
