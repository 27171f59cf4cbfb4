// Owns printing the user's file of one operation: made once, with an example of a handler in a comment.

import { posix } from 'node:path'
import type { OperationPlan } from '../ir/plan/api.js'
import { Code, ident, lineComment, str } from './code.js'
import { inputPlaces } from './operation-module.js'

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
  const hasBody = success !== undefined && success.contents.length > 0
  return [
    `export const ${plan.name} = op.handler(async ({ ${fieldsOf(plan)} }) => {`,
    `  return op.reply(${status}${hasBody ? ', ...' : ''})`,
    '})',
  ]
}

const conversing = (plan: OperationPlan): string[] => [
  `export const ${plan.name} = op.handler(({ ${fieldsOf(plan)} }) => ({`,
  '  open: (socket) => console.log(socket.remoteAddress),',
  '  message: async (socket, message) => {',
  '    await socket.send(...)',
  '  },',
  '}))',
]
