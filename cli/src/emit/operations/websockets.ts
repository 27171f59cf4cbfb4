// Owns printing the WebSocket of an operation: the types of its messages, and what checks and writes them.

import type { WebSocketPlan } from '../../ir/plan/api.js'
import { checkFunction } from '../checks/check-function.js'
import { type Code, code, join, key, num, str } from '../code/code.js'
import type { Constants } from '../code/constants.js'
import type { Printing } from '../code/printing.js'
import { printType } from '../schemas/types.js'
import { writeFunction } from './replies.js'

/** Members of the operation's types. */
export const messageTypes = (printing: Printing, plan: WebSocketPlan): Code[] => [
  code`receive: ${printType(printing, plan.receiveType)}`,
  code`send: ${printType(printing, plan.sendType)}`,
]

/** The field `webSocket` of the operation's definition. */
export const webSocketField = (
  printing: Printing,
  constants: Constants,
  plan: WebSocketPlan,
): Code => {
  const fields = [
    code`receive: ${receiveOf(printing, constants, plan)},`,
    code`send: ${plan.send === null ? code`null` : writeFunction(printing, plan.send)},`,
    ...listField('subprotocols', plan.subprotocols),
    ...listField('origins', plan.origins),
    ...(plan.messageBytesMax === null
      ? []
      : [code`messageBytesMax: ${num(plan.messageBytesMax)},`]),
  ]
  return code`webSocket: {\n  ${fields}\n},`
}

/** Without a schema messages are raw; a schema that asks nothing still says that they are JSON. */
const receiveOf = (printing: Printing, constants: Constants, { receive }: WebSocketPlan): Code => {
  if (receive === null) return code`null`
  const check = checkFunction(printing, constants, receive)
  return check.text === 'null' ? code`() => true` : check
}

const listField = (name: string, values: readonly string[]): Code[] =>
  values.length === 0 ? [] : [code`${key(name)}: [${join(values.map(str), ', ')}],`]
