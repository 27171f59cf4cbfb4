// Owns the Operation Object. Parameters of the path are handed in by `path-item.ts`.

import type { HttpMethod, Operation, Parameter, SecurityRequirement } from '../../ir/operation.js'
import { bodyBytesMaxKey, middlewareKey, streamKey, timeoutMsKey } from './extensions.js'
import {
  arrayKey,
  booleanKey,
  checkKeys,
  objectKey,
  objectNode,
  type Shape,
  stringKey,
  stringsKey,
} from './keys.js'
import { atKey, items, member, type Node, type ObjectNode } from './node.js'
import { readParameter } from './parameter.js'
import type { Reader } from './reader.js'
import { readRequestBody } from './request-body.js'
import { readResponses } from './response.js'
import { readSecurity } from './security-requirement.js'

const shape: Shape = {
  name: 'Operation',
  required: [],
}

/** What an operation takes from around it. */
export interface OperationContext {
  readonly path: string
  readonly method: HttpMethod
  readonly shared: readonly Parameter[]
  readonly security: readonly SecurityRequirement[]
}

export const readOperation = (
  reader: Reader,
  start: Node,
  context: OperationContext,
): Operation | null => {
  const node = objectNode(reader, start, 'an operation')
  if (node === null) return null
  checkKeys(reader, node, shape)
  if (reader.version === '3.0' && member(node, 'responses') === null) missingResponses(reader, node)
  const body = member(node, 'requestBody')
  const responses = objectKey(reader, node, 'responses')
  return {
    at: atKey(node),
    method: context.method,
    path: context.path,
    operationId: stringKey(reader, node, 'operationId'),
    tags: stringsKey(reader, node, 'tags'),
    summary: stringKey(reader, node, 'summary'),
    description: stringKey(reader, node, 'description'),
    deprecated: booleanKey(reader, node, 'deprecated') ?? false,
    parameters: inTemplateOrder(
      context.path,
      renamed(reader, context, merge(context.shared, readParameters(reader, node))),
    ),
    body: body === null ? null : readRequestBody(reader, body),
    responses: responses === null ? [] : readResponses(reader, responses),
    security: readSecurity(reader, node) ?? context.security,
    middleware: middlewareKey(reader, node),
    bodyBytesMax: bodyBytesMaxKey(reader, node),
    timeoutMs: timeoutMsKey(reader, node),
    stream: streamKey(reader, node),
  }
}

const missingResponses = (reader: Reader, node: ObjectNode): void =>
  reader.report('NX2006', {
    message: 'the Operation Object needs the key `responses`',
    at: atKey(node),
  })

/** Reads `parameters` of an operation or a path; the same parameter twice is an error. */
export const readParameters = (reader: Reader, node: ObjectNode): readonly Parameter[] => {
  const list = arrayKey(reader, node, 'parameters')
  if (list === null) return []
  const found = new Map<string, Parameter>()
  for (const item of items(list)) {
    const parameter = readParameter(reader, item)
    if (parameter === null) continue
    const first = found.get(identity(parameter))
    if (first === undefined) found.set(identity(parameter), parameter)
    else {
      reader.report('NX2116', {
        message: `the ${parameter.place} parameter \`${parameter.name}\` is declared twice`,
        at: { file: item.file, pointer: item.pointer },
        related: [{ message: 'first at {place}', at: first.at }],
      })
    }
  }
  return [...found.values()]
}

const identity = ({ place, name }: Parameter): string =>
  `${place} ${place === 'header' ? name.toLowerCase() : name}`

// The operation's own parameter replaces the path's.
const merge = (shared: readonly Parameter[], own: readonly Parameter[]): readonly Parameter[] => [
  ...new Map([...shared, ...own].map((each) => [identity(each), each])).values(),
]

const namesIn = (path: string): readonly string[] =>
  [...path.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name ?? '')

// One name without a parameter and one parameter without a name can only mean each other.
const renamed = (
  reader: Reader,
  { path, method }: OperationContext,
  parameters: readonly Parameter[],
): readonly Parameter[] => {
  const names = namesIn(path)
  const declared = parameters.filter(({ place }) => place === 'path')
  const [name, ...moreNames] = names.filter((each) => !declared.some((one) => one.name === each))
  const [odd, ...moreOdd] = declared.filter((each) => !names.includes(each.name))
  if (name === undefined || odd === undefined || moreNames.length + moreOdd.length > 0)
    return parameters
  reader.report('NX2018', {
    message: `the path parameter \`${odd.name}\` is called \`${name}\` in ${method} ${path}`,
    at: odd.at,
  })
  return parameters.map((each) => (each === odd ? { ...each, name } : each))
}

const inTemplateOrder = (path: string, parameters: readonly Parameter[]): readonly Parameter[] => {
  const rank = ({ name }: Parameter): number => path.indexOf(`{${name}}`)
  const inPath = parameters
    .filter(({ place }) => place === 'path')
    .sort((left, right) => rank(left) - rank(right))
  return [...inPath, ...parameters.filter(({ place }) => place !== 'path')]
}
