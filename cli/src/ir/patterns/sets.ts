// Owns the characters that one step of a regular expression takes, as ranges of code points: `[^a-z]`, `.`, `\s`,
// `\p{L}`. Not which steps there are.

import type { AstNode } from 'regjsparser'

/** Everything that `regjsparser` reads here. */
export type PatternFeatures = {
  readonly lookbehind: true
  readonly namedGroups: true
  readonly unicodePropertyEscape: true
}

export type PatternNode = AstNode<PatternFeatures>

/** Inclusive ranges in ascending order, none touching the next. */
export type Ranges = readonly (readonly [number, number])[]

const codePointMax = 0x10ffff

/** Repetitions ask for one node as often as they count; the property of letters alone has 680 ranges. */
const rangesByNode = new WeakMap<PatternNode, Ranges | null>()

/** The characters of a node that takes one; null for any other node. */
export const rangesOf = (node: PatternNode): Ranges | null => {
  const found = rangesByNode.get(node)
  if (found !== undefined) return found
  const made = madeRanges(node)
  rangesByNode.set(node, made)
  return made
}

const madeRanges = (node: PatternNode): Ranges | null => {
  switch (node.type) {
    case 'value':
      return [[node.codePoint, node.codePoint]]
    case 'characterClassRange':
      return [[node.min.codePoint, node.max.codePoint]]
    case 'dot':
      return complement(lineEnds)
    case 'characterClassEscape':
      return escapeRanges(node.value)
    case 'unicodePropertyEscape': {
      const all = scanned(`\\p{${node.value}}`)
      return node.negative && all !== null ? complement(all) : all
    }
    case 'characterClass': {
      if (node.kind !== 'union') return null
      const parts = node.body.map((each) => rangesOf(each as PatternNode))
      if (parts.some((each) => each === null)) return null
      const all = union(parts.flatMap((each) => each ?? []))
      return node.negative ? complement(all) : all
    }
    default:
      return null
  }
}

export const overlap = (left: Ranges, right: Ranges): boolean => {
  if (left === right) return left.length > 0
  let [i, j] = [0, 0]
  for (;;) {
    const [one, other] = [left[i], right[j]]
    if (one === undefined || other === undefined) return false
    if (one[1] < other[0]) i++
    else if (other[1] < one[0]) j++
    else return true
  }
}

const union = (ranges: Ranges): Ranges => {
  const merged: [number, number][] = []
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1)
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to)
    else merged.push([from, to])
  }
  return merged
}

const complement = (ranges: Ranges): Ranges => {
  const gaps: [number, number][] = []
  let next = 0
  for (const [from, to] of ranges) {
    if (from > next) gaps.push([next, from - 1])
    next = to + 1
  }
  if (next <= codePointMax) gaps.push([next, codePointMax])
  return gaps
}

// ECMA-262, 12.3: LineTerminator.
const lineEnds: Ranges = [
  [0x0a, 0x0a],
  [0x0d, 0x0d],
  [0x2028, 0x2029],
]
const digits: Ranges = [[0x30, 0x39]]
const wordCharacters = union([...digits, [0x41, 0x5a], [0x5f, 0x5f], [0x61, 0x7a]])

const escapeRanges = (name: string): Ranges | null => {
  const known: { readonly [name: string]: () => Ranges } = {
    d: () => digits,
    D: () => complement(digits),
    w: () => wordCharacters,
    W: () => complement(wordCharacters),
    s: spaces,
    S: () => complement(spaces()),
  }
  return known[name]?.() ?? null
}

const spaces = (): Ranges => scanned('\\s') ?? []

/** As many as Unicode has names of properties; how many a document may use is limited where patterns are checked. */
const scans = new Map<string, Ranges | null>()

/** Ranges that only the regular expressions of this process know: those of Unicode's properties. */
const scanned = (token: string): Ranges | null => {
  const known = scans.get(token)
  if (known !== undefined) return known
  const found = scan(token)
  scans.set(token, found)
  return found
}

const scan = (token: string): Ranges | null => {
  try {
    const runs = new RegExp(`(?:${token})+`, 'gu')
    return union([...runsIn(0, 0xdbff, runs), ...runsIn(0xdc00, codePointMax, runs)])
  } catch {
    return null
  }
}

/** Runs in one text of all code points of a range, in which no high surrogate may stand before a low one. */
const runsIn = (start: number, end: number, runs: RegExp): Ranges => {
  const pointAt = (unit: number): number =>
    start + unit <= 0xffff ? start + unit : (start + unit + 0x10000) / 2
  return [...textOf(start, end).matchAll(runs)].map(({ index, 0: run }) => [
    pointAt(index),
    pointAt(index + run.length) - 1,
  ])
}

const texts = new Map<number, string>()

const textOf = (start: number, end: number): string => {
  const known = texts.get(start)
  if (known !== undefined) return known
  const parts: string[] = []
  for (let code = start; code <= end; code++) parts.push(String.fromCodePoint(code))
  texts.set(start, parts.join(''))
  return textOf(start, end)
}
