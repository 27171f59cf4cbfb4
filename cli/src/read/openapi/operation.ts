// Owns the Operation Object. Parameters of the path are handed in by `path-item.ts`.

import type { HttpMethod, Operation, Parameter, SecurityRequirement } from '../../ir/operation.js'
import { checkKeys, limitedItems, objectKey, objectNode, type Shape } from './keys.js'
import { atKey, member, type Node, type ObjectNode } from './node.js'
import { operationWords } from './operation-words.js'
import { readParameter } from './parameter.js'
import { mergeParameters, oneQuery, placedParameters, uniqueParameters } from './parameter-list.js'
import type { PathText } from './path-text.js'
import type { Reader } from './reader.js'
import { readRequestBody } from './request-body.js'
import { readResponses } from './response.js'
import { readSecurity } from './security-requirement.js'
import { webSocketKey } from './websocket.js'

const shapes: Readonly<Record<OperationRole, Shape>> = {
  served: { name: 'Operation', required: [] },
  sent: { name: 'Webhook Operation', required: [] },
}

/** Whether the server answers an operation, or calls it. */
export type OperationRole = 'served' | 'sent'

/** What an operation takes from around it. */
export interface OperationContext extends PathText {
  readonly method: HttpMethod
  readonly shared: readonly Parameter[]
  readonly security: readonly SecurityRequirement[]
  readonly role: OperationRole
}

export const readOperation = (
  reader: Reader,
  start: Node,
  context: OperationContext,
): Operation | null => {
  const node = objectNode(reader, start, 'an operation')
  if (node === null) return null
  checkKeys(reader, node, shapes[context.role])
  if (reader.version === '3.0' && member(node, 'responses') === null) missingResponses(reader, node)
  const isSent = context.role === 'sent'
  const body = member(node, 'requestBody')
  const responses = objectKey(reader, node, 'responses')
  const words = operationWords(reader, node)
  const security = isSent ? [] : (readSecurity(reader, node) ?? context.security)
  const parameters = mergeParameters(context.shared, readParameters(reader, node))
  reader.spend(words.tags.length + security.flat().length + parameters.length, node)
  if (reader.hasTooMuch) return null
  return {
    at: atKey(node),
    method: context.method,
    path: context.path,
    ...words,
    parameters: oneQuery(reader, placedParameters(reader, context, parameters)),
    body: body === null ? null : readRequestBody(reader, body),
    responses: responses === null ? [] : readResponses(reader, responses),
    security,
    webSocket: isSent ? null : webSocketKey(reader, node, context.method),
  }
}

const missingResponses = (reader: Reader, node: ObjectNode): void =>
  reader.report('NX2006', {
    message: 'the Operation Object needs the key `responses`',
    at: atKey(node),
  })

/** Reads `parameters` of an operation or a path. */
export const readParameters = (reader: Reader, node: ObjectNode): readonly Parameter[] => {
  const found = limitedItems(reader, node, 'parameters', 'parametersMax').flatMap((item) => {
    const parameter = readParameter(reader, item)
    return parameter === null ? [] : [{ parameter, item }]
  })
  return uniqueParameters(reader, found)
}
