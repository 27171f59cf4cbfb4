// Owns the types of a client's calls: what each operation takes, and what it answers by status.

import type {
  BodyContentPlan,
  MemberPlan,
  OperationPlan,
  ParameterPlan,
  ReplyContentPlan,
  ReplyPlan,
  RuntimeTypePlan,
} from '../../ir/plan/api.js'
import { Code, code, comment, join, num, str } from '../code/code.js'
import type { OutsideTypes, Printing } from '../code/printing.js'
import { inputPlaces } from '../operations/parameter-facts.js'
import { eventNames, objectType, printType } from '../schemas/types.js'
import { readableHeaders } from './client-definition.js'

/** Bodies that are no values, as a client has them. */
export const outsideTypes = (printing: () => Printing): OutsideTypes => ({
  runtime: (type: RuntimeTypePlan): Code => {
    if (!('of' in type)) return code`${Code.of(outsideNames[type.name])}`
    const of = printType(printing(), type.of)
    if (type.name === 'Multipart') return code`${of} | FormData`
    if (type.name === 'MultipartList' || type.name === 'Parts') return of
    if (type.name === 'NamedEvent') return code`NamedEvent<${eventNames(type)}${of}>`
    if (type.name === 'ServerEvent') return code`ServerEvent<${of}>`
    if (type.name === 'JsonLines') return code`Iterable<${of}> | AsyncIterable<${of}>`
    return type.name === 'Lines' || type.name === 'Events'
      ? code`AsyncIterable<${of}>`
      : code`AsyncIterable<ServerEvent<${of}>>`
  },
})

const outsideNames = {
  RawMessage: 'string | Uint8Array',
  UploadedFile: 'Blob',
  ByteStream: 'Bytes',
  ReplyBody: 'Uint8Array',
  PartContent: 'Uint8Array',
  ReplyText: 'string',
  Int64: 'Int64',
  Uint64: 'Uint64',
  Decimal: 'Decimal',
} as const

/** The members of an operation's input; all of them may be optional. */
export const inputType = (
  printing: Printing,
  { parameters, body, replies }: OperationPlan,
): Code => {
  const groups = inputPlaces.flatMap(({ place, field }) => {
    const own = parameters.filter((parameter) => parameter.place === place)
    if (own.length === 0) return []
    const optional = own.some(({ required }) => required) ? '' : '?'
    return [
      code`${Code.of(field)}${Code.of(optional)}: ${objectType(printing, own.map(memberOf), null)}`,
    ]
  })
  const bodies = body === null ? [] : bodyMembers(printing, body)
  const lines = [...groups, ...bodies, ...acceptMember(replies)]
  return lines.length === 0 ? code`{}` : code`{\n  ${lines}\n}`
}

/** Whether a call needs no input. */
export const isOptional = ({ parameters, body }: OperationPlan): boolean =>
  body?.required !== true && !parameters.some(({ required }) => required)

/** By the name that handlers know: of headers the one in lower case, as those of answers. */
const memberOf = ({ name, required, type, doc }: ParameterPlan): MemberPlan => {
  return { name, optional: !required, type, doc }
}

const bodyMembers = (printing: Printing, body: NonNullable<OperationPlan['body']>): Code[] => {
  const types = body.contents.map((content) => sentType(printing, content))
  const optional = Code.of(body.required ? '' : '?')
  const type = types.length === 0 ? code`unknown` : join(distinct(types), ' | ')
  const lines = [code`${comment(body.doc)}body${optional}: ${type}`]
  for (const { type: form } of body.contents) {
    if (form.kind !== 'runtime') continue
    if (form.name === 'MultipartList' && form.headers !== null) {
      const doc = comment(
        'Headers of the parts by their positions, `*` of all others, in lower case.',
      )
      lines.push(code`${doc}partHeaders?: Partial<${printType(printing, form.headers)}>`)
    }
    if (form.name === 'Multipart' && form.headers !== null) {
      const needed = form.headers.kind === 'object' && form.headers.members.some(isNeeded)
      const mark = Code.of(needed && body.contents.length === 1 && body.required ? '' : '?')
      const doc = comment('Headers of the parts of a form, by name and in lower case.')
      lines.push(code`${doc}partHeaders${mark}: ${printType(printing, form.headers)}`)
    }
  }
  if (body.contents.length > 1) {
    const names = body.contents.map(({ mediaType }) => str(mediaType))
    lines.push(code`/** Of \`body\`; default: the first. */\ncontentType?: ${join(names, ' | ')}`)
  }
  return lines
}

