import type { ReturnedMessage } from '../returned-message.ts'
import { addressesIn } from './addresses.ts'
import { fieldBlocksIn, fieldsIn } from './fields.ts'

/** What a report returns of the letter, and what it says before that. */
export type Original = {
  /** Without < and >. */
  messageId: string | null
  /** Whom it was to. */
  to: string[]
}

/** Above the copy of the letter mail servers write one of these. */
const markers =
  /^[ \t>*-]{0,100}(this is a copy of|below (this line|is a copy)|enclosed is a copy|included is a copy|original message( headers)?( follows)?|(the )?headers? of the original message|message (headers|text) follows?|original[ _-]message|unsent message|returned message|the following is|forwarded message|undelivered message|ursprungligt meddelande|ursprungliga (meddelandet|huvuden)|message body follows|transcript of (original )?message|-{3,} ?copy)\b.*$/im

/** A header that every letter has on its way. */
const firstHeader =
  /^(received|return-path|message-id|x-received|dkim-signature|arc-seal|x-google-smtp-source):|^(from|to|subject|date): .*\n\s*(from|to|subject|date): /im

/** What a report that has lost its structure shows of it. */
const brokenMime = /^(content-[\w-]+:.*|--\S*)$/gim

/** Splits a report that is one text into what it says and the copy of the letter. */
export function splitText(text: string): { report: string; copy: string } {
  const starts = [markers, firstHeader].flatMap(pattern => {
    const at = text.search(pattern)
    return at >= 0 ? [at] : []
  })
  const at = starts.length > 0 ? Math.min(...starts) : text.length
  return { report: text.slice(0, at).replace(brokenMime, ''), copy: text.slice(at) }
}

/** What can be read of the letter itself: from the part that holds it or its headers, else from the copy in the text. */
export function originalIn({ parts }: ReturnedMessage, copy: string): Original {
  const returned = parts.filter(({ type }) =>
    /^(message\/(rfc822|global)|text\/rfc822-headers|message\/global-headers)/.test(type),
  )
  const blocks = [...returned.map(({ text }) => fieldsIn(headOf(text))), ...fieldBlocksIn(copy)]
  const [messageId] = blocks.flatMap(fields => bareId(fields.get('message-id')) ?? [])
  const to = blocks.flatMap(fields => addressesIn(fields.get('to') ?? ''))
  return { messageId: messageId ?? null, to }
}

function headOf(text: string): string {
  return text.trimStart().split(/\n[ \t]*\n/)[0] ?? ''
}

/** Of what a field holds, what stands within < and >. */
function bareId(value: string | undefined): string | null {
  if (value === undefined) return null
  return /<([^<>]+)>/.exec(value)?.[1]?.trim() ?? (value.trim() || null)
}
