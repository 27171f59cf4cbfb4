// Owns what parameters of one path and one operation are together: none twice, the operation's over the
// path's, named and ordered as the template has them. Reading one is in `parameter.ts`.

import type { Parameter } from '../../ir/operation.js'
import { at, type Node } from './node.js'
import type { PathText } from './path-text.js'
import type { Reader } from './reader.js'

/** What parameters belong to. */
export interface Route extends PathText {
  readonly method: string
}

/** A parameter, and where it is listed: the same one twice is an error. */
export const uniqueParameters = (
  reader: Reader,
  list: readonly { readonly parameter: Parameter; readonly item: Node }[],
): readonly Parameter[] => {
  const found = new Map<string, Parameter>()
  for (const { parameter, item } of list) {
    const first = found.get(identity(parameter))
    if (first === undefined) found.set(identity(parameter), parameter)
    else {
      reader.report('NX2116', {
        message: `the ${parameter.place} parameter \`${parameter.name}\` is declared twice`,
        at: at(item),
        related: [{ message: 'first at {place}', at: first.at }],
      })
    }
  }
  return [...found.values()]
}

const identity = ({ place, name }: Parameter): string =>
  `${place} ${place === 'header' ? name.toLowerCase() : name}`

/** The operation's own parameter replaces the path's. */
export const mergeParameters = (
  shared: readonly Parameter[],
  own: readonly Parameter[],
): readonly Parameter[] => [
  ...new Map([...shared, ...own].map((each) => [identity(each), each])).values(),
]

const namesIn = (path: string): readonly string[] =>
  [...path.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name ?? '')

// One name without a parameter and one parameter without a name can only mean each other.
const renamed = (
  reader: Reader,
  { path, method }: Route,
  parameters: readonly Parameter[],
): readonly Parameter[] => {
  const names = new Set(namesIn(path))
  const declared = parameters.filter(({ place }) => place === 'path')
  const known = new Set(declared.map(({ name }) => name))
  const [name, ...moreNames] = [...names].filter((each) => !known.has(each))
  const [odd, ...moreOdd] = declared.filter((each) => !names.has(each.name))
  if (name === undefined || odd === undefined || moreNames.length + moreOdd.length > 0)
    return parameters
  reader.report('NX2018', {
    message: `the path parameter \`${odd.name}\` is called \`${name}\` in ${method} ${path}`,
    at: odd.at,
  })
  return parameters.map((each) => (each === odd ? { ...each, name } : each))
}

/** Parameters under the names that the template gives them, those of the path first and in its order. */
export const placedParameters = (
  reader: Reader,
  route: Route,
  parameters: readonly Parameter[],
): readonly Parameter[] =>
  inTemplateOrder(
    route.path,
    renamed(reader, route, withRepeats(route, inQuery(reader, route, parameters))),
  )

// `/search?q={query}` declares the path parameter `query` for what only a query can carry.
const inQuery = (
  reader: Reader,
  { path, queried }: Route,
  parameters: readonly Parameter[],
): readonly Parameter[] => {
  if (queried.size === 0) return parameters
  const inPath = new Set(namesIn(path))
  const moved = parameters.map((each): Parameter => {
    const name =
      each.place === 'path' && !inPath.has(each.name) ? queried.get(each.name) : undefined
    if (name === undefined) return each
    reader.report('NX2054', {
      message: `the path parameter \`${each.name}\` is read from the query, as \`${name}\``,
      at: each.at,
    })
    return { ...each, name, place: 'query', style: 'form', explode: true }
  })
  return mergeParameters(moved, [])
}

// `/{id}/{action}/{id}` has one declaration for two values.
const withRepeats = (
  { repeats }: Route,
  parameters: readonly Parameter[],
): readonly Parameter[] => [
  ...parameters,
  ...[...repeats].flatMap(([name, written]) => {
    const declared = parameters.find((each) => each.place === 'path' && each.name === written)
    return declared === undefined ? [] : [{ ...declared, name }]
  }),
]

const inTemplateOrder = (path: string, parameters: readonly Parameter[]): readonly Parameter[] => {
  // Looked up, because a template may have thousands of names, and sorting asks for each many times.
  const ranks = new Map(namesIn(path).map((name, index) => [name, index]))
  const rank = ({ name }: Parameter): number => ranks.get(name) ?? -1
  const inPath = parameters
    .filter(({ place }) => place === 'path')
    .sort((left, right) => rank(left) - rank(right))
  return [...inPath, ...parameters.filter(({ place }) => place !== 'path')]
}

/** A parameter that is the whole query stands alone: neither another one nor query parameters are beside it (3.2). */
export const oneQuery = (
  reader: Reader,
  parameters: readonly Parameter[],
): readonly Parameter[] => {
  const whole = parameters.find(({ style }) => style === 'querystring')
  if (whole === undefined) return parameters
  return parameters.filter((each) => {
    if (each === whole || each.place !== 'query') return true
    reader.report('NX2186', {
      message: `the parameter \`${each.name}\` is in the query, which \`${whole.name}\` takes as a whole`,
      at: each.at,
      related: [{ message: `\`${whole.name}\` is at {place}`, at: whole.at }],
    })
    return false
  })
}
