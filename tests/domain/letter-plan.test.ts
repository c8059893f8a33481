import { expect, it } from 'vitest'
import { planLetter } from '../../src/domain/letter-plan.ts'
import { defaultSchedule } from '../support/schedule.ts'
import { swedish } from '../support/swedish.ts'

const survey = {
  nextLetterAt: swedish('2026-03-18T09:00'),
  phoneAt: swedish('2026-03-23T09:00'),
  closesAt: swedish('2026-05-02T00:00'),
}
const free = { underWay: null, earliestLetterAt: null }
const spaced = { underWay: null, earliestLetterAt: swedish('2026-03-12T09:00') }

const goes = (at: string, delay: string | null) => ({ goesAt: swedish(at), delay })
const refused = (refusal: string) => expect.objectContaining({ refusal })

it.each([
  ['goes at once in sending time', survey, free, '2026-03-10T09:00', goes('2026-03-10T09:00', null)],
  ['goes in the morning before it', survey, free, '2026-03-10T08:59', goes('2026-03-10T09:00', 'hours')],
  ['goes on Monday at a weekend', survey, free, '2026-03-14T12:00', goes('2026-03-16T09:00', 'hours')],
  ['goes when the spacing ends', survey, spaced, '2026-03-10T12:00', goes('2026-03-12T09:00', 'spacing')],
  ['goes at once when it just has', survey, spaced, '2026-03-12T09:00', goes('2026-03-12T09:00', null)],
  ['goes at once after it', survey, spaced, '2026-03-13T15:00', goes('2026-03-13T15:00', null)],
  [
    'goes after the spacing of another letter that is under way',
    survey,
    { ...free, underWay: 'other' },
    '2026-03-10T12:00',
    goes('2026-03-13T09:00', 'other_letter'),
  ],
  ['goes already', survey, { ...free, underWay: 'own' }, '2026-03-10T12:00', refused('queued')],
  ['is due by then as it is', survey, free, '2026-03-18T09:00', refused('due_already')],
  [
    'is due by then when asked for early that morning',
    survey,
    free,
    '2026-03-18T08:00',
    refused('due_already'),
  ],
  ['is not due while it can go today', survey, free, '2026-03-17T12:00', goes('2026-03-17T12:00', null)],
  [
    'would go after the call',
    { ...survey, nextLetterAt: null },
    { ...free, earliestLetterAt: swedish('2026-03-23T09:00') },
    '2026-03-20T12:00',
    refused('phone_first'),
  ],
  [
    'would go after the closing',
    { ...survey, nextLetterAt: null, phoneAt: null },
    free,
    '2026-05-01T23:00',
    refused('phone_first'),
  ],
] as const)('a letter that is asked for %s', (_, asked, contact, now, expected) => {
  expect(planLetter(asked, contact, defaultSchedule, swedish(now))).toEqual(expected)
})
