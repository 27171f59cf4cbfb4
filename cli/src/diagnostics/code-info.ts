// Owns the shape of a row in the registry of diagnostic codes.

import type { Severity } from './diagnostic.js'

/** What is known of a code before it happens. */
export interface CodeInfo {
  readonly severity: Severity
  /** A few words, as a heading. */
  readonly title: string
  /** When it happens and why it matters, in one or two sentences. */
  readonly meaning: string
  /** The next step; a diagnostic may bring a more exact one. */
  readonly help: string
}
