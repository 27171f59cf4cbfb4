// Owns printing the user's file of one operation: made once, with an example of a handler in a comment.

import { posix } from 'node:path'
import type { OperationPlan, PartPlan, ReplyContentPlan } from '../../ir/plan/api.js'
import { Code, ident, lineComment, str } from '../code/code.js'
import { inputPlaces } from './parameter-facts.js'

/** What the template `handler` renders. */
export interface HandlerView {
  readonly about: Code
  readonly name: Code
  readonly module: Code
  /** Lines of a handler that somebody could write. */
  readonly example: readonly Code[]
}

/** The user's file, made once. */
export const handlerScaffold = (plan: OperationPlan): HandlerView => ({
  about: lineComment(`${plan.method} ${plan.path}${plan.title === '' ? '' : `: ${plan.title}`}`),
  name: ident(plan.name),
  module: str(`#generated/${posix.normalize(plan.file)}`),
  example: (plan.webSocket === null ? answering(plan) : conversing(plan)).map(Code.of),
})

const fieldsOf = (plan: OperationPlan): string =>
  [
    ...inputPlaces
      .filter(({ place }) => plan.parameters.some((parameter) => parameter.place === place))
      .map(({ field }) => field),
    ...(plan.body === null ? [] : ['body']),
    'state',
  ].join(', ')

const answering = (plan: OperationPlan): string[] => {
  const [success] = plan.replies.filter((reply) => /^[23]/.test(reply.status))
  const status = success && /^\d+$/.test(success.status) ? success.status : '200'
  const [content] = success?.contents ?? []
  const { before, value } = content === undefined ? nothingSent : sentBy(content)
  return [
    `export const ${plan.name} = op.handler(async ({ ${fieldsOf(plan)} }) => {`,
    ...[...readBy(plan.body), ...before].map((line) => `  ${line}`),
    `  return op.reply(${status}${value === '' ? '' : `, ${value}`})`,
    '})',
  ]
}

/** How a body is read that is no value yet. */
const readBy = (body: OperationPlan['body']): string[] => {
  const [content] = body?.contents ?? []
  if (body?.contents.length !== 1 || content === undefined) return []
  switch (content.form) {
    case 'multipart':
      return multipartLines(content.parts)
    case 'parts':
      return ['for await (const part of body) console.log(part.name, part.contentType)']
    case 'lines':
      return ['for await (const item of body) console.log(item)']
    case 'stream':
      return ['for await (const piece of body) console.log(piece.length)']
    default:
      return []
  }
}

/** Small forms are read whole; `for await (const part of body)` reads what is too large for that. */
const multipartLines = (parts: readonly PartPlan[]): string[] => {
  const names = parts.map(({ name }) => name).filter((name) => /^[a-z]\w*$/i.test(name))
  return [`const { ${names.slice(0, namesShownMax).join(', ')} } = await body.form()`]
}

const namesShownMax = 4

interface Sent {
  readonly before: readonly string[]
  readonly value: string
}

const nothingSent: Sent = { before: [], value: '' }

/** An answer that comes piece by piece is a generator. */
const sentBy = ({ form, events, write }: ReplyContentPlan): Sent => {
  if (form !== 'events' && form !== 'lines') return { before: [], value: '...' }
  const [event] = events.flatMap(({ names }) => names ?? [])
  const name = event === undefined ? '' : `event: ${str(event).text}, `
  const data = write === null && events.length === 0 ? "'text'" : '...'
  const item = form === 'lines' ? '...' : `{ ${name}data: ${data} }`
  return {
    before: ['async function* pieces() {', `  yield ${item}`, '}'],
    value: 'pieces()',
  }
}

const conversing = (plan: OperationPlan): string[] => [
  `export const ${plan.name} = op.handler(({ ${fieldsOf(plan)} }) => ({`,
  '  open: (socket) => console.log(socket.remoteAddress),',
  '  message: async (socket, message) => {',
  '    await socket.send(...)',
  '  },',
  '}))',
]
