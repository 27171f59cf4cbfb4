// Owns judging answers of a server by the contract: which statuses an operation declares, and whether a body
// satisfies its schema.

import type { Api } from '../../ir/api.js'
import type { DeclaredHeader, DeclaredReply } from '../../ir/conform-cases.js'
import type { Operation, Response } from '../../ir/operation.js'
import type { ReplyPlan } from '../../ir/plan/api.js'
import type { ApiPlan } from '../../ir/plan/output.js'
import type { JsonValue, SchemaId } from '../../ir/schema.js'
import { conformsInFormat } from '../checks/conforms.js'
import { type Misfit, misfitOf } from '../checks/misfit.js'
import { swappedDirections } from '../schemas/directions.js'

/** Answers that each operation declares, by its id. */
export const declaredReplies = (
  api: Api,
  plan: ApiPlan,
): ReadonlyMap<string, readonly DeclaredReply[]> => {
  const planned = new Map(plan.operations.map((each) => [`${each.method} ${each.path}`, each]))
  return new Map(
    api.operations.map((operation) => {
      const own = planned.get(`${operation.method} ${api.basePath}${operation.path}`)
      return [
        own?.id ?? '',
        [
          ...operation.responses.map((response) => ({
            status: response.status,
            contents: response.content.map(({ type, schema }) => ({ type, schema })),
            headers: headersOf(response, own?.replies ?? []),
          })),
          ...(isTimed(operation) ? [timedOut] : []),
        ],
      ]
    }),
  )
}

/** Whether `x-nexus-timeout` may end the operation with an answer that no response declares. */
const isTimed = ({ timeoutMs, responses }: Operation): boolean =>
  timeoutMs !== null && responses.every(({ status }) => !/^(?:503|5xx|default)$/i.test(status))

/** In problem+json, or in the application's own format of problems. */
const timedOut: DeclaredReply = {
  status: '503',
  contents: [{ type: '*/*', schema: null }],
  headers: [],
}

const headersOf = (
  { status, headers }: Response,
  replies: readonly ReplyPlan[],
): readonly DeclaredHeader[] => {
  const reply = replies.find((each) => each.status.toLowerCase() === status.toLowerCase())
  const hints = new Map(reply?.headers.map(({ name, hint }) => [name, hint]))
  return headers.map(({ name, required, schema, explode }) => {
    const lower = name.toLowerCase()
    return { name: lower, required, schema, explode, hint: hints.get(lower) ?? 'string' }
  })
}

/** What judges values in answers. */
export interface AnswerJudge {
  /** Whether a value satisfies a schema. */
  readonly fits: (id: SchemaId, value: JsonValue) => boolean
  /** Where one that does not breaks which rule. */
  readonly misfit: (id: SchemaId, value: JsonValue) => Misfit
}

/** Judges values by the schemas of answers: writeOnly members are not there. */
export const answerJudge = (api: Api): AnswerJudge => {
  const answers = swappedDirections(api)
  return {
    fits: (id, value) => conformsInFormat(answers, id, value),
    misfit: (id, value) => misfitOf(answers, id, value),
  }
}
