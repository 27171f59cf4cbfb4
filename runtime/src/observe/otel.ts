// Owns OpenTelemetry: the SDK, server spans of routes and spans of outgoing calls. Loaded on demand. What has
// no route (404, 405, a malformed head) is answered natively and has no span: the metrics count it.

import {
  type Attributes,
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type TextMapGetter,
  trace,
} from '@opentelemetry/api'
import { NodeSDK, resources } from '@opentelemetry/sdk-node'
import type { RawRequest } from '../http/raw-request.js'
import type { Reply } from '../http/reply.js'
import { isThenable } from '../http/thenable.js'
import type { SpanHandle, SpanOptions, TracedRoute, Tracing, TracingOptions } from './span.js'

/** Starts the SDK; exporter, sampler and propagators follow OpenTelemetry's environment variables. */
export const openTelemetry = (options: TracingOptions): Tracing => {
  const sdk = new NodeSDK({
    // What OTEL_RESOURCE_ATTRIBUTES says counts more.
    resource: resources.resourceFromAttributes({ 'service.version': options.serviceVersion }),
    ...(options.environment.OTEL_SERVICE_NAME ? {} : { serviceName: options.serviceName }),
    // Metrics are scraped and logs go to standard output: only traces leave through OTLP.
    metricReaders: [],
    logRecordProcessors: [],
    instrumentations: [],
  })
  sdk.start()
  const tracer = trace.getTracer('@nexusrt/runtime')

  const begin = ({ method, path }: TracedRoute, raw: RawRequest) => {
    const parent = propagation.extract(ROOT_CONTEXT, raw, rawGetter)
    const attributes = requestAttributes(method, path, raw)
    const span = tracer.startSpan(
      `${method} ${path}`,
      { kind: SpanKind.SERVER, attributes },
      parent,
    )
    return { span, within: trace.setSpan(parent, span) }
  }

  return {
    server: (route, handle, fail) => (raw) => {
      const { span, within } = begin(route, raw)
      const failed = (error: unknown): Reply => {
        const reply = context.with(within, fail, undefined, error, '')
        if (reply.status >= 500) markFailed(span, error)
        return ended(span, reply)
      }
      try {
        const answer = context.with(within, handle, undefined, raw)
        if (!isThenable(answer)) return ended(span, answer)
        return answer.then((reply) => ended(span, reply), failed)
      } catch (error) {
        return failed(error)
      }
    },
    failed: (error) => {
      const span = trace.getActiveSpan()
      if (span !== undefined) markFailed(span, error)
    },
    rejected: (route, raw, status) => {
      const { span } = begin(route, raw)
      span.setAttribute('http.response.status_code', status)
      if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
      span.end()
    },
    span: (name, spanOptions, run) =>
      runInSpan(tracer.startSpan(name, startOptions(spanOptions)), run),
    ids: () => {
      const span = trace.getActiveSpan()?.spanContext()
      return span && { trace_id: span.traceId, span_id: span.spanId }
    },
    stop: () => sdk.shutdown(),
  }
}

const rawGetter: TextMapGetter<RawRequest> = {
  keys: () => [],
  get: (raw, name) => raw.header(name.toLowerCase()),
}

// Semantic conventions for HTTP spans, 1.27. The query is left out: it may carry credentials.
const requestAttributes = (
  method: string,
  route: string,
  { target, isEncrypted }: RawRequest,
): Attributes => {
  const mark = target.indexOf('?')
  return {
    'http.request.method': method,
    'http.route': route,
    'url.path': mark < 0 ? target : target.slice(0, mark),
    'url.scheme': isEncrypted ? 'https' : 'http',
  }
}

// A server span's status stays unset below 500.
const ended = (span: Span, reply: Reply): Reply => {
  span.setAttribute('http.response.status_code', reply.status)
  if (reply.status >= 500) {
    span.setStatus({ code: SpanStatusCode.ERROR })
  }
  span.end()
  return reply
}

const markFailed = (span: Span, error: unknown): void => {
  const type = error instanceof Error ? error.name : typeof error
  span.setAttribute('error.type', type)
  if (error instanceof Error) span.recordException(error)
  span.setStatus({ code: SpanStatusCode.ERROR })
}

const startOptions = ({ kind, attributes = {} }: SpanOptions) => ({
  kind: kind === 'client' ? SpanKind.CLIENT : SpanKind.INTERNAL,
  attributes: { ...attributes },
})

const runInSpan = <T>(span: Span, run: (span: SpanHandle) => T): T => {
  const handle: SpanHandle = {
    set: (name, value) => span.setAttribute(name, value),
    fail: (error) => markFailed(span, error),
  }
  const fail = (error: unknown): never => {
    markFailed(span, error)
    span.end()
    throw error
  }
  try {
    const result = context.with(trace.setSpan(context.active(), span), run, undefined, handle)
    if (!isThenable(result)) {
      span.end()
      return result
    }
    const after = Promise.resolve(result).then((value) => {
      span.end()
      return value
    }, fail)
    return after as T
  } catch (error) {
    return fail(error)
  }
}
