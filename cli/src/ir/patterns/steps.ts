// Owns a regular expression as the steps of Glushkov's automaton: each place that takes a character, and which may
// follow it, once for every way there. What cannot be told in that form is said, and never guessed.

import { overlap, type PatternNode, type Ranges, rangesOf } from './sets.js'

/** Steps of one pattern; a repetition of a number is that many. */
const stepsMax = 600

export interface Steps {
  readonly sets: readonly Ranges[]
  /** By step: the next ones, twice where two ways lead there. */
  readonly next: readonly (readonly number[])[]
  readonly first: readonly number[]
  /** A text can be taken in several ways without a step: an empty alternative beside another, an empty repetition. */
  readonly hasEmptyWays: boolean
  /** The longest text that is taken. */
  readonly lengthMax: number
  /** An upper bound of the ways to take one text. */
  readonly waysMax: number
}

interface Part {
  readonly isEmpty: boolean
  readonly first: readonly number[]
  readonly last: readonly number[]
  readonly lengthMax: number
  readonly waysMax: number
}

/** The steps of a pattern without assertions; null with one, with a reference back, or with too many steps. */
export const stepsOf = (nodes: readonly PatternNode[]): Steps | null => {
  const walk = new Walk()
  const whole = walk.sequence(nodes)
  if (whole === null) return null
  const { first, lengthMax, waysMax } = whole
  const { sets, next, hasEmptyWays } = walk
  return { sets, next, first, hasEmptyWays, lengthMax, waysMax }
}

const nothing: Part = { isEmpty: true, first: [], last: [], lengthMax: 0, waysMax: 1 }

class Walk {
  readonly sets: Ranges[] = []
  readonly next: number[][] = []
  hasEmptyWays = false

  sequence(nodes: readonly PatternNode[]): Part | null {
    let whole = nothing
    for (const node of nodes) {
      const part = this.#part(node)
      if (part === null) return null
      whole = this.#joined(whole, part)
    }
    return whole
  }

  #part(node: PatternNode): Part | null {
    switch (node.type) {
      case 'alternative':
        return this.sequence(node.body as readonly PatternNode[])
      case 'group':
        return node.behavior === 'normal' || node.behavior === 'ignore'
          ? this.sequence(node.body as readonly PatternNode[])
          : null
      case 'disjunction':
        return this.#either(node.body as readonly PatternNode[])
      case 'quantifier':
        return this.#repeated(node.body[0] as PatternNode, node.min, node.max ?? Infinity)
      default:
        return this.#step(node)
    }
  }

  #step(node: PatternNode): Part | null {
    const ranges = rangesOf(node)
    if (ranges === null || this.sets.length >= stepsMax) return null
    const index = this.sets.push(ranges) - 1
    this.next.push([])
    return { isEmpty: false, first: [index], last: [index], lengthMax: 1, waysMax: 1 }
  }

  #either(nodes: readonly PatternNode[]): Part | null {
    const parts: Part[] = []
    for (const node of nodes) {
      const part = this.#part(node)
      if (part === null) return null
      parts.push(part)
    }
    if (parts.filter(({ isEmpty }) => isEmpty).length > 1) this.hasEmptyWays = true
    return {
      isEmpty: parts.some(({ isEmpty }) => isEmpty),
      first: parts.flatMap(({ first }) => first),
      last: parts.flatMap(({ last }) => last),
      lengthMax: Math.max(...parts.map(({ lengthMax }) => lengthMax)),
      waysMax: parts.reduce((sum, { waysMax }) => sum + waysMax, 0),
    }
  }

  #repeated(node: PatternNode, min: number, max: number): Part | null {
    // A repetition without end is as many copies as there must be, the last of which leads back to itself.
    const copies = max === Infinity ? Math.max(min, 1) : max
    const parts: Part[] = []
    let before: readonly number[] = []
    for (let count = 1; count <= copies; count++) {
      const part = this.#part(node)
      if (part === null) return null
      parts.push(part)
      // What has no step is the same however often it stands there: `(?:){1000000000}`.
      if (part.first.length === 0) break
      this.#connect(before, part.first)
      before = part.isEmpty ? [...before, ...part.last] : part.last
    }
    const [one = nothing] = parts
    if (one.isEmpty && copies > 0) this.hasEmptyWays = true
    if (max === Infinity) this.#connect(parts.at(-1)?.last ?? [], parts.at(-1)?.first ?? [])
    const ends = one.isEmpty ? parts : parts.slice(Math.max(min - 1, 0))
    return {
      isEmpty: min === 0 || one.isEmpty,
      first: one.isEmpty ? parts.flatMap(({ first }) => first) : one.first,
      last: ends.flatMap(({ last }) => last),
      lengthMax: max === 0 ? 0 : one.lengthMax * max,
      waysMax: max === Infinity ? Infinity : one.waysMax ** max * (max - min + 1),
    }
  }

  #joined(left: Part, right: Part): Part {
    this.#connect(left.last, right.first)
    return {
      isEmpty: left.isEmpty && right.isEmpty,
      first: left.isEmpty ? [...left.first, ...right.first] : left.first,
      last: right.isEmpty ? [...left.last, ...right.last] : right.last,
      lengthMax: left.lengthMax + right.lengthMax,
      waysMax: left.waysMax * right.waysMax,
    }
  }

  #connect(from: readonly number[], to: readonly number[]): void {
    for (const step of from) this.next[step]?.push(...to)
  }
}

/** Whether a text is never taken in two ways at once: each character decides the next step. */
export const isDeterministic = ({ sets, next, first, hasEmptyWays }: Steps): boolean =>
  !hasEmptyWays &&
  [first, ...next].every((steps) => areApart(steps.map((step) => sets[step] ?? [])))

const areApart = (sets: readonly Ranges[]): boolean => {
  const [one, other] = sets
  if (one === undefined || other === undefined) return true
  if (overlap(one, other)) return false
  const ranges = sets.flat().sort(([left], [right]) => left - right)
  return ranges.every(([from], index) => from > (ranges[index - 1]?.[1] ?? -1))
}
