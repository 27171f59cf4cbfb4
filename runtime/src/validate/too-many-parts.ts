// Owns the refusal of parameters that have more parts than anybody reads.

import type { IssuePlace } from './issues.js'

/**
 * Thrown by readers of parameters: what lies beyond a limit is refused, for what is left out would never be checked.
 * Answered with 400 and an issue with code `limit`.
 */
export class TooManyParts extends Error {
  override readonly name = 'TooManyParts'
  constructor(
    max: number,
    parts: string,
    /** Where they are; null: where is read just now. */
    readonly place: IssuePlace | null = null,
  ) {
    super(`must not have more than ${max.toLocaleString('en')} ${parts}`)
  }
}
