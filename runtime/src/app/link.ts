// Owns `link`: addresses that an answer leads to, from the values of the request and the answer itself.

import { type Expression, valueOfExpression } from '../http/expression.js'
import { operationUri } from '../http/operation-uri.js'
import type { OperationDefinition } from './definition.js'

type LinkValue = { readonly expression: Expression } | { readonly constant: unknown }

/** Where the parameters of a link come from, by name. */
export interface LinkParameters {
  readonly path?: Readonly<Record<string, LinkValue>>
  readonly query?: Readonly<Record<string, LinkValue>>
}

/** What expressions of links look at. */
interface Source {
  readonly request?: object
  readonly status?: number
  readonly headers?: object
  readonly body?: unknown
}

/**
 * Makes the function of one link (OpenAPI 3.1, 4.8.20): path and query of the operation that it leads to. Query
 * parameters without a value are left out.
 *
 * @throws {TypeError} (the function) when a path parameter has no value.
 * @example op.reply(201, pet, { headers: { location: createPetLinks.self({ body: pet }) } })
 */
export const link =
  <S extends object>(
    target: () => OperationDefinition,
    { path = {}, query = {} }: LinkParameters,
  ): ((source: S) => string) =>
  (source) => {
    const { path: template, styles = {} } = target()
    return operationUri(template, styles, values(path, source), values(query, source))
  }

const values = (
  parameters: Readonly<Record<string, LinkValue>>,
  source: Source,
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(parameters).flatMap(([name, value]) => {
      const found = 'constant' in value ? value.constant : valueIn(value.expression, source)
      return found === undefined ? [] : [[name, found]]
    }),
  )

/** Values in a text are written as they are: what they make is encoded whole, as a part of an address. */
const valueIn = (expression: Expression, { request = {}, ...response }: Source): unknown => {
  const values = expression.map((part) => valueOfExpression([part], { request, response }))
  if (values.length < 2) return values[0]
  return values.some((each) => each === undefined || each === null)
    ? undefined
    : values.map((each) => (typeof each === 'string' ? each : JSON.stringify(each))).join('')
}
