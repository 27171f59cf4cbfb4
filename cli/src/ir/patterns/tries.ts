// Owns how many steps backtracking can take over one text, counted without taking them: by steps and not by the clock,
// so that what is decided with it is the same on any machine, and however long the process has run.

import { type PatternNode, type Ranges, rangesOf } from './sets.js'

/** Steps that an expression may take over a text: a millisecond or two. */
const triesMax = 100_000

/** Places that are looked at to count them. */
const looksMax = 100_000

/** Whether an expression, whole as it is parsed, takes few steps over a text at the most. */
export const takesFewTries = (
  nodes: readonly PatternNode[],
  text: string,
  flags: 'u' | '',
): boolean => {
  const characters = flags === 'u' ? [...text] : text.split('')
  if (characters.length > looksMax) return false
  const tally = new Tally(characters.map((each) => each.codePointAt(0) ?? 0))
  // It may start anywhere.
  tally.sequence(nodes, new Float64Array(characters.length + 1).fill(1))
  return !tally.isOver
}

/** The ways that lead to each place of the text: before the first character, and behind each. */
type Ways = Float64Array

type Quantifier = Extract<PatternNode, { type: 'quantifier' }>

class Tally {
  #tries = 0
  #looks = 0
  /** Whether places are walked to the left, as in what stands behind `(?<=`. */
  #isBackward = false
  readonly #ranges = new Map<PatternNode, Ranges | null>()
  constructor(readonly text: readonly number[]) {}

  get isOver(): boolean {
    return this.#tries > triesMax || this.#looks > looksMax
  }

  sequence(nodes: readonly PatternNode[], from: Ways): Ways {
    const inOrder = this.#isBackward ? [...nodes].reverse() : nodes
    return inOrder.reduce((ways, node) => this.#node(node, ways), from)
  }

  #node(node: PatternNode, from: Ways): Ways {
    if (this.isOver) return from
    this.#looks += from.length
    const to = this.#after(node, from)
    for (const ways of to) this.#tries += ways
    return to
  }

  #after(node: PatternNode, from: Ways): Ways {
    switch (node.type) {
      case 'alternative':
        return this.sequence(node.body as readonly PatternNode[], from)
      case 'disjunction':
        return this.#either(node.body as readonly PatternNode[], from)
      case 'group':
        return this.#group(node, from)
      case 'quantifier':
        return this.#repeated(node, from)
      case 'anchor':
        return this.#anchor(node.kind, from)
      case 'reference':
        return this.#anyLength(from)
      default:
        return this.#character(node, from)
    }
  }

  #either(nodes: readonly PatternNode[], from: Ways): Ways {
    const all = from.map(() => 0)
    for (const node of nodes) add(all, this.#node(node, from))
    return all
  }

  #group(node: Extract<PatternNode, { type: 'group' }>, from: Ways): Ways {
    const body = node.body as readonly PatternNode[]
    if (node.behavior === 'normal' || node.behavior === 'ignore') return this.sequence(body, from)
    // What is only looked at is tried, and leads nowhere else.
    const before = this.#isBackward
    this.#isBackward = /behind/i.test(node.behavior)
    this.sequence(body, from)
    this.#isBackward = before
    return from
  }

  #repeated({ body, min, max }: Quantifier, from: Ways): Ways {
    const all = from.map(() => 0)
    // Rounds that take no character end a repetition.
    const roundsMax = Math.min(max ?? Infinity, min + from.length)
    let ways = from
    for (let round = 0; !this.isOver; round++) {
      if (round >= min) add(all, ways)
      if (round >= roundsMax || ways.every((count) => count === 0)) break
      ways = this.#node(body[0] as PatternNode, ways)
    }
    return all
  }

  /** Those of boundaries of words are taken to hold. */
  #anchor(kind: string, from: Ways): Ways {
    if (kind === 'start') return from.map((ways, at) => (at === 0 ? ways : 0))
    if (kind === 'end') return from.map((ways, at) => (at === this.text.length ? ways : 0))
    return from
  }

  /** As many characters as a reference back may stand for. */
  #anyLength(from: Ways): Ways {
    const all = from.map(() => 0)
    let sum = 0
    for (let i = 0; i < from.length; i++) {
      const at = this.#isBackward ? from.length - 1 - i : i
      sum += from[at] ?? 0
      all[at] = sum
    }
    return all
  }

  #character(node: PatternNode, from: Ways): Ways {
    const ranges = this.#rangesOf(node)
    const to = from.map(() => 0)
    const [step, before] = this.#isBackward ? [-1, -1] : [1, 0]
    for (let at = 0; at < from.length; at++) {
      const code = this.text[at + before]
      if (code !== undefined && (from[at] ?? 0) > 0 && isAmong(code, ranges))
        to[at + step] = from[at] ?? 0
    }
    return to
  }

  #rangesOf(node: PatternNode): Ranges | null {
    const known = this.#ranges.get(node)
    if (known !== undefined) return known
    const found = rangesOf(node)
    this.#ranges.set(node, found)
    return found
  }
}

const add = (all: Ways, more: Ways): void => {
  for (let at = 0; at < all.length; at++) all[at] = (all[at] ?? 0) + (more[at] ?? 0)
}

/** What nobody knows the characters of takes any. */
const isAmong = (code: number, ranges: Ranges | null): boolean => {
  if (ranges === null) return true
  let [low, high] = [0, ranges.length - 1]
  while (low <= high) {
    const middle = (low + high) >> 1
    const [from, to] = ranges[middle] ?? [0, 0]
    if (code < from) high = middle - 1
    else if (code > to) low = middle + 1
    else return true
  }
  return false
}
