// Owns how bodies are read and answers written: media types, forms, reply table.

import { diagnostic } from '../../diagnostics/codes.js'
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import { isEvents, isJson, isLines, isMultipartForm } from '../../ir/media-types.js'
import type { MediaType, Operation, RequestBody, Response } from '../../ir/operation.js'
import type {
  BodyContentPlan,
  BodyForm,
  BodyPlan,
  ReplyContentPlan,
  ReplyPlan,
  TypePlan,
} from '../../ir/plan/api.js'
import type { CheckPlan } from '../../ir/plan/checks.js'
import type { WritePlan } from '../../ir/plan/writes.js'
import type { SchemaId } from '../../ir/schema.js'
import { checkOf } from '../checks/checks.js'
import type { PlanContext } from '../context.js'
import { docLengthMax, docText } from '../docs.js'
import { schemaOf } from '../schemas/graph.js'
import type { Shape } from '../schemas/shape.js'
import { typeOf, unknownType } from '../schemas/types.js'
import type { WriterPlanner } from '../schemas/writers.js'
import { planEvents } from './events.js'
import { listsOf, noOtherParts, planForm, unwrittenParts } from './forms.js'
import { formHintOf, hintOf } from './hints.js'
import { partsIn, planParts } from './part-lists.js'
import { planPartReply } from './part-replies.js'
import { planHeaders } from './reply-headers.js'

const stringType: TypePlan = { kind: 'keyword', name: 'string' }
const bytesType: TypePlan = { kind: 'keyword', name: 'bytes' }
const byteStream: TypePlan = { kind: 'runtime', name: 'ByteStream' }
const replyBody: TypePlan = { kind: 'runtime', name: 'ReplyBody' }
const replyText: TypePlan = { kind: 'runtime', name: 'ReplyText' }
const any: CheckPlan = { kind: 'any' }

/** How a media type's content is handled. A wildcard with a structured schema means JSON in practice. */
const formOf = (context: PlanContext, content: MediaType): BodyForm => {
  const { type } = content
  if (isJson(type)) return 'json'
  if (isLines(type)) return 'lines'
  if (type === 'application/x-www-form-urlencoded') return 'form'
  if (type.startsWith('text/') || /[/+]xml$/.test(type)) return 'text'
  if (type === '*/*' || type === 'application/*') return isText(context, content) ? 'bytes' : 'json'
  return 'bytes'
}

/** A request's: forms are taken apart, and what the document calls a stream is handed over as it comes. */
const requestFormOf = (context: PlanContext, content: MediaType, isStream: boolean): BodyForm => {
  if (isMultipartForm(content.type)) return 'multipart'
  const form = formOf(context, content)
  if (form === 'lines') return form
  if (content.stream || isStream) return 'stream'
  return partsIn(context.inputShapes, content) === null ? form : 'parts'
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
  // What an operation says is of its bytes; of JSON, text or a form where it takes nothing else.
  const hasBytes = body.content.some((content) => formOf(context, content) === 'bytes')
  const contents = body.content.map((content) => {
    const isOfStream = hasBytes ? formOf(context, content) === 'bytes' : true
    const form = requestFormOf(context, content, operation.stream && isOfStream)
    return planContent(context, content, form, diagnostics)
  })
  const types = new Set(contents.map((content) => JSON.stringify(content.type)))
  return {
    required: body.required,
    bytesMax: operation.bodyBytesMax,
    doc: docText([body.description], docLengthMax.member),
    accepts: contents.some((content) => content.mediaType === '*/*')
      ? []
      : contents.map((content) => content.mediaType),
    contents,
    delivery: contents.every(({ form }) => streamForms.has(form)) ? 'stream' : 'whole',
    tagged: types.size > 1,
  }
}

const streamForms: ReadonlySet<BodyForm> = new Set(['stream', 'multipart', 'parts', 'lines'])

