// Owns what a diagnostic needs of an input file: its text and where its nodes are. Not reading or
// parsing: `load/` makes these, and resolves a pointer only when somebody asks.

import type { SourceRef } from './diagnostic.js'

/** UTF-16 offsets into a file's text; `end` is exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** Where a node stands. `key` is null for the document itself and for members of an array. */
export interface NodePlace {
  readonly key: Span | null
  readonly value: Span
}

/** A file as it was read. */
export interface SourceText {
  /** The same name that `SourceRef.file` uses. */
  readonly file: string
  readonly text: string
  /** Place of the node at an RFC 6901 pointer, null when there is none. */
  locate(pointer: string): NodePlace | null
}

/** Every file that was read, by name. */
export type Sources = ReadonlyMap<string, SourceText>

/** A resolved place. Line and column count from 1; columns are UTF-16 units, as editors count. */
export interface Position {
  readonly line: number
  readonly column: number
  readonly span: Span
}

/**
 * Resolves a place to a line and column, or null when the file is not among the sources. A pointer
 * to a node that does not exist resolves to its nearest ancestor.
 *
 * @example
 * resolvePosition(sources, { file: 'api.yaml', pointer: '/paths/~1pets/get', part: 'key' })
 */
export const resolvePosition = (sources: Sources, ref: SourceRef): Position | null => {
  const source = sources.get(ref.file)
  if (source === undefined) return null
  const span = ref.span ?? spanOf(source, ref)
  return { ...lineAndColumn(source.text, span.start), span }
}

const spanOf = (source: SourceText, ref: SourceRef): Span => {
  let pointer = ref.pointer
  for (;;) {
    const place = source.locate(pointer)
    if (place !== null) {
      const wantsKey = ref.part === 'key' || pointer !== ref.pointer
      return wantsKey && place.key !== null ? place.key : place.value
    }
    if (pointer === '') return { start: 0, end: 0 }
    pointer = pointer.slice(0, pointer.lastIndexOf('/'))
  }
}

const lineStartsByText = new Map<string, readonly number[]>()
const linedTextsMax = 16

/** Offsets at which the lines of a text start; the most recent texts are remembered. */
export const lineStarts = (text: string): readonly number[] => {
  const known = lineStartsByText.get(text)
  if (known !== undefined) return known
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  if (lineStartsByText.size >= linedTextsMax) lineStartsByText.clear()
  lineStartsByText.set(text, starts)
  return starts
}

const lineAndColumn = (text: string, offset: number): { line: number; column: number } => {
  const starts = lineStarts(text)
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 }
}
