// Owns the metrics of contract calls: what a chain counted, under names that Prometheus keeps.

import type { Family, Sample } from '../observe/metrics.js'
import { addCalls, type CallSeries, callSecondsBounds } from './call-times.js'
import type { ChainStatus } from './settings.js'

const duration = 'rpc_client_call_duration_seconds'
/** From best to worst. */
const states = ['closed', 'half-open', 'open'] as const

// Two endpoints of one chain are one to whoever reads metrics: an endpoint's URL may hold a key.
const byId = (chains: readonly ChainStatus[]): ChainStatus[] => {
  const merged = new Map<number, ChainStatus>()
  for (const chain of chains) {
    const known = merged.get(chain.id)
    merged.set(chain.id, known === undefined ? chain : together(known, chain))
  }
  return [...merged.values()]
}

const together = (one: ChainStatus, other: ChainStatus): ChainStatus => ({
  id: one.id,
  circuit:
    states.indexOf(one.circuit) > states.indexOf(other.circuit) ? one.circuit : other.circuit,
  calls: addCalls([...one.calls, ...other.calls]),
  retries: one.retries + other.retries,
})

/** None without a chain. Labels follow the semantic conventions of OpenTelemetry for RPC clients. */
export const chainFamilies = (all: readonly ChainStatus[]): Family[] => {
  const chains = byId(all)
  return chains.length === 0
    ? []
    : [
        {
          name: duration,
          help: 'Duration of calls to the nodes of chains, waits and repeated attempts included.',
          type: 'histogram',
          samples: chains.flatMap(({ id, calls }) =>
            calls.flatMap((series) => samplesOf(id, series)),
          ),
        },
        {
          name: 'nexus_chain_retries_total',
          help: 'Attempts after the first one.',
          type: 'counter',
          samples: chains.map(({ id, retries }) => ({
            name: 'nexus_chain_retries_total',
            labels: { chain_id: id },
            value: retries,
          })),
        },
        {
          name: 'nexus_chain_circuit',
          help: 'State of the circuit breaker before a chain: 1 for the present one.',
          type: 'gauge',
          samples: chains.flatMap(({ id, circuit }) =>
            states.map((state) => ({
              name: 'nexus_chain_circuit',
              labels: { chain_id: id, state },
              value: state === circuit ? 1 : 0,
            })),
          ),
        },
      ]
}

const samplesOf = (
  id: number,
  { method, outcome, buckets, count, sumSeconds }: CallSeries,
): Sample[] => {
  const labels = { rpc_system: 'jsonrpc', rpc_method: method, chain_id: id, outcome }
  return [
    ...callSecondsBounds.map((le, index) => ({
      name: `${duration}_bucket`,
      labels: { le, ...labels },
      value: buckets[index] ?? 0,
    })),
    { name: `${duration}_bucket`, labels: { le: '+Inf', ...labels }, value: count },
    { name: `${duration}_sum`, labels, value: sumSeconds },
    { name: `${duration}_count`, labels, value: count },
  ]
}
