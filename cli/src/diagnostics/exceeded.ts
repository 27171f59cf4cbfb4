// Owns how an exceeded limit is told: by its name, and how it is raised.

import { diagnostic } from './codes.js'
import type { Diagnostic, SourceRef } from './diagnostic.js'

/**
 * A document that has more of something than a limit of `document.limits` allows.
 *
 * @example
 * exceeded('filesMax', 1000, 'the document refers to more than 1000 files', at)
 */
export const exceeded = (
  limit: string,
  max: number,
  what: string,
  at: SourceRef | null,
): Diagnostic =>
  diagnostic('NX1020', {
    message: `${what} (limit ${limit})`,
    at,
    help: `if the document is trusted, raise it in nexus.config.ts: document: { limits: { ${limit}: ${2 * max} } }`,
  })
