// Owns the exposition of metrics: the engine's counters, folded into prom-client's registry when it is
// scraped. prom-client is loaded by the first scrape: nothing is observed per request in JavaScript.

import type { Metric, Registry } from 'prom-client'
import type { EngineMetrics } from '../native/engine.js'

/** One value of a metric. */
export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string | number>>
  readonly value: number
}

/** A metric with its samples, as Prometheus's text format groups them. */
export interface Family {
  readonly name: string
  readonly help: string
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly samples: readonly Sample[]
}

/** A text to send and its media type. */
export interface Exposition {
  readonly contentType: string
  readonly text: string
}

/** Makes the scrape function of one server; `families` is asked on every scrape. */
export const createExposition = (
  families: () => readonly Family[],
): (() => Promise<Exposition>) => {
  return async () => {
    const defaults = await processRegistry()
    const { Registry: NewRegistry } = await import('prom-client')
    const own = new NewRegistry()
    for (const family of families()) own.registerMetric(asMetric(family))
    const text = `${await own.metrics()}\n${await defaults.metrics()}`
    return { contentType: defaults.contentType, text }
  }
}

let processMetrics: Promise<Registry> | null = null

/** Process and Node metrics, collected once per process however often an app is reloaded. */
const processRegistry = (): Promise<Registry> => {
  processMetrics ??= loadDefaults().catch((error) => {
    // The next scrape tries again.
    processMetrics = null
    throw error
  })
  return processMetrics
}

const loadDefaults = async (): Promise<Registry> => {
  const { collectDefaultMetrics, Registry: NewRegistry } = await import('prom-client')
  const register = new NewRegistry()
  collectDefaultMetrics({ register })
  return register
}

// prom-client asks a metric only for its name and for `get()`.
const asMetric = ({ name, help, type, samples }: Family): Metric => {
  const values = samples.map((sample) => ({
    metricName: sample.name,
    labels: sample.labels,
    value: sample.value,
  }))
  const get = async () => ({ name, help, type, values, aggregator: 'sum' })
  return { name, help, get } as unknown as Metric
}

/** The engine's counters under the names of OpenTelemetry's semantic conventions (HTTP, 1.27). */
export const engineFamilies = (metrics: EngineMetrics): Family[] => [
  durations(metrics),
  single(
    'gauge',
    'http_server_active_requests',
    'Requests being handled.',
    metrics.requestsInFlight,
  ),
  single('gauge', 'nexus_connections_open', 'Open connections.', metrics.connectionsOpen),
  single(
    'gauge',
    'nexus_connections_upgraded',
    'Of those, connections that have left HTTP: WebSockets.',
    metrics.connectionsUpgraded,
  ),
  single(
    'gauge',
    'nexus_answers_streaming',
    'Answers in pieces that are under way, event streams among them.',
    metrics.answersStreaming,
  ),
  single(
    'counter',
    'nexus_connections_total',
    'Accepted connections.',
    metrics.connectionsAccepted,
  ),
  single(
    'counter',
    'nexus_handler_timeouts_total',
    'Handlers out of time.',
    metrics.handlerTimeouts,
  ),
  single(
    'counter',
    'nexus_answers_dropped_total',
    'Answers nobody waited for.',
    metrics.answersDropped,
  ),
  single('counter', 'nexus_dispatches_total', 'Batches handed to JavaScript.', metrics.dispatches),
  single(
    'counter',
    'nexus_requests_total',
    'Requests that came whole enough to be answered, refused ones among them.',
    metrics.requests,
  ),
  refusals(metrics),
]

const durationName = 'http_server_request_duration_seconds'

const durations = ({ bounds, routes }: EngineMetrics): Family => ({
  name: durationName,
  help: 'Duration of HTTP server requests.',
  type: 'histogram',
  samples: routes.flatMap(({ method, route, status, count, sumSeconds, buckets }) => {
    const labels = {
      http_request_method: method,
      http_route: route,
      http_response_status_code: status,
    }
    return [
      ...bounds.map((le, index) => ({
        name: `${durationName}_bucket`,
        labels: { le, ...labels },
        value: buckets[index] ?? 0,
      })),
      { name: `${durationName}_bucket`, labels: { le: '+Inf', ...labels }, value: count },
      { name: `${durationName}_sum`, labels, value: sumSeconds },
      { name: `${durationName}_count`, labels, value: count },
    ]
  }),
})

const refusals = (metrics: EngineMetrics): Family => ({
  name: 'nexus_refusals_total',
  help: 'Requests and connections refused by the engine, by reason.',
  type: 'counter',
  samples: Object.entries(metrics.refusals).map(([reason, value]) => ({
    name: 'nexus_refusals_total',
    labels: { reason },
    value,
  })),
})

const single = (type: Family['type'], name: string, help: string, value: number): Family => ({
  name,
  help,
  type,
  samples: [{ name, labels: {}, value }],
})
