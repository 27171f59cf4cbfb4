// Owns which answers of an operation `problem()` may send.

import type { Operation } from '../../ir/operation.js'
import type { JsonValue } from '../../ir/schema.js'
import type { PlanContext } from '../context.js'
import { statusKey } from './bodies.js'

const problemType = 'application/problem+json'

/**
 * Keys of the reply table that `problem()` may use: errors that have no body of their own kind, and whose schema a
 * problem of the members that RFC 9457 names satisfies. Where it asks for more, `reply()` is typed by it.
 */
export const problemStatuses = (context: PlanContext, operation: Operation): string[] =>
  operation.responses
    .filter((response) => /^[45]/.test(response.status) || response.status === 'default')
    .filter(
      ({ status, content }) =>
        content.length === 0 ||
        content.some(
          ({ type, schema }) =>
            type === problemType &&
            (schema === null || context.conforms(schema, plainProblem(status))),
        ),
    )
    .map((response) => statusKey(response.status))

/** What `problem()` sends when it is given a `detail` alone. */
const plainProblem = (status: string): JsonValue => ({
  type: 'about:blank',
  title: 'Title',
  status: /^\d+$/.test(status) ? Number(status) : status.startsWith('5') ? 500 : 400,
  detail: 'What went wrong with this request.',
})
