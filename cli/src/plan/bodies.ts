// Owns how bodies are read and answers written: media types, forms, reply table.

import { diagnostic } from '../diagnostics/codes.js'
import type { Diagnostic } from '../diagnostics/diagnostic.js'
import type { MediaType, Operation, RequestBody, Response } from '../ir/operation.js'
import type {
  BodyContentPlan,
  BodyForm,
  BodyPlan,
  MemberPlan,
  ReplyContentPlan,
  ReplyPlan,
  TypePlan,
  WritePlan,
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
  operation: Operation,
  body: RequestBody,
  diagnostics: Diagnostic[],
): BodyPlan => {
  const contents = body.content.map((content) => planContent(context, content, diagnostics))
  const types = new Set(contents.map((content) => JSON.stringify(content.type)))
  return {
    required: body.required,
    bytesMax: operation.bodyBytesMax,
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
): ReplyPlan[] =>
  operation.responses.map((response) => {
    return {
      status: statusKey(response.status),
      doc: replyDoc(response.description),
      contents: replyContents(context, response.content, writers),
      headers: headersOf(context, response),
    }
  })

/** A description of one word (`Response`, `OK`) says nothing that the status does not. */
const replyDoc = (description: string): string | null =>
  /\s/.test(description.trim()) ? docText([description], docLengthMax.member) : null

const statusKey = (status: string): string =>
  /^[1-5]xx$/i.test(status) ? status.toUpperCase() : status

/** JSON before everything else, then in document order: the first is what `op.reply` sends. */
const byPreference = (contents: readonly MediaType[]): MediaType[] => {
  const rank = ({ type }: MediaType) =>
    type === 'application/json' ? 0 : /[/+]json$/.test(type) ? 1 : 2
  const distinct = new Map(contents.map((content) => [content.type, content]))
  return [...distinct.values()].sort((a, b) => rank(a) - rank(b))
}

const replyContents = (
  context: PlanContext,
  contents: readonly MediaType[],
  writers: WriterPlanner,
): ReplyContentPlan[] => {
  const planned: ReplyContentPlan[] = []
  for (const content of byPreference(contents)) {
    const { form, type } = replyType(context, content)
    const shared = { mediaType: content.type, contentType: contentTypeOf(content.type, form), type }
    const [first] = planned
    const same = form === 'json' && isLike(first, type)
    const write = form !== 'json' ? null : same ? first.write : writerOf(writers, content)
    planned.push({ ...shared, write, same })
  }
  return planned
}

/** Text is not: whoever asks for `text/html` would get as HTML what was meant as plain text. */
const isLike = (
  first: ReplyContentPlan | undefined,
  type: TypePlan,
): first is ReplyContentPlan & { write: WritePlan } =>
  first !== undefined && first.write !== null && JSON.stringify(first.type) === JSON.stringify(type)

const writerOf = (writers: WriterPlanner, { schema }: MediaType): WritePlan =>
  schema === null ? { kind: 'any' } : writers.ofUse(schema)

const replyType = (
  context: PlanContext,
  content: MediaType,
): { readonly form: BodyForm; readonly type: TypePlan } => {
  const form = formOf(context, content)
  if (form !== 'json') return { form, type: form === 'bytes' ? bytesType : stringType }
  if (content.schema === null) return { form, type: unknownType }
  return { form, type: typeOf(context, content.schema, 'output') }
}

/** The header to send: text is UTF-8, and a range of media types names its most general member. */
const contentTypeOf = (type: string, form: BodyForm): string => {
  if (form === 'json') return type.includes('*') ? 'application/json' : type
  if (type.includes('*'))
    return form === 'text' ? 'text/plain; charset=utf-8' : 'application/octet-stream'
  return type.startsWith('text/') ? `${type}; charset=utf-8` : type
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
