// Owns runtime expressions (OpenAPI 3.1, 4.8.20.4): values of a request and its answer, for addresses of callbacks
// and parameters of links.

/** A part of an expression, as the compiler took it apart. */
export type ExpressionPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'url' | 'method' | 'status' }
  | {
      readonly kind: 'value'
      readonly of: 'request' | 'response'
      readonly place: 'header' | 'query' | 'path'
      readonly name: string
    }
  | {
      readonly kind: 'body'
      readonly of: 'request' | 'response'
      readonly pointer: readonly string[]
    }

/** Text and values, in order. */
export type Expression = readonly ExpressionPart[]

/** What expressions about a request look at: a handler's context has all of it. */
export interface ExpressionRequest {
  readonly path?: object
  readonly query?: object
  readonly headers?: object
  readonly body?: unknown
  readonly method?: string
  readonly target?: string
}

/** What expressions about an answer look at. */
export interface ExpressionResponse {
  readonly status?: number
  readonly headers?: object
  readonly body?: unknown
}

/** Both. */
export interface ExpressionSource {
  readonly request?: ExpressionRequest
  readonly response?: ExpressionResponse
}

/** The value that an expression of one part stands for, the text of several; undefined when one is not there. */
export const valueOfExpression = (expression: Expression, source: ExpressionSource): unknown => {
  const [only] = expression
  if (only !== undefined && expression.length === 1) return partValue(only, source)
  let text = ''
  for (const part of expression) {
    const value = partValue(part, source)
    if (value === undefined || value === null) return undefined
    // What stands behind the start of an address is a value in it: it must not become another part.
    const isInside = part.kind !== 'text' && text !== ''
    text += isInside ? encodeURIComponent(textOf(value)) : textOf(value)
  }
  return text
}

/** The text of an expression; undefined when a value is not there, or is no text. */
export const textOfExpression = (
  expression: Expression,
  source: ExpressionSource,
): string | undefined => {
  const value = valueOfExpression(expression, source)
  return value === undefined || value === null ? undefined : textOf(value)
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value)

const partValue = (part: ExpressionPart, { request, response }: ExpressionSource): unknown => {
  switch (part.kind) {
    case 'text':
      return part.text
    case 'url':
      return request?.target
    case 'method':
      return request?.method
    case 'status':
      return response?.status
    case 'body':
      return pointed((part.of === 'request' ? request : response)?.body, part.pointer)
    case 'value': {
      const { place, name } = part
      const of = part.of === 'request' ? request : response
      // Names of headers compare without case, and are in lower case here.
      if (place === 'header') return ownMember(of?.headers, name.toLowerCase())
      return part.of === 'request' ? ownMember(request?.[place], name) : undefined
    }
  }
}

const pointed = (value: unknown, pointer: readonly string[]): unknown => {
  let found = value
  for (const token of pointer) found = ownMember(found, token)
  return found
}

/** Nothing that an object inherits is a value of a message. */
const ownMember = (of: unknown, name: string): unknown =>
  typeof of === 'object' && of !== null && Object.hasOwn(of, name)
    ? (of as Record<string, unknown>)[name]
    : undefined
