// Owns finding path templates that match the same requests where neither is more concrete: `/{a}/me` and
// `/books/{b}`. Templates are put into a tree, so that each is held against those only that begin alike.

import type { Operation } from '../ir/operation.js'
import { segmentsOf } from '../ir/path-template.js'

/** Limits of the search; what they leave out is told. */
export const ambiguityLimits = {
  /** Earlier templates told for one. */
  matchesMax: 4,
  /** Nodes looked at in one document: templates can be written so that each has to be held against all. */
  stepsMax: 200_000,
} as const

/** A template, and earlier ones of its method that match the same requests. */
export interface Ambiguity {
  readonly operation: Operation
  readonly others: readonly Operation[]
}

/** What was found, and whether everything was looked at. */
export interface Ambiguities {
  readonly found: readonly Ambiguity[]
  readonly isComplete: boolean
}

interface TreeNode {
  readonly literals: Map<string, TreeNode>
  /** Segments with a parameter. */
  any: TreeNode | null
  operation: Operation | null
}

const emptyNode = (): TreeNode => ({ literals: new Map(), any: null, operation: null })

/**
 * Every template with the earlier ones that it is ambiguous with.
 *
 * @example
 * ambiguitiesOf(api.operations).found.map(({ operation }) => operation.path)
 */
export const ambiguitiesOf = (operations: readonly Operation[]): Ambiguities => {
  const roots = new Map<string, TreeNode>()
  const search = new Search()
  const found: Ambiguity[] = []
  for (const operation of operations) {
    const { method, path } = operation
    const root = roots.get(method) ?? emptyNode()
    roots.set(method, root)
    const segments = segmentsOf(path).map(({ text, names }) => (names.length === 0 ? text : null))
    const others = search.matches(root, segments)
    if (others.length > 0) found.push({ operation, others })
    insert(root, segments, operation)
  }
  return { found, isComplete: search.stepsLeft > 0 }
}

/** By segment: a literal, or null for one with a parameter. */
type Segments = readonly (string | null)[]

const insert = (root: TreeNode, segments: Segments, operation: Operation): void => {
  let node = root
  for (const text of segments) {
    const known = text === null ? node.any : node.literals.get(text)
    const next = known ?? emptyNode()
    if (text === null) node.any = next
    else node.literals.set(text, next)
    node = next
  }
  node.operation ??= operation
}

class Search {
  stepsLeft: number = ambiguityLimits.stepsMax
  #found: Operation[] = []
  #lastLiteral = -1

  matches(root: TreeNode, segments: Segments): readonly Operation[] {
    this.#found = []
    this.#lastLiteral = segments.findLastIndex((text) => text !== null)
    this.#walk(root, segments, 0, { own: false, other: false })
    return this.#found
  }

  // `concrete`: which of both had a literal where the other had a parameter, so far.
  #walk(
    node: TreeNode,
    segments: Segments,
    depth: number,
    concrete: { readonly own: boolean; readonly other: boolean },
  ): void {
    if (this.stepsLeft <= 0 || this.#found.length >= ambiguityLimits.matchesMax) return
    this.stepsLeft--
    const text = segments[depth]
    if (text === undefined) {
      if (node.operation !== null && concrete.own && concrete.other)
        this.#found.push(node.operation)
      return
    }
    if (node.any !== null) {
      const own = concrete.own || text !== null
      this.#walk(node.any, segments, depth + 1, { ...concrete, own })
    }
    if (text !== null) {
      const same = node.literals.get(text)
      if (same !== undefined) this.#walk(same, segments, depth + 1, concrete)
      return
    }
    // Only a template with a literal further on can be the more concrete one there.
    if (!concrete.own && this.#lastLiteral < depth) return
    for (const child of node.literals.values())
      this.#walk(child, segments, depth + 1, { ...concrete, other: true })
  }
}