/** Of a part that is always there: whether it has a header that is always there. */
const isNeeded = ({ optional, type }: MemberPlan): boolean => {
  const each = type.kind === 'list' ? type.item : type
  return !optional && (each.kind !== 'object' || each.members.some((member) => !member.optional))
}

const sentType = (printing: Printing, { form, type }: BodyContentPlan): Code => {
  return form === 'bytes' || form === 'stream' ? code`Bytes` : printType(printing, type)
}

/** Several media types of answers to choose from. */
const acceptMember = (replies: readonly ReplyPlan[]): Code[] => {
  const types = answerTypes(replies).map(str)
  return types.length < 2
    ? []
    : [
        code`/** The media type to answer in; default: the server chooses. */\naccept?: ${join(types, ' | ')}`,
      ]
}

/** Media types of successes, in the order of the server's preference. */
const answerTypes = (replies: readonly ReplyPlan[]): string[] => [
  ...new Set(
    replies
      .filter(({ status }) => /^[23]|^default$/.test(status))
      .flatMap(({ contents }) => contents.map(({ mediaType }) => mediaType)),
  ),
]

/** The union of an operation's answers: `status` tells which. */
export const answerType = (printing: Printing, { replies }: OperationPlan): Code => {
  if (replies.length === 0) return code` never`
  const exact = replies.map(({ status }) => status).filter((status) => /^\d+$/.test(status))
  const ranges = replies.map(({ status }) => status).filter((status) => status.endsWith('XX'))
  const lines = replies.flatMap((reply) => answersOf(printing, reply, exact, ranges))
  return code`\n  ${lines}`
}

const rangeNames: Readonly<Record<string, string>> = {
  '2XX': 'Success',
  '3XX': 'Redirection',
  '4XX': 'ClientError',
  '5XX': 'ServerError',
}

/**
 * One or two members: `default` stands for successes and for errors, and where a success is declared beside it for
 * errors alone. By the letter it is every other status (OpenAPI 3.1, 4.8.16), but documents write it for errors, and
 * nobody could tell an answer by `ok` else.
 */
const answersOf = (
  printing: Printing,
  reply: ReplyPlan,
  exact: readonly string[],
  ranges: readonly string[],
): Code[] => {
  const { status } = reply
  const line = (ok: boolean, statuses: Code, isError: boolean): Code =>
    code`| Answer<${Code.of(String(ok))}, ${statuses}, ${bodyOf(printing, reply, isError)}${headerOf(printing, reply)}>`
  if (/^\d+$/.test(status))
    return [line(status.startsWith('2'), num(Number(status)), /^[45]/.test(status))]
  const without = (names: readonly string[]): Code => {
    const range = Code.of(names.join(' | '))
    const taken = exact.map((each) => num(Number(each)))
    return taken.length === 0 ? range : code`Exclude<${range}, ${join(taken, ' | ')}>`
  }
  if (status !== 'default')
    return [line(status === '2XX', without([rangeNames[status] ?? 'never']), /^[45]/.test(status))]
  const open = (names: readonly string[]) =>
    names.filter((name) => !ranges.some((range) => rangeNames[range] === name))
  const hasSuccess = [...exact, ...ranges].some((each) => each.startsWith('2'))
  const good = hasSuccess ? [] : open(['Success'])
  const bad = open(['Redirection', 'ClientError', 'ServerError'])
  return [
    ...(good.length === 0 ? [] : [line(true, without(good), false)]),
    ...(bad.length === 0 ? [] : [line(false, without(bad), true)]),
  ]
}

const headerOf = (printing: Printing, { headers }: ReplyPlan): Code => {
  const readable = readableHeaders(headers)
  return readable.length === 0 ? code`` : code`, ${objectType(printing, readable, null)}`
}

const bodyOf = (printing: Printing, { contents }: ReplyPlan, isError: boolean): Code => {
  if (contents.length === 0) return isError ? code`ProblemDocument | undefined` : code`undefined`
  return join(distinct(contents.map((content) => receivedType(printing, content))), ' | ')
}

const receivedType = (printing: Printing, { type, parts }: ReplyContentPlan): Code => {
  const isSequence = parts?.isSequence === true && type.kind === 'runtime' && 'of' in type
  if (!isSequence || type.of.kind !== 'list') return printType(printing, type)
  return code`AsyncIterable<${printType(printing, type.of.item)}>`
}

const distinct = (types: readonly Code[]): Code[] => [
  ...new Map(types.map((type) => [type.text, type])).values(),
]
