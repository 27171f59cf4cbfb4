// Owns the public entry `@nexusrt/runtime/observe`: logs and spans for handlers and clients.

export { createLog, type Log, log } from './log.js'
export { redact, redactName, redactText } from './redact.js'
export {
  activeTracing,
  type SpanHandle,
  type SpanOptions,
  wantsTracing,
  withSpan,
} from './tracing.js'
