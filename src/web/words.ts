import type { Request } from 'express'
import type { Context } from '../context.ts'
import type { Words } from '../render.ts'
import { languageOf } from './staff-page.ts'

/** The words of a page for the staff, in its language. */
export function wordsOf({ renderer }: Pick<Context, 'renderer'>, request: Request): Words {
  return { language: languageOf(request), t: renderer.t }
}
