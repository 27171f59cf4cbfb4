// Owns the Operation Object of Swagger 2.0.

import type { HttpMethod, Operation, SecurityRequirement } from '../../ir/operation.js'
import { checkKeys, limitedItems, objectKey, objectNode, type Shape } from '../openapi/keys.js'
import { atKey, type Node, type ObjectNode } from '../openapi/node.js'
import { operationWords } from '../openapi/operation-words.js'
import { mergeParameters, placedParameters, uniqueParameters } from '../openapi/parameter-list.js'
import type { PathText } from '../openapi/path-text.js'
import type { Reader } from '../openapi/reader.js'
import { readStatuses } from '../openapi/response.js'
import { readSecurity } from '../openapi/security-requirement.js'
import { makeBody } from './body.js'
import { readMediaTypes } from './media-types.js'
import { type Input, readInput } from './parameter.js'
import { readResponse20 } from './response.js'

const shape: Shape = { name: 'Swagger Operation', required: ['responses'] }

/** What the document says for all its operations. */
export interface Defaults {
  readonly consumes: readonly string[]
  readonly produces: readonly string[]
  readonly security: readonly SecurityRequirement[]
}

/** What an operation takes from around it. */
export interface OperationContext extends Defaults, PathText {
  readonly method: HttpMethod
  readonly shared: readonly Input[]
}

export const readOperation20 = (
  reader: Reader,
  start: Node,
  context: OperationContext,
): Operation | null => {
  const node = objectNode(reader, start, 'an operation')
  if (node === null) return null
  checkKeys(reader, node, shape)
  const inputs = merged(context.shared, readInputs(reader, node))
  const consumes = readMediaTypes(reader, node, 'consumes') ?? context.consumes
  const produces = readMediaTypes(reader, node, 'produces') ?? context.produces
  const responses = objectKey(reader, node, 'responses')
  const words = operationWords(reader, node)
  const security = readSecurity(reader, node) ?? context.security
  const parameters = mergeParameters(
    parametersOf(reader, context.shared),
    parametersOf(reader, inputs),
  )
  reader.spend(words.tags.length + security.flat().length + parameters.length, node)
  if (reader.hasTooMuch) return null
  return {
    at: atKey(node),
    method: context.method,
    path: context.path,
    ...words,
    parameters: placedParameters(reader, context, parameters),
    body: makeBody(reader, node, inputs, consumes),
    responses:
      responses === null
        ? []
        : readStatuses(reader, responses, (status, each) =>
            readResponse20(reader, status, each, produces),
          ),
    security,
    webSocket: null,
  }
}

/** Reads `parameters` of an operation or a path. */
export const readInputs = (reader: Reader, node: ObjectNode): readonly Input[] => {
  const list = limitedItems(reader, node, 'parameters', 'parametersMax')
  const inputs = list.flatMap((item) => readInput(reader, item) ?? [])
  tellTwice(reader, inputs)
  return inputs
}

const parametersOf = (reader: Reader, inputs: readonly Input[]) =>
  uniqueParameters(
    reader,
    inputs.filter((input) => input.kind === 'parameter'),
  )

/** What an operation has instead of a body or a field of its path. */
const identityOf = (input: Input): string | null => {
  if (input.kind === 'parameter') return null
  return input.kind === 'body' ? 'body' : `field ${input.name}`
}

// The operation's body replaces the path's, a field one of the same name.
const merged = (shared: readonly Input[], own: readonly Input[]): readonly Input[] => {
  const replaced = new Set(own.map(identityOf))
  const kept = shared.filter(
    (input) => input.kind !== 'parameter' && !replaced.has(identityOf(input)),
  )
  return [...kept, ...own]
}

const tellTwice = (reader: Reader, inputs: readonly Input[]): void => {
  const seen = new Set<string>()
  for (const input of inputs) {
    const identity = identityOf(input)
    if (identity === null || input.kind === 'parameter') continue
    if (seen.has(identity)) {
      const what = input.kind === 'body' ? 'body parameter' : `form field \`${input.name}\``
      reader.report('NX2116', { message: `the ${what} is declared twice`, at: atKey(input.node) })
    }
    seen.add(identity)
  }
}
