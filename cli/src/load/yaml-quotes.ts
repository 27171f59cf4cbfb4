// Owns quoted values whose later lines stand no deeper than their key. YAML 1.2 refuses them (7.3.1 and 8.2.3: deeper
// by one column at least), earlier versions and most parsers take them, and published documents have them.

import type { LoadLimits } from './limits.js'
import { parseYamlTree, type YamlDocument, type YamlTree } from './yaml-tree.js'

export interface LenientTree extends YamlTree {
  /** The offset in the text as it was given. */
  readonly back: (offset: number) => number
  /** Where such values begin. */
  readonly shallow: readonly number[]
}

/** Values that are moved in one file; each costs another parsing, so in long files none are. */
const shallowMax = 20
const shallowCharsMax = 2 * 1024 * 1024

/** Spaces that are put in, by offset in the text as it was given. */
type Spaces = ReadonlyMap<number, number>

/** Parses YAML, with those values moved to where the grammar wants them. */
export const parseLenientTree = (text: string, limits: LoadLimits): LenientTree => {
  let spaces: Spaces = new Map()
  const shallow: number[] = []
  for (;;) {
    const back = backThrough(spaces)
    const tree = parseYamlTree(widened(text, spaces), limits)
    const open = tree.exceeded === null ? unclosed(tree.documents) : null
    const found = open === null ? null : shallowValue(text, back(open))
    if (found === null || shallow.length >= shallowMax || text.length > shallowCharsMax)
      return { ...tree, back, shallow }
    shallow.push(found.start)
    spaces = new Map([...spaces, ...found.spaces].sort(([a], [b]) => a - b))
  }
}

const unclosed = (documents: readonly YamlDocument[]): number | null => {
  const errors = documents.flatMap((each) => each.errors)
  return errors.find(({ message }) => /^Missing closing ['"]quote/.test(message))?.pos[0] ?? null
}

/** `key: '` or `- '`, up to the end of the line that the parser stopped at. */
const opening = /^((?: *- +)* *)(?:[^\s'"#][^'"\n]*: +)?(['"])/

const shallowValue = (
  text: string,
  stoppedAt: number,
): { readonly start: number; readonly spaces: Spaces } | null => {
  const opened = openedBefore(text, stoppedAt)
  if (opened === null) return null
  const { start, column, quote } = opened
  const end = closingQuote(text, start, quote)
  const spaces = new Map<number, number>()
  for (let at = text.indexOf('\n', start); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) {
    const indent = indentAt(text, at + 1)
    if (indent <= column) spaces.set(at + 1, column + 1 - indent)
  }
  return end < stoppedAt || spaces.size === 0 ? null : { start, spaces }
}

/** Lines of one value that are deep enough. */
const linesMax = 1_000

const openedBefore = (
  text: string,
  stoppedAt: number,
): { readonly start: number; readonly column: number; readonly quote: string } | null => {
  let end = stoppedAt + 1
  for (let line = 0; line < linesMax && end > 0; line++) {
    const lineStart = text.lastIndexOf('\n', end - 2) + 1
    const found = opening.exec(text.slice(lineStart, end))
    if (found !== null) {
      const [whole, { length: column } = '', quote = ''] = found
      return { start: lineStart + whole.length - 1, column, quote }
    }
    end = lineStart
  }
  return null
}

const indentAt = (text: string, at: number): number => {
  let end = at
  while (text[end] === ' ') end++
  return end - at
}

const closingQuote = (text: string, start: number, quote: string): number => {
  for (let at = start + 1; at < text.length; at++) {
    if (quote === '"' && text[at] === '\\') at++
    else if (text[at] === quote) {
      if (quote === '"' || text[at + 1] !== quote) return at
      at++
    }
  }
  return -1
}

const widened = (text: string, spaces: Spaces): string => {
  let from = 0
  const parts: string[] = []
  for (const [at, count] of spaces) {
    parts.push(text.slice(from, at), ' '.repeat(count))
    from = at
  }
  return `${parts.join('')}${text.slice(from)}`
}

const backThrough =
  (spaces: Spaces) =>
  (offset: number): number => {
    let shift = 0
    for (const [at, count] of spaces) {
      if (offset - shift < at) break
      shift += Math.min(count, offset - shift - at)
    }
    return offset - shift
  }
