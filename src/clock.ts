/** The only source of the current time. Everything else takes `now` as an argument. */
export type Clock = { now(): Temporal.Instant }

/**
 * In whole milliseconds, begun ones not counted: the database keeps no more, and would round up. What was stored as due
 * `now` has to be due when it is compared with the same `now`.
 */
export const systemClock: Clock = {
  now: () => Temporal.Now.instant().round({ smallestUnit: 'millisecond', roundingMode: 'floor' }),
}

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