const planContent = (
  context: PlanContext,
  content: MediaType,
  form: BodyForm,
  diagnostics: Diagnostic[],
): BodyContentPlan => {
  const { schema, type: mediaType } = content
  if (form === 'multipart') {
    diagnostics.push(...unwrittenParts(context, content))
    return { mediaType, form, ...planForm(context, content) }
  }
  if (form === 'lines') return { mediaType, ...planLines(context, content) }
  const items = form === 'parts' ? partsIn(context.inputShapes, content) : null
  if (items !== null && schema !== null)
    return { mediaType, form: 'parts', ...planParts(context, schema, content.encoding, items) }
  if (form === 'stream') {
    if (formOf(context, content) !== 'bytes') warnOfRawBody(context, content, diagnostics)
    return { mediaType, form, type: byteStream, check: any, hint: null, parts: [], ...unstyled }
  }
  if (form === 'text' && schema !== null && isPlainText(context, mediaType, schema))
    return { mediaType, form, ...planText(context, schema), parts: [], ...unstyled }
  if (form === 'text' || form === 'bytes') {
    warnOfRawBody(context, content, diagnostics)
    return {
      mediaType,
      form,
      type: form === 'text' ? stringType : bytesType,
      check: any,
      hint: null,
      parts: [],
      ...unstyled,
    }
  }
  if (schema === null) {
    const hint = form === 'form' ? ({ fields: {}, rest: 'string' } as const) : null
    return { mediaType, form, type: unknownType, check: any, hint, parts: [], ...unstyled }
  }
  const one = { kind: 'one', id: schema } as const
  const hint = form === 'form' ? formHintOf(context.inputShapes, one, content.encoding) : null
  return {
    mediaType,
    form,
    type: typeOf(context, schema, 'input'),
    check: checkOf(context, schema),
    hint,
    parts: [],
    otherParts: noOtherParts,
    lists: form === 'form' ? listsOf(content) : {},
    styles: form === 'form' ? stylesOf(content) : [],
  }
}

const unstyled = { lists: {}, styles: [], otherParts: noOtherParts } as const

const stylesOf = ({ encoding }: MediaType): BodyContentPlan['styles'] =>
  encoding.flatMap(({ name, style }) =>
    style === null ? [] : [{ name, style: style.style, explode: style.explode }],
  )

/** Whether a schema describes a text itself: that of XML describes what it stands for. */
const isPlainText = (context: PlanContext, mediaType: string, schema: SchemaId): boolean => {
  const shape = context.inputShapes.ofSchema(schema)
  if (/[/+]xml$/.test(mediaType)) return isPlainString(shape)
  return shape.kind === 'any' || (shape.object === null && shape.array === null)
}

/** A schema that says of XML that it is a text means all of it. */
const isPlainString = (shape: Shape): boolean =>
  shape.kind === 'shape' &&
  shape.object === null &&
  shape.array === null &&
  [...shape.scalars].every((scalar) => scalar === 'string')

/** A text is held against its schema as a parameter is: `7` is an integer where one is asked for. */
const planText = (
  context: PlanContext,
  schema: SchemaId,
): Pick<BodyContentPlan, 'type' | 'check' | 'hint'> => {
  const declared = typeOf(context, schema, 'input')
  const isOpen = declared.kind === 'keyword' && declared.name === 'unknown'
  const hint = hintOf(context.inputShapes, { kind: 'one', id: schema })
  return {
    type: isOpen ? stringType : declared,
    check: checkOf(context, schema),
    hint: hint === 'string' ? null : hint,
  }
}

