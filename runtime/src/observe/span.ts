// Owns the words of tracing: spans as the runtime sees them, whoever records them.

import type { RawRequest } from '../http/raw-request.js'
import type { Reply } from '../http/reply.js'

/** A span as instrumented code sees it. */
export interface SpanHandle {
  set(name: string, value: string | number | boolean): void
  /** Marks the span as failed with `error`. */
  fail(error: unknown): void
}

/** Kind and attributes of a span; names of attributes follow the semantic conventions of OpenTelemetry. */
export interface SpanOptions {
  readonly kind: 'client' | 'internal'
  readonly attributes?: Readonly<Record<string, string | number | boolean>>
}

/** A route's `handle`, or a rejection told by `admit`. */
export type Handle = (raw: RawRequest) => Reply | Promise<Reply>

/** The answer when a handler threw or rejected; logs the error. */
export type Fail = (error: unknown, traceparent: string) => Reply

export interface TracedRoute {
  readonly method: string
  readonly path: string
}

/** What otel.ts gives when tracing is on. */
export interface Tracing {
  /** `handle` inside a SERVER span; what it throws becomes `fail`'s answer, inside the span too. */
  server(route: TracedRoute, handle: Handle, fail: Fail): Handle
  /** Marks the span that is active as failed. */
  failed(error: unknown): void
  rejected(route: TracedRoute, raw: RawRequest, status: number): void
  span<T>(name: string, options: SpanOptions, run: (span: SpanHandle) => T): T
  ids(): { trace_id: string; span_id: string } | undefined
  stop(): Promise<void>
}

export interface TracingOptions {
  readonly serviceName: string
  readonly serviceVersion: string
  readonly environment: Readonly<Record<string, string | undefined>>
}
