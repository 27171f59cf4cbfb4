// Owns turning a YAML syntax tree into the JSON value that it stands for. Aliases share their
// anchor's value and are counted each time; `<<` merges as YAML 1.1 tools taught users to expect.

import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
} from 'yaml'
import type { Code } from '../diagnostics/codes.js'
import type { Span } from '../diagnostics/source.js'
import { isObject } from '../ir/json-values.js'
import type { JsonValue } from '../ir/schema.js'

export interface YamlFinding {
  readonly code: Code
  readonly message: string
  readonly span: Span
  readonly first?: Span
}

export interface YamlValue {
  readonly root: JsonValue
  /** Values in the tree, aliases expanded. */
  readonly nodes: number
  /** Values that stand in the text. */
  readonly written: number
  readonly findings: readonly YamlFinding[]
  /** Where `<<` copied too much; null where it did not. */
  readonly tooMuchMerged: Span | null
  readonly longIntegers: readonly { readonly literal: string; readonly span: Span }[]
  /** Node of an alias, for places. */
  readonly targets: ReadonlyMap<Node, Node>
}

/** Converts a tree whose depth is already limited. */
export const yamlValue = (contents: Node | null, mergedMembersMax: number): YamlValue => {
  const state: State = {
    findings: [],
    longIntegers: [],
    anchors: new Map(),
    converted: new Map(),
    written: 0,
    targets: new Map(),
    mergesLeft: mergedMembersMax,
    tooMuchMerged: null,
  }
  const { value, nodes } = convert(state, contents)
  return { root: value, nodes, ...state, tooMuchMerged: state.tooMuchMerged }
}

interface Converted {
  readonly value: JsonValue
  readonly nodes: number
}

interface State {
  readonly findings: YamlFinding[]
  readonly longIntegers: { literal: string; span: Span }[]
  readonly anchors: Map<string, Node>
  readonly converted: Map<Node, Converted>
  written: number
  readonly targets: Map<Node, Node>
  mergesLeft: number
  tooMuchMerged: Span | null
}

const convert = (state: State, node: unknown): Converted => {
  if (isAlias(node)) return convertAlias(state, node)
  state.written++
  if (!isScalar(node) && !isMap(node) && !isSeq(node)) return { value: null, nodes: 1 }
  if (node.anchor !== undefined) state.anchors.set(node.anchor, node)
  const converted = isScalar(node)
    ? convertScalar(state, node)
    : isMap(node)
      ? convertMap(state, node)
      : convertItems(state, node.items)
  if (node.anchor !== undefined) state.converted.set(node, converted)
  return converted
}

const convertAlias = (state: State, node: Node & { source: string }): Converted => {
  const target = state.anchors.get(node.source)
  const converted = target === undefined ? undefined : state.converted.get(target)
  if (target !== undefined && converted !== undefined) {
    state.targets.set(node, target)
    return converted
  }
  const problem =
    target === undefined
      ? 'names an anchor that is not defined above it'
      : 'lies inside its own anchor'
  report(state, 'NX1016', `the alias *${node.source} ${problem}`, node)
  return { value: null, nodes: 1 }
}

const convertItems = (state: State, items: readonly unknown[]): Converted => {
  const value: JsonValue[] = []
  let nodes = 1
  for (const item of items) {
    const converted = convert(state, item)
    value.push(converted.value)
    nodes += converted.nodes
  }
  return { value, nodes }
}

const convertMap = (state: State, map: YAMLMap): Converted => {
  const value: { [key: string]: JsonValue } = {}
  const keys = new Map<string, Span>()
  const merged: JsonValue[] = []
  let nodes = 1
  for (const pair of map.items) {
    const converted = convert(state, pair.value)
    nodes += converted.nodes
    const key = keyOf(state, pair)
    if (key === null) continue
    if (isMergeKey(pair)) {
      merged.push(...sourcesOf(state, pair, converted.value))
      continue
    }
    const span = spanOf(pair.key)
    const first = keys.get(key)
    if (first === undefined) keys.set(key, span)
    else
      state.findings.push({
        code: 'NX1012',
        message: `the key \`${key}\` occurs twice in one map`,
        span,
        first,
      })
    setOwn(value, key, converted.value)
  }
  for (const source of merged) mergeInto(state, map, value, source)
  return { value, nodes }
}

const sourcesOf = (state: State, pair: Pair, value: JsonValue): readonly JsonValue[] => {
  const sources: readonly JsonValue[] = Array.isArray(value) ? value : [value]
  if (!sources.every(isObject))
    report(state, 'NX1013', '`<<` merges a map, or a list of maps, and nothing else', pair.key)
  return sources
}

/** A plain `<<` (https://yaml.org/type/merge.html); quoted, it is a key like any other. */
export const isMergeKey = (pair: Pair): boolean =>
  isScalar(pair.key) && pair.key.value === '<<' && pair.key.type === 'PLAIN'

const mergeInto = (
  state: State,
  map: YAMLMap,
  target: { [key: string]: JsonValue },
  source: JsonValue,
): void => {
  if (!isObject(source)) return
  // Counted before they are copied: a few aliases of one large map are more than any document holds.
  if (state.mergesLeft < 0) return
  const members = Object.entries(source)
  state.mergesLeft -= members.length
  if (state.mergesLeft < 0) {
    state.tooMuchMerged = spanOf(map)
    return
  }
  for (const [key, value] of members) {
    if (!Object.hasOwn(target, key)) setOwn(target, key, value)
  }
}

// `__proto__` in a document is a key like any other.
const setOwn = (target: { [key: string]: JsonValue }, key: string, value: JsonValue): void => {
  if (key !== '__proto__') target[key] = value
  else
    Object.defineProperty(target, key, {
      value,
      enumerable: true,
      writable: true,
      configurable: true,
    })
}

/** The key as JSON would have it: `200:` is `'200'`. Null when it is not a scalar. */
export const plainKey = (key: unknown): string | null => {
  if (key === null) return ''
  if (!isScalar(key)) return null
  return typeof key.value === 'string' ? key.value : (key.source ?? String(key.value))
}

const keyOf = (state: State, pair: Pair): string | null => {
  const alias = isAlias(pair.key) ? convertAlias(state, pair.key).value : undefined
  const key = typeof alias === 'string' ? alias : plainKey(pair.key)
  if (key === null) report(state, 'NX1013', 'a key of a map is not a plain value', pair.key)
  return key
}

const convertScalar = (state: State, node: Scalar): Converted => {
  const { value } = node
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) {
      report(state, 'NX1013', `${node.source ?? 'this number'} is not a number that JSON has`, node)
      return { value: null, nodes: 1 }
    }
    if (!Number.isSafeInteger(value) && Number.isInteger(value)) {
      state.longIntegers.push({
        literal: (node.source ?? '').replace(/^[-+]/, ''),
        span: spanOf(node),
      })
    }
    return { value, nodes: 1 }
  }
  if (value === null || typeof value === 'string' || typeof value === 'boolean')
    return { value, nodes: 1 }
  report(state, 'NX1013', 'this value is of a type that JSON does not have', node)
  return { value: null, nodes: 1 }
}

const report = (state: State, code: Code, message: string, node: unknown): void => {
  state.findings.push({ code, message, span: spanOf(node) })
}

/** Offsets of a node as written. */
export const spanOf = (node: unknown): Span => {
  const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : null
  if (!Array.isArray(range)) return { start: 0, end: 0 }
  return { start: Number(range[0]), end: Number(range[1]) }
}
