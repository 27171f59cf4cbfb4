// Owns whether there is tracing, and the small surface the rest uses. OpenTelemetry itself is loaded by
// `startTracing` only (otel.ts), so that a server without an OTLP endpoint pays nothing for it.

import type { SpanHandle, SpanOptions, Tracing, TracingOptions } from './span.js'

let active: Tracing | null = null

/**
 * The tracing in force, null without.
 *
 * @example const isTraced = activeTracing() !== null
 */
export const activeTracing = (): Tracing | null => active

/**
 * Whether the environment asks for tracing (OpenTelemetry's environment variables).
 *
 * @example wantsTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }) // true
 */
export const wantsTracing = (environment: TracingOptions['environment']): boolean =>
  environment.OTEL_SDK_DISABLED !== 'true' &&
  environment.OTEL_TRACES_EXPORTER !== 'none' &&
  Boolean(environment.OTEL_EXPORTER_OTLP_ENDPOINT || environment.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT)

/** How a warning is logged: fields, then the message. */
type Warn = (fields: object, message: string) => void

/**
 * Loads OpenTelemetry and starts exporting when the environment asks for it. Once per process. Where it is not
 * installed, `warn` says so and nothing is traced: a platform sets endpoints for all it runs, and that a server is not
 * watched is no reason not to serve.
 */
export const startTracing = async (
  options: TracingOptions,
  warn: Warn,
): Promise<Tracing | null> => {
  if (active !== null || !wantsTracing(options.environment)) return active
  const loaded = await import('./otel.js').catch(missing)
  if (loaded === null)
    warn(
      { help },
      'an OTLP endpoint is set, and @opentelemetry/sdk-node is not installed: nothing is traced',
    )
  else active = loaded.openTelemetry(options)
  return active
}

const help =
  'npm install @opentelemetry/sdk-node@~0.223.0, or set OTEL_TRACES_EXPORTER=none to do without.'

/** null where OpenTelemetry is not installed: its exporters are 200 MB, and most servers trace nowhere. */
const missing = (error: unknown): null => {
  // Loaders word it as they like: Node.js, Yarn's Plug'n'Play, bundlers.
  const isMissing =
    error instanceof Error &&
    'code' in error &&
    /MODULE_NOT_FOUND$/.test(String(error.code)) &&
    error.message.includes('@opentelemetry/')
  if (isMissing) return null
  throw error
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
