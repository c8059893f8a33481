import { createHash, randomBytes } from 'node:crypto'

/** How long a form waits for its sender to sign in again. */
export const parkedMinutes = 60

/** 128 bits that nobody guesses, for an address or a cookie. */
export function newToken(): string {
  return randomBytes(16).toString('base64url')
}

/**
 * Under what a parked form is kept: the database alone opens none. The address alone opens none either: the cookie of
 * the browser that sent the form belongs to it, or anybody could park a form of their own making and send its address
 * to an administrator.
 */
export function parkedFormDigest(token: string, browser: string): string {
  return createHash('sha256').update(`${browser}.${token}`).digest('base64url')
}

/** Forms that were parked before this moment are gone. */
export function parkedSince(now: Temporal.Instant): Temporal.Instant {
  return now.subtract({ minutes: parkedMinutes })
}
