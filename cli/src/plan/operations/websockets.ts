// Owns the plan of a WebSocket: the types of its messages, how they are checked and written.

import type { Operation } from '../../ir/operation.js'
import type { TypePlan, WebSocketPlan } from '../../ir/plan/api.js'
import { checkOf } from '../checks/checks.js'
import type { PlanContext } from '../context.js'
import { typeOf } from '../schemas/types.js'
import type { WriterPlanner } from '../schemas/writers.js'

const raw: TypePlan = { kind: 'runtime', name: 'RawMessage' }

/** Plans the WebSocket of an operation; null on one that answers. Local writers go to `writers`. */
export const planWebSocket = (
  context: PlanContext,
  { webSocket }: Operation,
  writers: WriterPlanner,
): WebSocketPlan | null => {
  if (webSocket === null) return null
  const { receive, send, subprotocols, origins, messageBytesMax } = webSocket
  return {
    receiveType: receive === null ? raw : typeOf(context, receive, 'input'),
    receive: receive === null ? null : checkOf(context, receive),
    sendType: send === null ? raw : typeOf(context, send, 'output'),
    send: send === null ? null : writers.ofUse(send),
    subprotocols,
    origins,
    messageBytesMax,
  }
}