/** Lines are checked one by one. */
const planLines = (
  context: PlanContext,
  { schema }: MediaType,
): Omit<BodyContentPlan, 'mediaType'> => {
  const of = schema === null ? unknownType : typeOf(context, schema, 'input')
  const check = schema === null ? any : checkOf(context, schema)
  return {
    form: 'lines',
    type: { kind: 'runtime', name: 'JsonLines', of },
    check,
    hint: null,
    parts: [],
    ...unstyled,
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
  operation.responses.filter(isAnswer(operation)).map((response) => {
    return {
      status: statusKey(response.status),
      doc: replyDoc(response.description),
      contents: replyContents(context, response.content, writers),
      headers: planHeaders(context, response, writers),
    }
  })

/** The 101 that opens a WebSocket is none of a handler's answers. */
const isAnswer =
  ({ webSocket }: Operation) =>
  ({ status }: Response): boolean =>
    webSocket === null || !status.startsWith('1')

/** A description of one word (`Response`, `OK`) says nothing that the status does not. */
const replyDoc = (description: string): string | null =>
  /\s/.test(description.trim()) ? docText([description], docLengthMax.member) : null

/** The key of a status or range in a table of answers. */
export const statusKey = (status: string): string =>
  /^[1-5]xx$/i.test(status) ? status.toUpperCase() : status

/** JSON before everything else, then in document order: the first is what `op.reply` sends. */
export const byPreference = (contents: readonly MediaType[]): MediaType[] => {
  const rank = ({ type }: MediaType) =>
    type === 'application/json' ? 0 : /[/+]json$/.test(type) ? 1 : 2
  const distinct = new Map<string, MediaType>()
  for (const content of contents) {
    if (!distinct.has(content.type)) distinct.set(content.type, content)
  }
  return [...distinct.values()].sort((a, b) => rank(a) - rank(b))
}

const replyContents = (
  context: PlanContext,
  contents: readonly MediaType[],
  writers: WriterPlanner,
): ReplyContentPlan[] => {
  const planned: ReplyContentPlan[] = []
  for (const content of byPreference(contents)) {
    if (content.events.some(({ names }) => names !== null)) {
      planned.push(planEvents(context, content, writers))
      continue
    }
    const items = partsIn(context.outputShapes, content)
    if (items !== null && content.schema !== null) {
      const reply = planPartReply(context, content.schema, content, items, writers)
      const named = { mediaType: content.type, contentType: content.type }
      planned.push({ ...named, form: 'parts', write: null, same: false, events: [], ...reply })
      continue
    }
    const { form, type, item } = replyType(context, content)
    const shared = {
      mediaType: content.type,
      contentType: contentTypeOf(content.type, form),
      form,
      type,
    }
    const [first] = planned
    const same = form === 'json' && isLike(first, type)
    const write = item === undefined ? null : same ? first.write : writerOf(writers, item)
    planned.push({ ...shared, write, same, events: [] })
  }
  return planned
}

/** Text is not: whoever asks for `text/html` would get as HTML what was meant as plain text. */
const isLike = (
  first: ReplyContentPlan | undefined,
  type: TypePlan,
): first is ReplyContentPlan & { write: WritePlan } =>
  first !== undefined && first.write !== null && JSON.stringify(first.type) === JSON.stringify(type)

const writerOf = (writers: WriterPlanner, schema: SchemaId | null): WritePlan =>
  schema === null ? { kind: 'any' } : writers.ofUse(schema)

interface ReplyType {
  readonly form: BodyForm
  readonly type: TypePlan
  /** The schema of what is written as JSON, the whole or an item; absent where nothing is. */
  readonly item?: SchemaId | null
}

const replyType = (context: PlanContext, content: MediaType): ReplyType => {
  const outputOf = (id: SchemaId | null) =>
    id === null ? unknownType : typeOf(context, id, 'output')
  if (isEvents(content.type)) {
    const [{ data: item, isText: isPlain } = { data: null, isText: true }] = content.events
    const of = isPlain ? stringType : outputOf(item)
    const type: TypePlan = { kind: 'runtime', name: 'EventStream', of }
    return isPlain ? { form: 'events', type } : { form: 'events', type, item }
  }
  const form = formOf(context, content)
  const { schema } = content
  // A file that happens to be JSON: `type: file` of Swagger 2.0 says no more.
  if (form === 'json' && schema !== null && isBinary(context, schema))
    return { form: 'bytes', type: replyBody }
  if (form === 'json') return { form, type: outputOf(schema), item: schema }
  if (form === 'text') return { form, type: textReply(context, schema) }
  if (form !== 'lines') return { form, type: replyBody }
  return { form, type: { kind: 'runtime', name: 'Lines', of: outputOf(schema) }, item: schema }
}

/** One of the texts that the schema lists; where it asks nothing of a text, that in pieces as well. */
const textReply = (context: PlanContext, schema: SchemaId | null): TypePlan => {
  if (schema === null || isBinary(context, schema)) return replyText
  const { enum: listed, const: one } = schemaOf(context.api, schema)
  const values = one === null ? listed : [one.value]
  if (values?.every((value) => typeof value === 'string') === true)
    return typeOf(context, schema, 'output')
  const { kind, ...asked } = checkOf({ ...context, direction: 'output' }, schema)
  const isAsked = Object.entries(asked).some(([name, value]) => name !== 'types' && isSaid(value))
  return kind === 'any' || (kind === 'value' && !isAsked) ? replyText : stringType
}

const isSaid = (value: unknown): boolean =>
  value !== null &&
  value !== undefined &&
  value !== false &&
  (!Array.isArray(value) || value.length > 0)

const isBinary = ({ api }: PlanContext, id: SchemaId): boolean => {
  const { format, types } = schemaOf(api, id)
  return format === 'binary' && (types === null || types.includes('string'))
}

/** The header to send: text is UTF-8, and a range of media types names its most general member. */
const contentTypeOf = (type: string, form: BodyForm): string => {
  if (form === 'json') return type.includes('*') ? 'application/json' : type
  if (form === 'events') return type
  if (type.includes('*'))
    return form === 'text' ? 'text/plain; charset=utf-8' : 'application/octet-stream'
  return type.startsWith('text/') ? `${type}; charset=utf-8` : type
}
