// Owns where runtime expressions find the body of a request: one of several types is a member beside its media type.

import type { Expression } from '../../ir/expression.js'
import type { BodyPlan } from '../../ir/plan/api.js'

/** The expression as it looks at what handlers get. */
export const inRequest = (expression: Expression, body: BodyPlan | null): Expression =>
  body?.tagged === true
    ? expression.map((part) =>
        part.kind === 'body' && part.of === 'request'
          ? { ...part, pointer: ['value', ...part.pointer] }
          : part,
      )
    : expression
