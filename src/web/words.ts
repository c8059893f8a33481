import type { Request } from 'express'
import type { Context } from '../context.ts'
import type { Language } from '../domain/codes.ts'
import type { Translate } from '../render.ts'
import { languageOf } from './staff-page.ts'

/** What a view needs to put things into words. */
export type Words = { language: Language; t: Translate }

/** The words of a page for the staff, in its language. */
export function wordsOf({ renderer }: Pick<Context, 'renderer'>, request: Request): Words {
  return { language: languageOf(request), t: renderer.t }
}
