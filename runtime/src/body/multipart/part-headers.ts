// Owns the headers of one part as its contract describes them (OpenAPI 3.1, 4.8.15): read from texts, and checked.

import type { Hint } from '../../validate/coerce.js'
import { headerValue } from '../../validate/header-values.js'
import type { Issues } from '../../validate/issues.js'
import { TooManyParts } from '../../validate/too-many-parts.js'
import type { Part } from './part.js'

/** Headers of parts of one name; a constant of generated code. */
export interface PartHeadersSpec {
  /** Of each header that is described, by its name in lower case. */
  readonly hint: Hint
  /** Those whose objects are `name=value`. */
  readonly exploded?: readonly string[]
  /** Adds what does not match to `issues`. */
  readonly validate: (value: unknown, issues: Issues) => unknown
}

/** The described headers of a part; what is wrong with them is found below its name, and its number in a list. */
export const readHeaders = (
  { name, headers }: Part,
  index: number | null,
  { hint, exploded = [], validate }: PartHeadersSpec,
  issues: Issues,
): object => {
  const found: Record<string, unknown> = Object.create(null)
  const hints = typeof hint === 'object' && 'fields' in hint ? hint.fields : {}
  const mark = issues.count
  issues.place = 'header'
  for (const header of Object.keys(hints)) {
    const text = headers[header]
    if (text === undefined) continue
    try {
      found[header] = headerValue(text, hints[header] ?? 'string', exploded.includes(header))
    } catch (error) {
      if (!(error instanceof TooManyParts)) throw error
      const from = issues.count
      issues.add('limit', error.message)
      issues.within(from, header)
    }
  }
  validate(found, issues)
  issues.place = 'body'
  if (issues.count > mark && index !== null) issues.within(mark, index)
  if (issues.count > mark) issues.within(mark, name)
  return found
}
