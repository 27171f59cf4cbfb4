// Owns the words for a place of a document, from the tokens of its JSON pointer.

import type { Operation } from '../../ir/operation.js'
import { pascal } from './names.js'

/** `requestBody/content/application~1json/schema/...` in words. */
export const operationWords = (operation: Operation, tokens: readonly string[]): string => {
  const [head = '', ...rest] = tokens
  if (head === 'requestBody')
    return `Body${contentWords(rest, operation.body?.content.length ?? 1)}`
  if (head === 'responses') {
    const [status = '', ...inner] = rest
    const response = operation.responses.find(
      (candidate) => candidate.status.toLowerCase() === status.toLowerCase(),
    )
    return `Reply${pascal(status)}${contentWords(inner, response?.content.length ?? 1)}`
  }
  if (head === 'parameters') {
    const [index = '', ...inner] = rest
    // Swagger 2.0 lists the body among the parameters.
    const pointer = `${operation.at.pointer}/parameters/${index}`
    if (operation.body?.at.pointer === pointer) return `Body${contextWords(inner)}`
    // The path item's own list counts from zero as well: the place tells whose parameter it is.
    const parameter = operation.parameters.find((each) => each.at.pointer === pointer)
    return `${pascal(parameter?.name ?? `Parameter ${index}`)}${contextWords(inner)}`
  }
  if (head === 'x-nexus-websocket') return messageWords(rest)
  return contextWords(tokens)
}

/** A message of a WebSocket, by who it comes from. */
const messageWords = ([direction, ...rest]: readonly string[]): string =>
  `${direction === 'receive' ? 'Received' : 'Sent'}${contextWords(rest)}`

const contentWords = (tokens: readonly string[], alternatives: number): string => {
  const [head, mediaType = '', ...rest] = tokens
  if (head !== 'content') return contextWords(tokens)
  return `${alternatives > 1 ? pascal(mediaType) : ''}${contextWords(rest)}`
}

/** What a place is called by the nearest named thing around it, apart from the operation or schema. */
export const roleWords = (tokens: readonly string[]): string => {
  const [head = '', status = ''] = tokens
  const last = Math.max(...[...named].map((word) => tokens.lastIndexOf(word)))
  if (head === 'x-nexus-websocket' && last < 0) return messageWords(tokens.slice(1))
  if (last >= 0 && tokens[last] !== 'content') return contextWords(tokens.slice(last))
  const below = last < 0 ? [] : tokens.slice(last + 2)
  if (head === 'responses') return `Reply${pascal(status)}${contextWords(below)}`
  return head === 'requestBody' ? `Body${contextWords(below)}` : contextWords(tokens)
}

/** Words that follow a keyword and carry the next token's text. */
const named = new Set([
  'properties',
  'schemas',
  'responses',
  'parameters',
  'requestBodies',
  'headers',
  'encoding',
  'content',
  'paths',
  '$defs',
  'definitions',
  'patternProperties',
])

export const contextWords = (tokens: readonly string[], isOnlyMedia = false): string => {
  let words = ''
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] ?? ''
    const next = tokens[i + 1] ?? ''
    if (named.has(token)) {
      const isPlain = token === 'content' && (isOnlyMedia || next === 'application/json')
      words += isPlain ? '' : pascal(next)
      i++
    } else if (
      token === 'allOf' ||
      token === 'anyOf' ||
      token === 'oneOf' ||
      token === 'prefixItems'
    ) {
      words += `${token === 'allOf' ? 'Part' : token === 'prefixItems' ? 'Item' : 'Option'}${Number(next) + 1}`
      i++
    } else if (token === 'discriminator') {
      // What a base says of its own, or together with the schema that a value of the mapping names.
      const isMapped = next === 'mapping'
      words += isMapped ? pascal(tokens[i + 2] ?? '') : 'Base'
      if (isMapped) i += 2
    } else if (token === 'items') words += 'Item'
    else if (token === 'additionalProperties') words += 'Value'
    else if (token !== 'schema' && token !== 'components') words += pascal(token)
  }
  return words
}
