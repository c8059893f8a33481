import type { AnswerSource, Language, Purpose, SurveyState } from '../domain/codes.ts'
import type { AnswerValues } from '../domain/question.ts'
import type { Database } from './connect.ts'

/**
 * Everything that the form shows of a survey, with the answer that counts or null. About a placement, or about a cost
 * period of a district: what the other one has is null.
 */
export type SurveyForm = {
  id: number
  questionnaire: string
  wave: string
  placementId: number | null
  districtId: number | null
  districtName: string | null
  state: SurveyState
  closesAt: Temporal.Instant | null
  answerVersion: number
  linkNumber: number
  purpose: Purpose | null
  workplace: string | null
  startedOn: Temporal.PlainDate | null
  endedOn: Temporal.PlainDate | null
  initials: string | null
  employerId: number | null
  employerName: string | null
  unitName: string | null
  unitPhone: string | null
  /** In which the unit writes to employers. */
  unitLanguages: readonly Language[]
  contactEmail: string | null
  /** The contact's. */
  language: Language
  answer: { values: AnswerValues; source: AnswerSource; answeredAt: Temporal.Instant } | null
}

/**
 * One query, run each time that a form is opened. It goes to the driver itself, which has it prepared once per
 * connection: planning its joins takes the database several times as long as carrying them out.
 */
export async function findSurveyForm(db: Database, surveyId: number): Promise<SurveyForm | undefined> {
  const [row] = await db.$client<Row[]>`
    select s.id, s.questionnaire, s.wave, s.placement_id as "placementId", s.district_id as "districtId",
      d.name as "districtName", s.state, s.closes_at as "closesAt",
      s.answer_version as "answerVersion", s.link_number as "linkNumber",
      p.purpose, p.workplace, p.started_on as "startedOn", p.ended_on as "endedOn",
      p.employer_id as "employerId", e.name as "employerName", i.initials,
      u.name as "unitName", u.phone as "unitPhone", coalesce(u.languages, '{}') as "unitLanguages", c.email as "contactEmail", c.language,
      a.values, a.source, a.answered_at as "answeredAt"
    from surveys s
    left join placements p on p.id = s.placement_id
    left join participants i on i.id = p.participant_id
    left join employers e on e.id = p.employer_id
    left join units u on u.id = p.unit_id
    left join districts d on d.id = s.district_id
    join contacts c on c.id = s.contact_id
    left join answers a on a.survey_id = s.id and a.version = s.answer_version
    where s.id = ${surveyId}`
  return row && surveyFormFrom(row)
}

/** As the driver gives it: bigint and dates as text. */
type Row = Omit<
  SurveyForm,
  'id' | 'placementId' | 'districtId' | 'employerId' | 'closesAt' | 'startedOn' | 'endedOn' | 'answer'
> & {
  id: string
  placementId: string | null
  districtId: string | null
  employerId: string | null
  closesAt: string | null
  startedOn: string | null
  endedOn: string | null
} & (Answer | { values: null })
type Answer = { values: AnswerValues; source: AnswerSource; answeredAt: string }

function surveyFormFrom(row: Row): SurveyForm {
  const { id, placementId, districtId, employerId, closesAt, startedOn, endedOn, ...rest } = row
  return {
    ...rest,
    id: Number(id),
    placementId: placementId === null ? null : Number(placementId),
    districtId: districtId === null ? null : Number(districtId),
    employerId: employerId === null ? null : Number(employerId),
    closesAt: closesAt === null ? null : Temporal.Instant.from(closesAt),
    startedOn: startedOn === null ? null : Temporal.PlainDate.from(startedOn),
    endedOn: endedOn === null ? null : Temporal.PlainDate.from(endedOn),
    answer: row.values === null ? null : answerFrom(row),
  }
}

function answerFrom({ values, source, answeredAt }: Answer) {
  return { values, source, answeredAt: Temporal.Instant.from(answeredAt) }
}
