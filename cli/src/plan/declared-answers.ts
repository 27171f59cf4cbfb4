// Owns judging answers of a server by the contract: which statuses an operation declares, and whether a body
// satisfies its schema.

import type { Api } from '../ir/api.js'
import type { DeclaredReply } from '../ir/conform-cases.js'
import type { ApiPlan } from '../ir/plan/output.js'
import type { JsonValue, SchemaId } from '../ir/schema.js'
import { conforms } from './conforms.js'

/** Answers that each operation declares, by its id. */
export const declaredReplies = (
  api: Api,
  plan: ApiPlan,
): ReadonlyMap<string, readonly DeclaredReply[]> => {
  const ids = new Map(plan.operations.map((each) => [`${each.method} ${each.path}`, each.id]))
  return new Map(
    api.operations.map((operation) => [
      ids.get(`${operation.method} ${api.basePath}${operation.path}`) ?? '',
      operation.responses.map(({ status, content, headers }) => ({
        status,
        contents: content.map(({ type, schema }) => ({ type, schema })),
        headers: headers.filter(({ required }) => required).map(({ name }) => name.toLowerCase()),
      })),
    ]),
  )
}

/** Whether a value satisfies a schema in an answer: writeOnly members are not there. */
export const answerFits = (api: Api): ((id: SchemaId, value: JsonValue) => boolean) => {
  const answers = swappedDirections(api)
  return (id, value) => conforms(answers, id, value)
}

/** The API with readOnly and writeOnly swapped: what is asked of it as of requests holds for answers. */
export const swappedDirections = (api: Api): Api => {
  const schemas = new Map(
    [...api.schemas].map(([id, schema]) => [
      id,
      { ...schema, readOnly: schema.writeOnly, writeOnly: schema.readOnly },
    ]),
  )
  return { ...api, schemas }
}
