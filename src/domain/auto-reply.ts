import { addressesIn } from './bounce/addresses.ts'

/** What an automatic answer tells of somebody who has left, and whom it says to write to instead; Swedish and English. */

const hasLeftShapes: readonly RegExp[] = [
  /\b(har|hon har|han har|jag har) (numera |nu )?(slutat(?! (f.r|i) )|(l.mnat|avslutat) (min|sin) (tj.nst|anst.llning))/,
  /\bhar (nu |numera )?l.mnat (oss|f.retaget|bolaget|skolan|kommunen|organisationen|f.rvaltningen|arbetsplatsen)/,
  /\b(jobbar|arbetar|.r|finns|verkar)( numera| nu)? (inte|ej)( l.ngre)?( kvar)? (anst.lld|kvar|l.ngre|hos|p. (bolaget|f.retaget|skolan|kommunen))/,
  /\b(arbetar|jobbar) (inte|ej) l.ngre|inte l.ngre (anst.lld|kvar|hos|p.)|har g.tt i pension|har bytt (jobb|arbete|arbetsgivare)/,
  /\bno longer (works?|working|employed|with|at|part of|available at)|(has|have) (now )?left (the )?(company|organi[sz]ation|school|us|our|my|position|employment|\w+ (ab|ltd|inc|plc))|(has|have) (retired|resigned|moved on)/,
]

/** A sentence that asks to write to somebody else. */
const onward =
  /(kontakta|v.nd (dig|er)|mejla|mejl till|maila|skriv|skicka|h.nvisas|ers.tts av|ist.llet|contact|write to|e-?mail|reach|address(ed)? to|direct (your|all)|forward|instead|successor|replaced by)/

/**
 * @param text of the automatic answer
 * @param own the address that has answered, which is no successor
 */
export function leaverIn(
  text: string,
  own: string | null = null,
): { hasLeft: boolean; successor: string | null } {
  const lower = text.replace(/\s+/g, ' ').toLowerCase()
  if (!hasLeftShapes.some(shape => shape.test(lower))) return { hasLeft: false, successor: null }
  const sentences = text.replace(/\s+/g, ' ').split(/(?<=[.!?:]) (?=\S)/)
  const asking = sentences.filter((sentence, index) =>
    onward.test(`${index > 0 ? sentences[index - 1] : ''} ${sentence}`.toLowerCase()),
  )
  const found = addressesIn(asking.join('\n')).find(address => address.toLowerCase() !== own?.toLowerCase())
  return { hasLeft: true, successor: found ?? null }
}
