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
