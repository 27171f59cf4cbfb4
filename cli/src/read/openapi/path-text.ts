// Owns what a key of `paths` means as a route. A request's path has no fragment and no query (RFC 9110, 7.1), and
// a template's names differ; documents in use break both rules, so they are read with a located warning.

import { atKey, type Node } from './node.js'
import type { Reader } from './reader.js'

/** A path template that a router can serve, and what else its text says of parameters. */
export interface PathText {
  readonly path: string
  /** New name to the name as written: `id_2` to `id`. */
  readonly repeats: ReadonlyMap<string, string>
  /** Names of the template that stand in a query behind it, to what the query calls them: `a` to `b` in `?b={a}`. */
  readonly queried: ReadonlyMap<string, string>
}

/** The route of the key of a path item. */
export const readPathText = (reader: Reader, written: string, item: Node): PathText => {
  if (!written.startsWith('/')) {
    reader.report('NX2117', {
      message: `the path \`${written}\` does not start with \`/\``,
      at: atKey(item),
      help: `write \`/${written}\``,
    })
  }
  const { path, queried } = withoutTail(reader, written, item)
  return { ...renamedRepeats(reader, path, item), queried }
}

// Braces may enclose any name, `{a#b}` too.
const withoutTail = (
  reader: Reader,
  written: string,
  item: Node,
): Pick<PathText, 'path' | 'queried'> => {
  const outside = written.replace(/\{[^{}]*\}/g, (name) => '_'.repeat(name.length))
  const end = outside.search(/[?#]/)
  if (end === -1) return { path: written, queried: new Map() }
  const path = written.slice(0, end) || '/'
  reader.report('NX2050', {
    message: `the path \`${written}\` is served as \`${path}\`: a request's path has no ${outside[end] === '?' ? 'query' : 'fragment'}`,
    at: atKey(item),
  })
  return { path, queried: outside[end] === '?' ? namesInQuery(written.slice(end + 1)) : new Map() }
}

// `?b={a}` has `b` for `a`; a name that stands otherwise is its own.
const namesInQuery = (query: string): ReadonlyMap<string, string> => {
  const names = [...query.matchAll(/\{([^{}]+)\}/g)].map(([, name]) => name ?? '')
  const keyed = [...query.matchAll(/(?:^|&)([^={}&#]+)=\{([^{}]+)\}(?=&|#|$)/g)]
  return new Map([
    ...names.map((name) => [name, name] as const),
    ...keyed.map(([, key = '', name = '']) => [name, key] as const),
  ])
}

const renamedRepeats = (
  reader: Reader,
  path: string,
  item: Node,
): Pick<PathText, 'path' | 'repeats'> => {
  const names = new Set([...path.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name ?? ''))
  const seen = new Set<string>()
  const repeats = new Map<string, string>()
  const renamed = path.replace(/\{([^{}]+)\}/g, (whole, name: string) => {
    if (!seen.has(name)) {
      seen.add(name)
      return whole
    }
    const free = freeName(name, names)
    names.add(free)
    repeats.set(free, name)
    reader.report('NX2051', {
      message: `the path \`${path}\` has \`{${name}}\` again, which is read as \`${free}\``,
      at: atKey(item),
    })
    return `{${free}}`
  })
  return { path: renamed, repeats }
}

const freeName = (name: string, taken: ReadonlySet<string>): string => {
  for (let count = 2; ; count++) {
    const free = `${name}_${count}`
    if (!taken.has(free)) return free
  }
}
