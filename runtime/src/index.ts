// Owns the public surface of `@nexusrt/runtime`: what generated code and user code may import from it.

export {
  type AnswerChecks,
  checkAnswers,
  type EventCheck,
  eventChecks,
} from './app/answer-checks.js'
export { type App, type AppExtensions, type AppOptions, defineApp } from './app/define-app.js'
export type {
  ContextDraft,
  OperationDefinition,
  OtherContent,
  ReplySpec,
  SecuritySchemeUse,
} from './app/definition.js'
export { StaleRequest, StartError } from './app/errors.js'
export type { OnError } from './app/failure.js'
export { type LinkParameters, link } from './app/link.js'
export {
  type BoundHandler,
  type Context,
  type Handler,
  type Operation,
  type OperationTypes,
  operation,
} from './app/operation.js'
export type { Problem, ProblemFormat } from './app/problem-format.js'
export type { ReplyTable, ReplyTypes, StatusOf } from './app/reply-types.js'
export {
  type CredentialsOf,
  type Forbidden,
  forbidden,
  type PrincipalOf,
  type SecurityHook,
  type SecurityHookContext,
  type SecurityHooks,
  type SecurityRequest,
  type SecurityScheme,
  type SecuritySchemes,
} from './app/security.js'
export type { Server } from './app/server.js'
export { type StartOptions, start, tellLoadErrors } from './app/start.js'
export type { NexusConfig, ResolvedConfig } from './config.js'
export { MalformedBody } from './http/malformed-body.js'
export { type ProblemDetails, type ProblemInit, writeProblem } from './http/problem.js'
export type { RawRequest } from './http/raw-request.js'
export type { Reply, ReplyHeaders } from './http/reply.js'
export { type Log, type LogOptions, log, type MakeLog } from './observe/log.js'
export { type Issue, Issues } from './validate/issues.js'
export {
  type Decimal,
  decimal,
  type Int64,
  int64,
  type Uint64,
  uint64,
} from './validate/numbers.js'
