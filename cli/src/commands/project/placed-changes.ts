// Owns the changes between two versions of a project's contracts, each with its line.

import { resolvePosition, type Sources } from '../../diagnostics/source.js'
import { type Change, type CompileResult, changeRules, changesBetween } from '../../pipeline.js'

/** A change with its place resolved. */
export interface PlacedChange extends Omit<Change, 'at' | 'side'> {
  readonly title: string
  readonly file: string
  readonly line: number
  readonly column: number
  /** Whether the place is in the present document, or in the base (what was removed). */
  readonly side: Change['side']
}

/** Changes with their places; those of what was removed lie in the base. */
export const placedChanges = (
  before: CompileResult,
  after: CompileResult,
): readonly PlacedChange[] =>
  changesBetween(before, after).map(({ at, ...change }) => {
    const sources: Sources = change.side === 'before' ? before.sources : after.sources
    const position = resolvePosition(sources, at)
    const { line, column } = position ?? { line: 0, column: 0 }
    return { ...change, title: changeRules[change.rule].title, file: at.file, line, column }
  })
