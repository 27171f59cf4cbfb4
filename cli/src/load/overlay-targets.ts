// Owns what the targets of an overlay select (JSONPath, RFC 9535), in a limited number of steps.

import { jsonpath } from 'json-p3'
import { diagnostic } from '../diagnostics/codes.js'
import type { Diagnostic, SourceRef } from '../diagnostics/diagnostic.js'
import { linearMatcher } from '../ir/patterns/matches.js'
import type { JsonValue } from '../ir/schema.js'

export type Path = readonly (string | number)[]

/** How many values targets may still select and look at. */
interface Budget {
  nodesLeft: number
  stepsLeft: number
}

/** What targets see, and which of its objects stand for their `$ref` as well. */
interface Searched {
  readonly root: JsonValue
  readonly followed: ReadonlySet<JsonValue>
}

/** Members and items, by their way from the root, as far as `nodesLeft` and `stepsLeft` allow. */
export const targetsOf = (
  budget: Budget,
  searched: Searched,
  { target }: { readonly target: string },
  at: SourceRef,
  diagnostics: Diagnostic[],
): Path[] => {
  const found: Path[] = []
  try {
    const query = paths.compile(target)
    const behind = referenceOn(query, searched)
    for (const { location } of counted(query, budget).lazyQuery(searched.root as QueryRoot)) {
      found.push(location)
      if (--budget.nodesLeft < 0) return found
    }
    if (found.length === 0) diagnostics.push(nothing(target, behind, at))
    return found
  } catch (error) {
    if (error instanceof TooManySteps) return found
    const reason = error instanceof Error ? error.message.split('\n')[0] : 'unknown reason'
    const message = `\`${target}\` is no JSONPath (RFC 9535): ${reason}`
    diagnostics.push(diagnostic('NX1040', { message, at }))
    return []
  }
}

const nothing = (target: string, behind: Reference | null, at: SourceRef): Diagnostic => {
  const message = `\`${target}\` selects nothing`
  if (behind === null) return diagnostic('NX1041', { message, at })
  const { place, ref } = behind
  const help = ref.startsWith('#')
    ? `write the target for what it refers to, ${ref}`
    : 'correct that file itself: an overlay changes the document, and path items that it refers to'
  return diagnostic('NX1041', {
    message: `${message}: \`${place}\` is a \`$ref\` to ${ref}`,
    at,
    help,
  })
}

interface Reference {
  readonly place: string
  readonly ref: string
}

/** The `$ref` that a target of plain names and indices ends at; null where it has none on its way. */
const referenceOn = (query: Query, { root, followed }: Searched): Reference | null => {
  let node: JsonValue | undefined = root
  let place = '$'
  for (const { selectors } of query.segments) {
    if (typeof node !== 'object' || node === null) return null
    const [selector] = selectors
    const key = selectors.length === 1 && selector !== undefined ? keyOf(selector) : null
    if (key === null) return null
    const ref = (node as { readonly [key: string]: JsonValue }).$ref
    if (!Object.hasOwn(node, key) && typeof ref === 'string' && !followed.has(node))
      return { place, ref }
    node = Object.hasOwn(node, key)
      ? (node as { readonly [key: string]: JsonValue })[key]
      : undefined
    place +=
      typeof key === 'string' && /^[A-Za-z_]\w*$/.test(key) ? `.${key}` : `[${textOfKey(key)}]`
  }
  return null
}

const keyOf = (selector: Selector): string | number | null => {
  if (selector instanceof jsonpath.selectors.NameSelector) return selector.name
  return selector instanceof jsonpath.selectors.IndexSelector ? selector.index : null
}

const textOfKey = (key: string | number): string =>
  typeof key === 'string' ? `'${key}'` : `${key}`

class TooManySteps extends Error {}

type Query = ReturnType<typeof paths.compile>
type Selector = Query['segments'][number]['selectors'][number]

/**
 * A query whose selectors count what they look at and find, those of its filters as well: `$..*..*..*` takes as many
 * steps as there are ways down a document, and may find nothing.
 */
const counted = (query: Query, work: Budget): Query => {
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
