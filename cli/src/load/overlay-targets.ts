// Owns what the targets of an overlay select (JSONPath, RFC 9535), in a limited number of steps.

import { jsonpath } from 'json-p3'
import { diagnostic } from '../diagnostics/codes.js'
import type { Diagnostic, SourceRef } from '../diagnostics/diagnostic.js'
import { linearMatcher } from '../ir/patterns/matches.js'
import type { JsonValue } from '../ir/schema.js'

export type Path = readonly (string | number)[]

/** A document, and how many values targets may still select of it and look at. */
interface Searched {
  readonly root: JsonValue
  nodesLeft: number
  stepsLeft: number
}

/** Members and items, by their way from the root, as far as `nodesLeft` and `stepsLeft` allow. */
export const targetsOf = (
  work: Searched,
  { target }: { readonly target: string },
  at: SourceRef,
  diagnostics: Diagnostic[],
): Path[] => {
  const found: Path[] = []
  try {
    for (const { location } of counted(paths.compile(target), work).lazyQuery(
      work.root as QueryRoot,
    )) {
      found.push(location)
      if (--work.nodesLeft < 0) return found
    }
    if (found.length === 0)
      diagnostics.push(diagnostic('NX1041', { message: `\`${target}\` selects nothing`, at }))
    return found
  } catch (error) {
    if (error instanceof TooManySteps) return found
    const reason = error instanceof Error ? error.message.split('\n')[0] : 'unknown reason'
    const message = `\`${target}\` is no JSONPath (RFC 9535): ${reason}`
    diagnostics.push(diagnostic('NX1040', { message, at }))
    return []
  }
}

class TooManySteps extends Error {}

type Query = ReturnType<typeof paths.compile>
type Selector = Query['segments'][number]['selectors'][number]

/**
 * A query whose selectors count what they look at and find, those of its filters as well: `$..*..*..*` takes as many
 * steps as there are ways down a document, and may find nothing.
 */
const counted = (query: Query, work: Searched): Query => {
  for (const selector of selectorsBelow(query)) {
    const resolve = selector.resolve.bind(selector)
    selector.resolve = (node) => {
      const nodes = resolve(node)
      work.stepsLeft -= 1 + nodes.length
      if (work.stepsLeft < 0) throw new TooManySteps()
      return nodes
    }
  }
  return query
}

/** The selectors of a parsed query: they lie in its segments, and in the queries of its filters. */
const selectorsBelow = (query: Query): Selector[] => {
  const found: Selector[] = []
  const seen = new Set<unknown>()
  const left: unknown[] = [query]
  for (let each = left.pop(); each !== undefined; each = left.pop()) {
    if (typeof each !== 'object' || each === null || seen.has(each)) continue
    seen.add(each)
    if (each instanceof jsonpath.JSONPathEnvironment) continue
    if (each instanceof jsonpath.selectors.JSONPathSelector) found.push(each)
    left.push(...Object.values(each).filter((value) => value !== undefined))
  }
  return found
}

/** Levels that `..` goes down; how deep the document may be in the end is nestingDepthMax. */
const descentMax = 1_000

const paths = new jsonpath.JSONPathEnvironment({ maxRecursionDepth: descentMax })
type QueryRoot = Parameters<typeof paths.lazyQuery>[1]

/** `match` and `search` (RFC 9535, 2.4.6) in linear time; what is beyond I-Regexp (RFC 9485) matches nothing. */
const textFunction = (expressionOf: (pattern: string) => string) => {
  const known = new Map<string, ((text: string) => boolean) | null>()
  return {
    argTypes: [
      jsonpath.FunctionExpressionType.ValueType,
      jsonpath.FunctionExpressionType.ValueType,
    ],
    returnType: jsonpath.FunctionExpressionType.LogicalType,
    call: (text: unknown, pattern: unknown): boolean => {
      if (typeof text !== 'string' || typeof pattern !== 'string') return false
      const matches = known.get(pattern) ?? linearMatcher(expressionOf(pattern))
      if (known.size < expressionsMax) known.set(pattern, matches)
      return matches?.(text) ?? false
    },
  }
}

/** Expressions that are kept; a filter may take them from the document. */
const expressionsMax = 1_000

paths.functionRegister.set(
  'match',
  textFunction((pattern) => `^(?:${pattern})$`),
)
paths.functionRegister.set(
  'search',
  textFunction((pattern) => pattern),
)
