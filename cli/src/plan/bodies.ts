// Owns how bodies are read and answers written: media types, forms, reply table.

import { diagnostic } from '../diagnostics/codes.js'
import type { Diagnostic } from '../diagnostics/diagnostic.js'
import type { MediaType, Operation, RequestBody, Response } from '../ir/operation.js'
import type {
  BodyContentPlan,
  BodyForm,
  BodyPlan,
  MemberPlan,
  ReplyPlan,
  TypePlan,
} from '../ir/plan/api.js'
import { checkOf } from './checks.js'
import type { PlanContext } from './context.js'
import { docLengthMax, docText } from './docs.js'
import { schemaOf } from './graph.js'
import { hintOf } from './hints.js'
import { docOf, typeOf, unknownType } from './types.js'
import type { WriterPlanner } from './writers.js'

const stringType: TypePlan = { kind: 'keyword', name: 'string' }
const bytesType: TypePlan = { kind: 'keyword', name: 'bytes' }

/** How a media type's content is handled. A wildcard with a structured schema means JSON in practice. */
const formOf = (context: PlanContext, content: MediaType): BodyForm => {
  const { type } = content
  if (/^(application|text)\/([^;]+\+)?json$/.test(type)) return 'json'
  if (type === 'application/x-www-form-urlencoded') return 'form'
  if (type.startsWith('text/') || /[/+]xml$/.test(type)) return 'text'
  if (type === '*/*' || type === 'application/*') return isText(context, content) ? 'bytes' : 'json'
  return 'bytes'
}

const isText = (context: PlanContext, content: MediaType): boolean => {
  if (content.schema === null) return true
  const shape = context.inputShapes.ofSchema(content.schema)
  return (
    shape.kind === 'any' ||
    (shape.object === null && shape.array === null && shape.scalars.has('string'))
  )
}

/** Plans the body of a request. */
export const planBody = (
  context: PlanContext,
  body: RequestBody,
  diagnostics: Diagnostic[],
): BodyPlan => {
  const contents = body.content.map((content) => planContent(context, content, diagnostics))
  const types = new Set(contents.map((content) => JSON.stringify(content.type)))
  return {
    required: body.required,
    doc: docText([body.description], docLengthMax.member),
    accepts: contents.some((content) => content.mediaType === '*/*')
      ? []
      : contents.map((content) => content.mediaType),
    contents,
    tagged: types.size > 1,
  }
}

const planContent = (
  context: PlanContext,
  content: MediaType,
  diagnostics: Diagnostic[],
): BodyContentPlan => {
  const form = formOf(context, content)
  const { schema, type: mediaType } = content
  if (form === 'text' || form === 'bytes') {
    warnOfRawBody(context, content, diagnostics)
    return {
      mediaType,
      form,
      type: form === 'text' ? stringType : bytesType,
      check: { kind: 'any' },
      hint: null,
    }
  }
  if (schema === null) {
    const hint = form === 'form' ? ({ fields: {}, rest: 'string' } as const) : null
    return { mediaType, form, type: unknownType, check: { kind: 'any' }, hint }
  }
  const hint = form === 'form' ? hintOf(context.inputShapes, { kind: 'one', id: schema }) : null
  return {
    mediaType,
    form,
    type: typeOf(context, schema, 'input'),
    check: checkOf(context, schema),
    hint,
  }
}

/** A schema that says more than "text" or "bytes" of a body that is handed over as it came. */
const warnOfRawBody = (
  context: PlanContext,
  content: MediaType,
  diagnostics: Diagnostic[],
): void => {
  if (content.schema === null || isText(context, content)) return
  diagnostics.push(
    diagnostic('NX4001', {
      message: `a body of type \`${content.type}\` is handed to the handler as it came; its schema is not checked`,
      at: content.at,
    }),
  )
}

/** Plans the table of replies. Local writers go to `writers`. */
export const planReplies = (
  context: PlanContext,
  operation: Operation,
  writers: WriterPlanner,
  diagnostics: Diagnostic[],
): ReplyPlan[] =>
  operation.responses.map((response) => {
    const content = chosen(response.content)
    const shared = {
      status: statusKey(response.status),
      doc: replyDoc(response.description),
      headers: headersOf(context, response),
    }
    if (content === null) return { ...shared, contentType: null, type: undefinedType, write: null }
    warnOfOthers(response, content, diagnostics)
    return { ...shared, ...contentReply(context, content, writers) }
  })

/** A description of one word (`Response`, `OK`) says nothing that the status does not. */
const replyDoc = (description: string): string | null =>
  /\s/.test(description.trim()) ? docText([description], docLengthMax.member) : null

const undefinedType: TypePlan = { kind: 'keyword', name: 'undefined' }

const statusKey = (status: string): string =>
  /^[1-5]xx$/i.test(status) ? status.toUpperCase() : status

/** JSON before everything else, then what comes first. */
const chosen = (contents: readonly MediaType[]): MediaType | null =>
  contents.find((content) => content.type === 'application/json') ??
  contents.find((content) => /[/+]json$/.test(content.type)) ??
  contents[0] ??
  null

const contentReply = (
  context: PlanContext,
  content: MediaType,
  writers: WriterPlanner,
): Pick<ReplyPlan, 'contentType' | 'type' | 'write'> => {
  const form = formOf(context, content)
  const contentType = contentTypeOf(content.type, form)
  if (form === 'json') {
    if (content.schema === null) return { contentType, type: unknownType, write: { kind: 'any' } }
    const type = typeOf(context, content.schema, 'output')
    return { contentType, type, write: writers.ofUse(content.schema) }
  }
  return { contentType, type: form === 'bytes' ? bytesType : stringType, write: null }
}

/** The header to send: text is UTF-8, and a range of media types names its most general member. */
const contentTypeOf = (type: string, form: BodyForm): string => {
  if (form === 'json') return type.includes('*') ? 'application/json' : type
  if (type.includes('*'))
    return form === 'text' ? 'text/plain; charset=utf-8' : 'application/octet-stream'
  return type.startsWith('text/') ? `${type}; charset=utf-8` : type
}

const warnOfOthers = (response: Response, content: MediaType, diagnostics: Diagnostic[]): void => {
  for (const other of response.content) {
    if (other === content) continue
    diagnostics.push(
      diagnostic('NX4004', {
        message: `the ${response.status} answer is written as \`${content.type}\` only, not as \`${other.type}\``,
        at: other.at,
      }),
    )
  }
}

const headersOf = (context: PlanContext, response: Response): MemberPlan[] =>
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
    }))

/** Keys of the reply table that `problem()` may use: errors that have no body of their own kind. */
export const problemStatuses = (operation: Operation): string[] =>
  operation.responses
    .filter((response) => /^[45]/.test(response.status) || response.status === 'default')
    .filter(
      (response) =>
        response.content.length === 0 ||
        response.content.some((content) => content.type === 'application/problem+json'),
    )
    .map((response) => statusKey(response.status))
