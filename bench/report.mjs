// Owns the figures that leave the benchmark: ratios with their spread, as a table and as JSON.
import { median } from './measure/rounds.mjs'

const spread = (values) => ({
  median: median(values),
  min: Math.min(...values),
  max: Math.max(...values),
})

const ratiosOf = (rounds, subject, peers) => {
  const own = rounds.get(subject)
  if (!own) return {}
  return Object.fromEntries(
    peers
      .filter((peer) => rounds.has(peer))
      .map((peer) => [
        peer,
        spread(own.map((round, i) => round.score / rounds.get(peer)[i].score)),
      ]),
  )
}

/** The JSON form of one scenario. Ratios above 1 favour Nexus (for loop-rtt: a shorter round trip). */
export const summarise = (scenario, rounds, peers) => ({
  name: scenario.name,
  kind: scenario.kind,
  servers: Object.fromEntries(
    [...rounds].map(([name, list]) => [
      name,
      {
        ...(scenario.kind === 'rtt'
          ? {}
          : {
              requestsPerCpuSecond: Math.round(
                median(list.map((round) => round.requestsPerCpuSecond)),
              ),
            }),
        p50Ms: median(list.map((round) => round.p50Ms)),
        p99Ms: median(list.map((round) => round.p99Ms)),
      },
    ]),
  ),
  ratios: ratiosOf(rounds, 'nexus', peers),
  // Of another tree each driver is compared with itself.
  ratiosEpoll: ratiosOf(
    rounds,
    'nexus-epoll',
    peers.map((peer) => (peer === 'before' ? 'before-epoll' : peer)),
  ),
})

const column = (text, width) => String(text).padStart(width)
/** wrk loses count of the latencies of pipelined requests and says 0: no figure is better than a wrong one. */
const milliseconds = (value, width) => column(value === 0 ? '' : value.toFixed(2), width)
const ratio = (value) =>
  value ? `${value.median.toFixed(2)} (${value.min.toFixed(2)}-${value.max.toFixed(2)})` : ''

/** The table of one scenario. */
export const table = (summary) => {
  const lines = [
    '',
    summary.kind === 'rtt'
      ? `${summary.name}: fresh connections from inside a saturated server`
      : `${summary.name}: requests per second of server CPU`,
    `  ${'server'.padEnd(12)}${column('req/cpu-s', 12)}${column('p50 ms', 10)}${column('p99 ms', 10)}${column('nexus is', 20)}${column('nexus on epoll is', 20)}`,
  ]
  for (const [name, figures] of Object.entries(summary.servers)) {
    lines.push(
      `  ${name.padEnd(12)}${column(figures.requestsPerCpuSecond ?? '', 12)}${milliseconds(figures.p50Ms, 10)}` +
        `${milliseconds(figures.p99Ms, 10)}${column(ratio(summary.ratios[name]), 20)}${column(ratio(summary.ratiosEpoll[name]), 20)}`,
    )
  }
  return lines.join('\n')
}

/** The table of what memory each server takes. */
export const memoryTable = (summary) => {
  const lines = [
    '',
    `${summary.name}: resident memory at the start, and per idle keep-alive connection`,
    `  ${'server'.padEnd(12)}${column('MiB over bare Node', 20)}${column('bytes a connection', 20)}`,
  ]
  for (const [name, figures] of Object.entries(summary.servers)) {
    lines.push(
      `  ${name.padEnd(12)}${column(figures.startMiBOverNode.toFixed(1), 20)}${column(figures.bytesPerIdleConnection, 20)}`,
    )
  }
  return lines.join('\n')
}
