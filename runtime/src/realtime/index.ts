// Owns the public entry `@nexusrt/runtime/realtime`: server-sent events and WebSockets.

export {
  type EventStream,
  type Events,
  eventStream,
  lastEventId,
  type NamedEvent,
  namedEvents,
  type ServerEvent,
} from './sse/event-stream.js'
export { createFeed, type Feed, type SlowFollower } from './sse/feed.js'
export type { RawMessage, ServerSocket, SocketHooks } from './websocket/hooks.js'
export {
  type WebSocketDefinition,
  type WebSocketHandler,
  type WebSocketOperation,
  type WebSocketSpec,
  type WebSocketTypes,
  webSocketOperation,
} from './websocket/operation.js'
export {
  type WebSocketRouteContext,
  type WebSocketRouteOptions,
  webSocketRoute,
} from './websocket/route.js'
export { createTopics, type SlowSubscriber, type Topics } from './websocket/topics.js'
