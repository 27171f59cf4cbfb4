// Owns how a regular expression of a document may be run: as it is, where that provably takes time linear to the text;
// by a linear engine; or, where there is no other way, for a bounded time.

import regjsparser from 'regjsparser'
import { ambiguityOf } from './ambiguity.js'
import { type LinearPattern, linearOf } from './linear.js'
import { type PatternFeatures, type PatternNode, rangesOf } from './sets.js'
import { isDeterministic, type Steps, stepsOf } from './steps.js'

export interface PatternVerdict {
  readonly runs:
    | { readonly by: 'regexp' }
    | { readonly by: 'linear'; readonly linear: LinearPattern }
    | { readonly by: 'time' }
  /** Backtracking over it grows exponentially, or with a high power of the text's length. */
  readonly isAmbiguous: boolean
  /** About how many microseconds such a verdict takes, whatever the machine does: counted, not measured. */
  readonly cost: number
}

const verdicts = new Map<string, PatternVerdict>()
const verdictsMax = 10_000

/** The verdict about a pattern that compiles with these flags. */
export const judgePattern = (source: string, flags: 'u' | ''): PatternVerdict => {
  const key = `${flags}/${source}`
  const known = verdicts.get(key)
  if (known !== undefined) return known
  const made = judge(source, flags)
  if (verdicts.size >= verdictsMax) verdicts.clear()
  verdicts.set(key, made)
  return made
}

const judge = (source: string, flags: 'u' | ''): PatternVerdict => {
  const nodes = parsed(source, flags)
  if (nodes === null) return { runs: { by: 'time' }, isAmbiguous: false, cost: 0 }
  const ways = waysOf(nodes)
  if (ways.every(isBounded)) return { runs: { by: 'regexp' }, isAmbiguous: false, cost: 0 }
  let pairs = 0
  const isProne = ways.some(({ steps }) => {
    if (steps === null) return hasNestedCounts(nodes)
    const ambiguity = ambiguityOf(steps)
    pairs += ambiguity.pairs
    return ambiguity.isAmbiguous
  })
  const linear = linearOf(nodes, flags)
  return {
    runs: linear === null ? { by: 'time' } : { by: 'linear', linear },
    isAmbiguous: isProne,
    cost: pairs + copiesIn(nodes) * copyCost,
  }
}

/** A copy of a step on an automaton, beside a pair of steps. */
const copyCost = 5

/** Steps of the automaton, where a repetition is as many copies as it counts; RE2 refuses more than 1,000. */
const copiesIn = (nodes: readonly PatternNode[]): number =>
  nodes.reduce((sum, node) => {
    if (!('body' in node) || node.type === 'characterClass') return sum + 1
    const inside = copiesIn(node.body as readonly PatternNode[])
    if (node.type !== 'quantifier') return sum + inside
    return sum + inside * Math.min(Math.max(node.max ?? node.min, 1), 1_000)
  }, 0)

/** What stands behind each other in an expression; null where that is not known. */
export const parsed = (source: string, flags: 'u' | ''): readonly PatternNode[] | null => {
  try {
    const features = { lookbehind: true, namedGroups: true, unicodePropertyEscape: true } as const
    const root = regjsparser.parse<PatternFeatures>(source, flags, features) as PatternNode
    return root.type === 'alternative' ? (root.body as readonly PatternNode[]) : [root]
  } catch {
    return null
  }
}

interface Way {
  readonly steps: Steps | null
  readonly isAnchored: boolean
}

/** Alternatives at the top, each with its anchors. */
const waysOf = (nodes: readonly PatternNode[]): readonly Way[] => {
  const [only] = nodes
  const alternatives =
    nodes.length === 1 && only?.type === 'disjunction'
      ? (only.body as readonly PatternNode[]).map(nodesOf)
      : [nodes]
  return alternatives.map((all) => {
    const isAnchored = isAnchor(all[0], 'start')
    const isWhole = isAnchor(all.at(-1), 'end')
    const inner = all.slice(isAnchored ? 1 : 0, isWhole ? -1 : undefined)
    return { steps: stepsOf(isWhole ? inner : shortened(inner)), isAnchored }
  })
}

const nodesOf = (node: PatternNode): readonly PatternNode[] =>
  node.type === 'alternative' ? (node.body as readonly PatternNode[]) : [node]

const isAnchor = (node: PatternNode | undefined, kind: 'start' | 'end'): boolean =>
  node?.type === 'anchor' && node.kind === kind

/** Without an end to reach, a repetition that comes last has done enough with the least. */
const shortened = (nodes: readonly PatternNode[]): readonly PatternNode[] => {
  const last = nodes.at(-1)
  // Of one character only: rounds of anything more fail in their midst, and are taken back.
  if (last?.type !== 'quantifier' || rangesOf(last.body[0] as PatternNode) === null) return nodes
  return [...nodes.slice(0, -1), { ...last, max: last.min } as PatternNode]
}

/** Ways to take one text that are as good as one. */
const fewWays = 1_000

/** Characters after which an expression that may start anywhere has failed, and starts again at the next one. */
const shortText = 200

/** Whether each character is looked at a bounded number of times. */
const isBounded = ({ steps, isAnchored }: Way): boolean => {
  if (steps === null) return false
  if (isDeterministic(steps)) return isAnchored || steps.lengthMax <= shortText
  const startsMax = isAnchored ? 1 : steps.lengthMax
  return steps.waysMax * startsMax <= fewWays
}

/** A count of counts, too large to look into: `(a{1,100}){1,100}`. */
const hasNestedCounts = (nodes: readonly PatternNode[], isInside = false): boolean =>
  nodes.some((node) => {
    if (!('body' in node) || node.type === 'characterClass') return false
    const varies = node.type === 'quantifier' && (node.max ?? Infinity) - node.min > 1
    if (varies && isInside) return true
    return hasNestedCounts(node.body as readonly PatternNode[], isInside || varies)
  })
