// Owns whether there is tracing, and the small surface the rest uses. OpenTelemetry itself is loaded by
// `startTracing` only (otel.ts), so that a server without an OTLP endpoint pays nothing for it.

import type { RawRequest } from '../http/raw-request.js'
import type { Reply } from '../http/reply.js'

/** A span as instrumented code sees it. */
export interface SpanHandle {
  set(name: string, value: string | number | boolean): void
  /** Marks the span as failed with `error`. */
  fail(error: unknown): void
}

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
  rejected(route: TracedRoute, raw: RawRequest, status: number): void
  span<T>(name: string, options: SpanOptions, run: (span: SpanHandle) => T): T
  ids(): { trace_id: string; span_id: string } | undefined
  stop(): Promise<void>
}

let active: Tracing | null = null

/** The tracing in force, null without. */
export const activeTracing = (): Tracing | null => active

export interface TracingOptions {
  readonly serviceName: string
  readonly serviceVersion: string
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** Whether the environment asks for tracing (OpenTelemetry's environment variables). */
export const wantsTracing = (environment: TracingOptions['environment']): boolean =>
  environment.OTEL_SDK_DISABLED !== 'true' &&
  environment.OTEL_TRACES_EXPORTER !== 'none' &&
  Boolean(environment.OTEL_EXPORTER_OTLP_ENDPOINT || environment.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT)

/** Loads OpenTelemetry and starts exporting when the environment asks for it. Once per process. */
export const startTracing = async (options: TracingOptions): Promise<Tracing | null> => {
  if (active !== null || !wantsTracing(options.environment)) return active
  const { openTelemetry } = await import('./otel.js')
  active = openTelemetry(options)
  return active
}

/** Exports what is left and ends tracing. */
export const stopTracing = async (): Promise<void> => {
  const tracing = active
  active = null
  await tracing?.stop()
}

/** Ids of the span that is active, for log lines. */
export const traceIds = (): object => active?.ids() ?? {}

const noSpan: SpanHandle = { set: () => {}, fail: () => {} }

/**
 * Runs `run` inside a span that ends with it, or with its promise; a failure marks the span. Without
 * tracing it only runs `run`.
 *
 * @example
 * const balance = await withSpan('eth_call', { kind: 'client' }, () => transport.call(request))
 */
export const withSpan = <T>(name: string, options: SpanOptions, run: (span: SpanHandle) => T): T =>
  active === null ? run(noSpan) : active.span(name, options, run)
