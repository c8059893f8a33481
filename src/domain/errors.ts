/**
 * An expected refusal: the code names a message in templates/locales (`error.<code>`), which says what to do.
 * Anything else that is thrown is a fault of the program and is shown to nobody raw.
 */
export class ExpectedError extends Error {
  readonly code: string
  readonly details: Readonly<Record<string, string | number>>

  constructor(code: string, details: Record<string, string | number> = {}, options?: ErrorOptions) {
    super(`${code} ${JSON.stringify(details)}`, options)
    this.name = 'ExpectedError'
    this.code = code
    this.details = details
  }
}

/**
 * What may be told of a fault: what went wrong at the bottom of it. The query builder's own message repeats every value
 * of the statement, and so addresses and answers, which never reach the log (rule 8).
 * @param fault an Error, or its text
 */
export function faultText(fault: unknown): string {
  if (fault instanceof Error && fault.cause instanceof Error) return faultText(fault.cause)
  const [told = ''] = String(fault).split('\nparams: ')
  return told
}
