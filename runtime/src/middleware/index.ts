// Owns the public entry `@nexusrt/runtime/middleware`: what middleware is, and what comes with the runtime.

export { bodyLimit } from './body-limit/index.js'
export { type Coding, type CompressionOptions, compression } from './compression/index.js'
export { type CorsOptions, cors } from './cors/index.js'
export { type EtagOptions, etag } from './etag/index.js'
export { type LoggerOptions, logger, type RequestLogLevel } from './logger/index.js'
export type {
  CorsPolicy,
  EngineMiddleware,
  Middleware,
  MiddlewareContext,
  MiddlewareFunction,
  MiddlewareSettings,
  Next,
  RoutedOperation,
} from './middleware.js'
export { type RequestIdOptions, requestId, requestIdKey } from './request-id/index.js'
export {
  type SecurityHeadersOptions,
  securityDefaults,
  securityHeaders,
} from './security-headers/index.js'
export { type StaticFilesOptions, staticFiles } from './static-files/index.js'
export { TimeIsUp, type TimeoutOptions, timeout } from './timeout/index.js'
