// Owns printing the replies of an operation: their types, and the table they are written by.

import { isSequence } from '../../ir/media-types.js'
import type {
  EventPlan,
  HeaderPlan,
  OperationPlan,
  ReplyContentPlan,
  ReplyPartPlan,
  ReplyPartsPlan,
  ReplyPlan,
} from '../../ir/plan/api.js'
import type { WritePlan } from '../../ir/plan/writes.js'
import { Code, code, comment, join, key, literalKey, nothing, num, str } from '../code/code.js'
import type { Printing } from '../code/printing.js'
import { objectType, printType } from '../schemas/types.js'
import { writeExpression, writerOf } from '../schemas/writers.js'

const statusKeyOf = (status: string): Code =>
  /^\d+$/.test(status) ? num(Number(status)) : key(status)

/** The member `replies` of an operation's types. */
export const repliesType = (printing: Printing, plan: OperationPlan): Code => {
  if (plan.replies.length === 0) return code`Record<never, never>`
  const lines = plan.replies.map(
    (reply) =>
      code`${comment(reply.doc)}${statusKeyOf(reply.status)}: ${answerType(printing, reply)}`,
  )
  return code`{\n  ${lines}\n}`
}

const answerType = (printing: Printing, { contents, headers }: ReplyPlan): Code => {
  const answer = printing.imports.type('context', 'Answer')
  const [first] = contents
  const body = first === undefined ? code`undefined` : printType(printing, first.type)
  const parts = [body]
  if (headers.length > 0) parts.push(objectType(printing, headers, null))
  if (isChoice(contents)) {
    if (headers.length === 0) parts.push(code`Record<never, never>`)
    const types = contents.map((content) => typedBody(printing, content))
    if (types.length > 1)
      return code`${answer}<${join(parts, ', ')},\n  ${types.map((type) => code`| ${type}`)}>`
    parts.push(...types)
  }
  return code`${answer}<${join(parts, ', ')}>`
}

/** Whether `op.reply` may be told a content type: there are several, or a range of them. */
const isChoice = (contents: readonly ReplyContentPlan[]): boolean =>
  contents.length > 1 || contents.some(({ mediaType }) => mediaType.includes('*'))

const typedBody = (printing: Printing, { mediaType, type }: ReplyContentPlan): Code => {
  const typed = printing.imports.type('context', 'TypedBody')
  const name = mediaType.includes('*') ? rangeType(mediaType) : str(mediaType)
  return code`${typed}<${name}, ${printType(printing, type)}>`
}

/** Any member of a range. What is no plain word could leave the template literal, and is any text. */
const rangeType = (range: string): Code => {
  const [main = ''] = range.split('/')
  const any = '$' + '{string}'
  if (main === '*') return Code.of(`\`${any}/${any}\``)
  return /^[\w.+-]+$/.test(main) ? Code.of(`\`${main}/${any}\``) : Code.of('string')
}

/** The field `replies` of an operation's definition. */
export const replyTable = (printing: Printing, replies: readonly ReplyPlan[]): Code => {
  const rows = replies.map(({ status, contents, headers }) => {
    const [first, ...others] = contents
    const written = headersField(printing, headers)
    if (first === undefined)
      return code`${statusKeyOf(status)}: { ${join([code`contentType: null`, ...written], ', ')} },`
    const also = isChoice(contents) ? [...rangeOf(first), ...others] : others
    const fields = [
      code`contentType: ${str(first.contentType)}`,
      ...writeField(printing, first),
      ...written,
      ...(also.length === 0
        ? []
        : [
            code`also: [${join(
              also.map((other) => otherContent(printing, other)),
              ', ',
            )}]`,
          ]),
    ]
    return code`${statusKeyOf(status)}: { ${join(fields, ', ')} },`
  })
  return rows.length === 0 ? code`{}` : code`{\n  ${rows}\n}`
}

/** Writers of headers that are no plain text. */
const headersField = (
  { imports, ...printing }: Printing,
  headers: readonly HeaderPlan[],
): Code[] => {
  const rows = headers.flatMap(({ name, write }) => {
    if (write === null) return []
    if (write.style === 'delimited')
      return [
        code`${literalKey(name)}: ${imports.check('delimitedHeader')}(${str(write.separators)})`,
      ]
    if (write.style !== 'json')
      return [code`${literalKey(name)}: ${imports.check(`${write.style}Header`)}`]
    const json = writeFunction({ imports, ...printing }, write.write)
    return [code`${literalKey(name)}: ${imports.check('jsonHeader')}(${json})`]
  })
  return rows.length === 0 ? [] : [code`headers: { ${join(rows, ', ')} }`]
}

/** A range that comes first is there twice: as the member that is sent by default, and as itself. */
const rangeOf = (first: ReplyContentPlan): ReplyContentPlan[] =>
  first.mediaType.includes('*') ? [first] : []

const otherContent = (printing: Printing, content: ReplyContentPlan): Code => {
  const isRange = content.mediaType.includes('*')
  const type = code`contentType: ${str(isRange ? content.mediaType : content.contentType)}`
  if (content.same && !isRange) return code`{ ${type}, same: true }`
  return code`{ ${join([type, ...writeField(printing, content)], ', ')} }`
}

const writeField = (
  printing: Printing,
  { form, mediaType, write, events, parts }: ReplyContentPlan,
): Code[] => {
  const { imports } = printing
  if (parts !== undefined) return [code`write: ${partsWriter(printing, parts)}`]
  if (events.length > 0) return [code`write: ${namedEvents(printing, events)}`]
  const item = write === null ? code`null` : writeFunction(printing, write)
  if (form === 'events') {
    return [code`write: ${imports.runtime('@nexusrt/runtime/realtime', 'eventStream')}(${item})`]
  }
  if (write === null) return []
  if (form === 'lines') {
    const writer = isSequence(mediaType) ? 'jsonSequenceWriter' : 'jsonLinesWriter'
    return [code`write: ${imports.runtime('@nexusrt/runtime/body', writer)}(${item})`]
  }
  return [code`write: ${item}`]
}

/** A writer of each position, and of all behind. */
const partsWriter = (printing: Printing, { places, rest }: ReplyPartsPlan): Code => {
  const writer = ({ contentType, write }: ReplyPartPlan): Code => {
    const type = code`contentType: ${str(contentType)}`
    if (write === null) return code`{ ${type} }`
    return code`{ ${type}, write: ${writeFunction(printing, write)} }`
  }
  const make = printing.imports.runtime('@nexusrt/runtime/body', 'partsWriter')
  const others = rest === null ? code`null` : writer(rest)
  return code`${make}([${join(places.map(writer), ', ')}], ${others})`
}

/** A writer by the names of events. */
const namedEvents = (printing: Printing, events: readonly EventPlan[]): Code => {
  const writer = ({ write }: EventPlan): Code =>
    write === null ? code`null` : writeFunction(printing, write)
  const rows = events.flatMap((each) =>
    (each.names ?? []).map((name) => code`${literalKey(name)}: ${writer(each)}`),
  )
  const other = events.find(({ names }) => names === null)
  const rest = other === undefined ? nothing : code`, ${writer(other)}`
  const make = printing.imports.runtime('@nexusrt/runtime/realtime', 'namedEvents')
  return code`${make}({ ${join(rows, ', ')} }${rest})`
}

/** A function that writes one value as JSON. */
export const writeFunction = (printing: Printing, write: WritePlan): Code => {
  const named = writerOf(printing, write)
  if (!named.text.startsWith('(')) return named
  return code`(value: unknown) => ${writeExpression(printing, write, Code.of('value'))}`
}
