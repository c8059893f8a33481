import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { eq } from 'drizzle-orm'
import supertest from 'supertest'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { answers, surveys } from '../../src/db/schema.ts'
import { createLink } from '../../src/domain/link.ts'
import type { Questionnaire } from '../../src/domain/question.ts'
import { questionnaires } from '../../src/domain/questionnaires.ts'
import { createRenderer } from '../../src/render.ts'
import { createTestContext, type TestContext } from '../support/context.ts'
import { makePlacement } from '../support/factories.ts'
import { createStaffSite } from '../support/staff.ts'

/** What a fourth one takes: this, and the wording below. */
const hostSupport: Questionnaire = {
  name: 'host_support',
  version: 1,
  respondent: 'employer',
  isConfidential: false,
  isSavedHalfway: false,
  asksAgain: false,
  questions: () => [
    { id: 'support', kind: 'choice', codes: ['enough', 'too_little'], required: true },
    { id: 'wish', kind: 'text', maxLength: 200, required: false },
  ],
  buttons: () => ({ question: 'support', codes: ['enough', 'too_little'] }),
}

const words = {
  question: {
    support: {
      label: 'Fick ni tillräckligt stöd av oss?',
      hint: '',
      options: { enough: 'Ja', too_little: 'Nej' },
    },
    wish: { label: 'Vad hade ni önskat er?', hint: '' },
  },
}

let context: TestContext
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'templates-'))
  cpSync(fileURLToPath(new URL('../../templates', import.meta.url)), folder, { recursive: true })
  addWording(join(folder, 'locales/sv.json'))
  const asked = { questionnaires: [...questionnaires, hostSupport], renderer: createRenderer(folder) }
  context = await createTestContext({ now: '2026-02-28T12:00', asked })
})
afterAll(async () => {
  await context.close()
  rmSync(folder, { recursive: true })
})

/** As one who adds a questionnaire would: the employers' letter and form are good enough but for the questions. */
function addWording(path: string): void {
  const catalogue = JSON.parse(readFileSync(path, 'utf8'))
  catalogue.question.host_support = words.question
  catalogue.form.host_support = {
    ...catalogue.form.employer,
    lead: 'Vi på {{organisation}} vill bli bättre.',
  }
  catalogue.letter.host_support = {
    ...catalogue.letter.employer,
    question: 'Fick ni tillräckligt stöd av oss?',
    answer: { enough: 'Ja, vi fick stöd', too_little: 'Nej, vi hade behövt mer' },
  }
  writeFileSync(path, JSON.stringify(catalogue))
}

it('takes a file and its wording, and goes the way of the others: survey, letter, link, form, answer', async () => {
  const { placementId } = await makePlacement(context)
  await context.tickAt('2026-03-02T09:00')
  const asked = await context.db.select().from(surveys).where(eq(surveys.placementId, placementId))
  expect(asked.map(({ questionnaire, state }) => [questionnaire, state]).sort()).toEqual([
    ['employer', 'open'],
    ['host_support', 'open'],
  ])
  const fourth = asked.find(({ questionnaire }) => questionnaire === 'host_support')
  if (!fourth) throw new Error('The fourth is not asked')
  const path = `/s/${createLink(context.linkKeys, fourth)}`
  const [letter, ...others] = context.inbox
  expect(others).toEqual([])
  expect(letter?.text).toContain('Fick ni tillräckligt stöd av oss?')
  expect(letter?.text).toContain(path)
  const app = supertest(createStaffSite(context).app)
  const form = await app.get(path).query({ support: 'too_little' }).expect(200)
  // Ticked, it would be a whole answer, which a mail scanner could send.
  expect(form.text).not.toMatch(/ checked/)
  expect(form.text).toMatch(/I mejlet valde du ”[^”]+”/)
  await app.post(path).type('form').send({ based_on: '0' }).expect(422)
  await app
    .post(path)
    .type('form')
    .send({ based_on: '0', support: 'too_little', wish: 'Fler besök' })
    .expect(303)
  const [answer] = await context.db.select().from(answers).where(eq(answers.surveyId, fourth.id))
  expect(answer?.values).toEqual({ support: 'too_little', wish: 'Fler besök' })
  const shown = await app.get(path).expect(200)
  expect(shown.text).toContain('Fler besök')
})
