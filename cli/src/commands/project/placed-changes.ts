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

/** Changes with their places, each once, the gravest first; those of what was removed lie in the base. */
export const placedChanges = (
  before: CompileResult,
  after: CompileResult,
): readonly PlacedChange[] => {
  const placed = changesBetween(before, after).map(({ at, ...change }): PlacedChange => {
    const sources: Sources = change.side === 'before' ? before.sources : after.sources
    const position = resolvePosition(sources, at)
    const { line, column } = position ?? { line: 0, column: 0 }
    return { ...change, title: changeRules[change.rule].title, file: at.file, line, column }
  })
  // A body of several media types meets what their schemas share once for each.
  const distinct = new Map(placed.map((each) => [JSON.stringify(each), each]))
  return [...distinct.values()].sort((one, other) => weightOf(one) - weightOf(other))
}

const audiences: readonly Change['audience'][] = ['http', 'types', 'nobody']
const rulesByWeight = Object.keys(changeRules)

/** Who breaks weighs most; the table has the rules in the order of their weight. */
const weightOf = ({ audience, rule }: Pick<Change, 'audience' | 'rule'>): number =>
  audiences.indexOf(audience) * rulesByWeight.length + rulesByWeight.indexOf(rule)

/** Where a change is met: `GET /pets query limit`; '' for the API as a whole. */
export const useOf = ({ operation, place }: PlacedChange): string =>
  [operation, place].filter((part) => part !== '').join(' ')

/**
 * What changes of one cause share: what was edited, and where. Who may call, and how numbers are kept, is edited once
 * for all operations, and told of each.
 */
export const causeOf = ({ audience, rule, message, side, ...at }: PlacedChange): string => {
  const isEditedOnce = rule.startsWith('security-') || rule === 'number-kept-otherwise'
  const place = isEditedOnce ? [] : [side, at.file, at.line, at.column]
  return JSON.stringify([audience, rule, message, ...place])
}
