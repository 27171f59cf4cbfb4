// Owns how much work patterns of names may make where shapes are joined: each pattern is asked for each member, and
// for each other pattern whether a name may match both. A limit of the whole document, in each direction.

import { diagnostic } from '../../diagnostics/codes.js'
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import type { Api } from '../../ir/api.js'
import type { SchemaId } from '../../ir/schema.js'
import { schemaOf } from './graph.js'
import type { Expression, Shape } from './shape.js'

/** Meetings of patterns with members and with each other; more are refused. */
export const patternMeetingsMax = 200_000

/** How many meetings with members two patterns that meet are worth: a name that matches both has a writer of its own. */
const pairWeight = 4

/** Counts the meetings of shapes that are joined. */
export class PatternMeetings {
  #left = patternMeetingsMax
  /** The schema at which there were too many. */
  #over: SchemaId | null = null

  /** Whether shapes may be joined; what is planned is not whole where they may not. */
  allows(shapes: readonly Shape[], at: Expression): boolean {
    const objects = shapes.flatMap((shape) =>
      shape.kind === 'shape' && shape.object !== null ? [shape.object] : [],
    )
    const patterns = objects.flatMap((object) => object.patterns)
    if (patterns.length === 0) return true
    const members = objects.reduce((sum, object) => sum + object.members.size, 0)
    const distinct = new Set(patterns.map(({ source }) => source)).size
    this.#left -= patterns.length * members + pairWeight * distinct * distinct
    if (this.#left < 0) this.#over ??= someIdOf(at)
    return this.#left >= 0
  }

  /** What is to be said when there were too many. */
  diagnostics(api: Api): readonly Diagnostic[] {
    if (this.#over === null) return []
    const message = `patterns of names meet members and each other more than ${patternMeetingsMax} times here (limit patternMeetingsMax)`
    return [diagnostic('NX4181', { message, at: schemaOf(api, this.#over).at })]
  }
}

const someIdOf = (expression: Expression): SchemaId | null => {
  let each: Expression | undefined = expression
  while (each !== undefined && 'of' in each) each = each.of[0]
  return each?.kind === 'one' ? each.id : null
}
