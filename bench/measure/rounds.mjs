// Owns interleaved rounds: each round runs every server once, in a rotating order, so that a machine
// that changes speed changes it for all. Ratios are taken inside a round; medians over the rounds.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { load } from './load.mjs'
import { cpuSeconds } from './processes.mjs'

const rotated = (list, by) => list.map((_, i) => list[(i + by) % list.length])

export const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
}

/** Nearest-rank percentile. */
export const percentile = (values, rank) => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil((rank / 100) * sorted.length) - 1)] ?? Number.NaN
}

const throughputOnce = async (scenario, server, plan) => {
  const before = cpuSeconds(server.pid)
  const result = await load(scenario, server.port, plan.seconds, plan.loadCore)
  const cpu = cpuSeconds(server.pid) - before
  if (result.errors > 0)
    throw new Error(`${server.name}: ${result.errors} errors in ${scenario.name}`)
  return {
    score: result.requests / cpu,
    requestsPerCpuSecond: result.requests / cpu,
    p50Ms: result.p50Ms,
    p99Ms: result.p99Ms,
  }
}

const rttOnce = async (scenario, server, plan) => {
  const base = `http://127.0.0.1:${server.port}`
  await (await fetch(`${base}/probe/start?port=${plan.echoPort}`)).text()
  const result = await load(scenario, server.port, plan.seconds, plan.loadCore)
  const samples = JSON.parse(await (await fetch(`${base}/probe/stop`)).text())
  if (result.errors > 0)
    throw new Error(`${server.name}: ${result.errors} errors in ${scenario.name}`)
  if (samples.length === 0) throw new Error(`${server.name}: no connection of the probe came back`)
  const p99Ms = percentile(samples, 99)
  return { score: 1 / p99Ms, p50Ms: percentile(samples, 50), p99Ms, samples: samples.length }
}

/** Runs one scenario; resolves to the rounds of each server by name. */
export const runRounds = async (scenario, servers, plan, onRound) => {
  const once_ = scenario.kind === 'rtt' ? rttOnce : throughputOnce
  const warm = { ...plan, seconds: 1 }
  for (const server of servers) await once_(scenario, server, warm)
  const rounds = new Map(servers.map((server) => [server.name, []]))
  for (let round = 0; round < plan.rounds; round++) {
    for (const server of rotated(servers, round)) {
      rounds.get(server.name).push(await once_(scenario, server, plan))
    }
    onRound(round + 1)
  }
  return rounds
}

/** An echo server in a process of its own, for the probe. */
export const startEcho = async () => {
  const child = fork(new URL('../servers/echo.mjs', import.meta.url))
  const [port] = await once(child, 'message')
  return { port, end: () => child.kill('SIGKILL') }
}
