import { unansweredSurveys } from '../db/contact-change.ts'
import { languages } from '../domain/codes.ts'
import { contactScopes, type TypedContact } from '../domain/contact-change.ts'
import { refusalOf } from '../domain/placement-action.ts'
import { changeContact } from '../flow/change-contact.ts'
import { undoableChange, undoContactChange } from '../flow/undo-contact-change.ts'
import type { ActionPage, FieldProblem, Fields } from './placement-actions.ts'

/** Other details of the contact, or another contact, who is then asked from the beginning. */
export const contactPage: ActionPage = {
  name: 'contact',
  async view(context, found, { fields, problems }) {
    const { db, clock, schedule } = context
    const now = clock.now()
    const { contact, survey } = found
    const others = await unansweredSurveys(db, contact.id, now)
    const undoable = await undoableChange(db, found)
    const shown = {
      ...formView({ ...stored(contact), ...fields }, problems),
      others: others.filter(({ id }) => id !== survey?.id).length,
      undeliverableAt: contact.undeliverableAt,
      isOptedOut: contact.optedOutAt !== null,
      /** Anew to the same person: nothing is sent to somebody who has said that it is the wrong one. */
      isScheduled: survey === null || survey.state === 'scheduled',
      former: undoable?.from.name ?? null,
    }
    const refusal = refusalOf('contact', found, schedule, now)
    return refusal === null ? { ...shown, mode: 'act' } : { ...shown, mode: 'refused', refusal }
  },
  async act(context, attempt, fields) {
    const done = await changeContact(context, attempt, typedIn(fields))
    return done.outcome === 'done' ? { outcome: 'done', notice: `contact-${done.what}` } : done
  },
  undo: undoContactChange,
}

type Details = { name: string; email: string | null; phone: string | null; language: string }

function stored({ name, email, phone, language }: Details): TypedContact {
  return { name, email: email ?? '', phone: phone ?? '', language, scope: '', retry: '' }
}

function typedIn({ name, email, phone, language, scope, retry }: Fields): TypedContact {
  return {
    name: name ?? '',
    email: email ?? '',
    phone: phone ?? '',
    language: language ?? '',
    scope: scope ?? '',
    retry: retry ?? '',
  }
}

function formView(typed: Fields, problems: readonly FieldProblem[]) {
  const field = (id: string) => ({
    id,
    value: typed[id] ?? '',
    problem: problems.find(problem => problem.field === id)?.problem ?? null,
    isEmail: id === 'email',
    isPhone: id === 'phone',
  })
  const scope = field('scope')
  return {
    fields: ['name', 'email', 'phone'].map(field),
    languages: languages.map(code => ({ code, isChosen: code === typed.language })),
    scopes: contactScopes.map(code => ({ code, isChosen: code === scope.value })),
    scopeProblem: scope.problem,
    isRetried: typed.retry === 'yes',
  }
}
