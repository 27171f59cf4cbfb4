// Owns the public entry `@nexusrt/runtime/middleware`: what middleware is, and what comes with the runtime.

export type {
  Middleware,
  MiddlewareContext,
  MiddlewareFunction,
  MiddlewareSettings,
  Next,
  RoutedOperation,
} from './middleware.js'
