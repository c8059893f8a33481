/** The only source of the current time. Everything else takes `now` as an argument. */
export type Clock = { now(): Temporal.Instant }

export const systemClock: Clock = { now: () => Temporal.Now.instant() }

/** A clock that stands still until it is set: for the simulation and the tests. */
export class ManualClock implements Clock {
  #now: Temporal.Instant

  constructor(start: Temporal.Instant) {
    this.#now = start
  }

  now(): Temporal.Instant {
    return this.#now
  }

  set(instant: Temporal.Instant): void {
    this.#now = instant
  }
}
