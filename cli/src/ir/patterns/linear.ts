// Owns a regular expression of ECMA-262 in the words of RE2, which matches in time linear to the text: classes are
// spelled out, assertions at the start become expressions of their own. What RE2 cannot do gives null.
// RE2 reads texts by code points. An expression without Unicode mode reads the halves of a pair one by one, so that they
// stand as code points of their own in it, and in the texts that are held against it (`spelledUnits`).

import { RE2JS } from 're2js'
import { type PatternNode, type Ranges, rangesOf } from './sets.js'

/** A text matches when it matches all of the first, and none of the second. */
export interface LinearPattern {
  readonly all: readonly string[]
  readonly none: readonly string[]
  /** Units of UTF-16 are told apart: texts have to be spelled by `spelledUnits`. Absent: code points. */
  readonly reads?: 'units'
}

/** The first of the code points that stand for U+D800 to U+DFFF: the last 2,048, which no unit is. */
const halvesStart = 0x10f800
const [halfMin, halfMax] = [0xd800, 0xdfff]

/** A text with every half of a pair, and every lone one, as a code point of its own. The runtime has the same. */
export const spelledUnits = (text: string): string =>
  text.replace(/[\ud800-\udfff]/g, (half) =>
    String.fromCodePoint(half.charCodeAt(0) - halfMin + halvesStart),
  )

/** Ranges of units as they are spelled. */
const spelledRanges = (ranges: Ranges): Ranges => {
  const within = (least: number, most: number): (readonly [number, number])[] =>
    ranges
      .map(([from, to]) => [Math.max(from, least), Math.min(to, most)] as const)
      .filter(([from, to]) => from <= to)
  const moved = within(halfMin, halfMax).map(
    ([from, to]) => [from - halfMin + halvesStart, to - halfMin + halvesStart] as const,
  )
  return [...within(0, halfMin - 1), ...within(halfMax + 1, 0xffff), ...moved]
}

/**
 * Characters of an expression in RE2's words: `\p{L}` alone is spelled out in 12,000. Longer ones would take seconds to
 * compile here, and megabytes in generated code.
 */
const linearCharsMax = 400_000

export const linearOf = (nodes: readonly PatternNode[], flags: 'u' | ''): LinearPattern | null => {
  if (charsOf(nodes) > linearCharsMax) return null
  const { ahead, behind, rest } = split(nodes)
  const printer = new Printer(flags === 'u' ? (ranges) => ranges : spelledRanges)
  const all = [...ahead.map((each) => printer.start(each)), printer.text(rest)]
  const none = behind.map((each) => printer.start(each))
  if ([...all, ...none].some((each) => each === null || !compiles(each))) return null
  const texts = { all: all as string[], none: none as string[] }
  return flags === 'u' ? texts : { ...texts, reads: 'units' }
}

/** About as many characters as the expression has in RE2's words; not counted further than the limit. */
const charsOf = (nodes: readonly PatternNode[]): number => {
  let sum = 0
  for (const node of nodes) {
    const isLeaf = !('body' in node) || node.type === 'characterClass'
    sum += isLeaf
      ? (rangesOf(node)?.length ?? 1) * rangeChars
      : charsOf(node.body as readonly PatternNode[])
    if (sum > linearCharsMax) break
  }
  return sum
}

/** `\x{10450}-\x{1047f}`, or nearly. */
const rangeChars = 18

/** `^(?=a)(?!b)c` asks for three things of one start. */
const split = (nodes: readonly PatternNode[]) => {
  const [anchor, ...others] = nodes
  const isStart = anchor?.type === 'anchor' && anchor.kind === 'start'
  const end = isStart ? others.findIndex((node) => !isAhead(node)) : 0
  const assertions = isStart ? others.slice(0, end === -1 ? others.length : end) : []
  const bodies = (behavior: string) =>
    assertions.flatMap((node) =>
      node.type === 'group' && node.behavior === behavior
        ? [node.body as readonly PatternNode[]]
        : [],
    )
  const rest = isStart ? [anchor, ...others.slice(assertions.length)] : nodes
  return { ahead: bodies('lookahead'), behind: bodies('negativeLookahead'), rest }
}

const isAhead = (node: PatternNode): boolean =>
  node.type === 'group' && (node.behavior === 'lookahead' || node.behavior === 'negativeLookahead')

const compiles = (source: string): boolean => {
  try {
    RE2JS.compile(source)
    return true
  } catch {
    return false
  }
}

/** Prints nodes, with the ranges of a set as they are spelled. */
class Printer {
  constructor(readonly spelled: (ranges: Ranges) => Ranges) {}

  start(nodes: readonly PatternNode[]): string | null {
    const text = this.text(nodes)
    return text === null ? null : `^(?:${text})`
  }

  text(nodes: readonly PatternNode[], between = ''): string | null {
    const texts = nodes.map((node) => this.#node(node))
    return texts.some((each) => each === null) ? null : texts.join(between)
  }

  #node(node: PatternNode): string | null {
    switch (node.type) {
      case 'alternative':
        return this.text(node.body as readonly PatternNode[])
      case 'disjunction':
        return this.text(node.body as readonly PatternNode[], '|')
      case 'group': {
        if (node.behavior !== 'normal' && node.behavior !== 'ignore') return null
        const text = this.text(node.body as readonly PatternNode[])
        return text === null ? null : `(?:${text})`
      }
      case 'quantifier': {
        const text = this.#node(node.body[0] as PatternNode)
        return text === null ? null : `(?:${text})${quantifier(node.min, node.max)}`
      }
      case 'anchor':
        return anchors[node.kind] ?? null
      default: {
        const ranges = rangesOf(node)
        return ranges === null ? null : classText(this.spelled(ranges))
      }
    }
  }
}

/** Without `m`, `^` and `$` are the ends of the text in both; `\b` knows ASCII alone in both. */
const anchors: { readonly [kind: string]: string } = {
  start: '\\A',
  end: '\\z',
  boundary: '\\b',
  'not-boundary': '\\B',
}

const quantifier = (min: number, max: number | undefined): string => {
  if (max === undefined) return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`
  return min === 0 && max === 1 ? '?' : `{${min},${max}}`
}

const classText = (ranges: Ranges): string =>
  ranges.length === 0
    ? '[^\\x{0}-\\x{10ffff}]'
    : `[${ranges.map(([from, to]) => (from === to ? point(from) : `${point(from)}-${point(to)}`)).join('')}]`

const point = (code: number): string => {
  const text = String.fromCodePoint(code)
  return /[A-Za-z0-9_]/.test(text) && code < 128 ? text : `\\x{${code.toString(16)}}`
}
