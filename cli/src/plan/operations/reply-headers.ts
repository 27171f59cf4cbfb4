// Owns the plan of headers of answers: their types, how a server writes them, and how a client reads them.

import { isJson } from '../../ir/media-types.js'
import type { Response, ResponseHeader } from '../../ir/operation.js'
import type { HeaderPlan, TypePlan } from '../../ir/plan/api.js'
import type { PlainHintPlan } from '../../ir/plan/parameters.js'
import type { PlanContext } from '../context.js'
import { docLengthMax, docText } from '../docs.js'
import { schemaOf } from '../schemas/graph.js'
import { docOf, typeOf } from '../schemas/types.js'
import type { WriterPlanner } from '../schemas/writers.js'
import { hintOf, withoutPatterns, withSeparators } from './hints.js'

const stringType: TypePlan = { kind: 'keyword', name: 'string' }

/** Plans the headers of a response; those of JSON get writers of their own. */
export const planHeaders = (
  context: PlanContext,
  response: Response,
  writers: WriterPlanner,
): HeaderPlan[] =>
  response.headers
    .filter((header) => header.name.toLowerCase() !== 'content-type')
    .map((header) => ({
      name: header.name.toLowerCase(),
      optional: !header.required,
      type: header.schema === null ? stringType : typeOf(context, header.schema, 'output'),
      doc: docText(
        [header.description ?? (header.schema && docOf(schemaOf(context.api, header.schema)))],
        docLengthMax.member,
      ),
      ...writingOf(context, header, writers),
    }))

const asText = { write: null, hint: 'string' } as const

const writingOf = (
  context: PlanContext,
  { name, schema, explode, contentType, separators }: ResponseHeader,
  writers: WriterPlanner,
): { readonly write: HeaderPlan['write']; readonly hint: PlainHintPlan } => {
  if (contentType !== null && isJson(contentType)) {
    const write = schema === null ? ({ kind: 'any' } as const) : writers.ofUse(schema)
    return { write: { style: 'json', write }, hint: 'json' }
  }
  if (schema === null || contentType !== null) return asText
  const shape = context.outputShapes.ofSchema(schema)
  const hint = hintOf(context.outputShapes, { kind: 'one', id: schema })
  // Cookies stand in lines of their own (RFC 9110, 5.3).
  const isScalar = shape.kind !== 'any' && shape.array === null && shape.object === null
  if (isScalar || name.toLowerCase() === 'set-cookie')
    return { write: null, hint: withoutPatterns(hint) }
  if (separators.length > 0) {
    const write = { style: 'delimited', separators: separators.join('') } as const
    return { write, hint: withoutPatterns(withSeparators(hint, separators)) }
  }
  return { write: { style: explode ? 'exploded' : 'simple' }, hint: withoutPatterns(hint) }
}
