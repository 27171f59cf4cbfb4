// Owns the public entry `@nexusrt/runtime/observe`: logs and spans for handlers and clients.

export { createLog, type Log, log } from './log.js'
export { withLogFields } from './log-fields.js'
export { redact, redactName, redactText } from './redact.js'
export type { SpanHandle, SpanOptions } from './span.js'
export { activeTracing, wantsTracing, withSpan } from './tracing.js'
