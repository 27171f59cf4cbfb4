// Owns the plan of server-sent events that have names: the type of each kind, and what its data is written by.

import type { EventShape, MediaType } from '../../ir/operation.js'
import type { ReplyContentPlan, TypePlan } from '../../ir/plan/api.js'
import type { PlanContext } from '../context.js'
import { typeOf, unknownType } from '../schemas/types.js'
import type { WriterPlanner } from '../schemas/writers.js'

/** Plans an answer of events, each known by its name. */
export const planEvents = (
  context: PlanContext,
  { type: mediaType, events }: MediaType,
  writers: WriterPlanner,
): ReplyContentPlan => ({
  mediaType,
  contentType: mediaType,
  form: 'events',
  type: {
    kind: 'runtime',
    name: 'Events',
    of: { kind: 'union', of: events.map((event) => eventType(context, event)) },
  },
  write: null,
  events: events.map(({ names, data, isText }) => ({
    names,
    write: isText ? null : data === null ? { kind: 'any' } : writers.ofUse(data),
  })),
  same: false,
})

const eventType = (context: PlanContext, { names, data, isText }: EventShape): TypePlan => {
  const of: TypePlan = isText
    ? { kind: 'keyword', name: 'string' }
    : data === null
      ? unknownType
      : typeOf(context, data, 'output')
  return names === null
    ? { kind: 'runtime', name: 'ServerEvent', of }
    : { kind: 'runtime', name: 'NamedEvent', events: names, of }
}
