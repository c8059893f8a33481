import type { Language } from '../domain/codes.ts'
import type { Translate } from '../render.ts'

/** What a view needs to put things into words. */
export type Words = { language: Language; t: Translate }
