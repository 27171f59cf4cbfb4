// Owns the public entry `@nexusrt/runtime/realtime`: server-sent events and WebSockets.

export { type EventStream, eventStream, lastEventId, type ServerEvent } from './sse/event-stream.js'
