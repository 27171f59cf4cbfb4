// Owns the load generators: wrk where it is installed, autocannon otherwise, h2load for HTTP/2, with one shape of result.

import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawnPinned } from './processes.mjs'

const require = createRequire(import.meta.url)
export const connections = 64

export const generator = spawnSync('wrk', ['--version']).error ? 'autocannon' : 'wrk'

/** Loads `port` for `seconds`; resolves to counts and latencies in milliseconds. */
export const load = (scenario, port, seconds, core) => {
  if (scenario.http2) return loadWithH2load(scenario, port, seconds, core)
  return generator === 'wrk'
    ? loadWithWrk(scenario, port, seconds, core)
    : loadWithAutocannon(scenario, port, seconds, core)
}

/** Whether HTTP/2 can be loaded here; says so when it cannot. */
export const hasHttp2Load = ({ name }) => {
  const isThere = !spawnSync('h2load', ['--version']).error
  if (!isThere) console.error(`bench: '${name}' is left out: h2load (nghttp2) is not installed`)
  return isThere
}

const rankOf = (sorted, rank) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * rank))] ?? 0

const loadWithH2load = async ({ path, http2 }, port, seconds, core) => {
  const folder = mkdtempSync(join(tmpdir(), 'nexus-bench-'))
  try {
    const log = join(folder, 'requests.tsv')
    const args = ['-t1', '-D', String(seconds), '-c', String(http2.connections)]
    args.push('-m', String(http2.streams), `--log-file=${log}`, `http://127.0.0.1:${port}${path}`)
    const text = await outputOf(
      spawnPinned(core, 'h2load', args, { stdio: ['ignore', 'pipe', 'pipe'] }),
    )
    const counts = /(\d+) succeeded, (\d+) failed, (\d+) errored/.exec(text)
    if (!counts) throw new Error(`h2load printed no result:\n${text}`)
    const [requests, failed, errored] = counts.slice(1).map(Number)
    // Its lines: when the request began, its status, microseconds until its answer was whole.
    const times = readFileSync(log, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => Number(line.split('\t')[2]) / 1000)
      .sort((a, b) => a - b)
    return {
      requests,
      p50Ms: rankOf(times, 0.5),
      p99Ms: rankOf(times, 0.99),
      errors: failed + errored,
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const luaText = (text) => `[==[${text}]==]`

const luaOf = ({ method, path, body, pipeline }) => `
init = function(args)
  local headers = {}
  ${body ? 'headers["Content-Type"] = "application/json"' : ''}
  local one = wrk.format(${luaText(method)}, ${luaText(path)}, headers, ${body ? luaText(body) : 'nil'})
  many = string.rep(one, ${pipeline})
end
request = function() return many end
done = function(summary, latency, requests)
  local e = summary.errors
  print(string.format('RESULT {"requests":%d,"p50Ms":%f,"p99Ms":%f,"errors":%d}', summary.requests,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    e.connect + e.read + e.write + e.status + e.timeout))
end
`

const loadWithWrk = async (scenario, port, seconds, core) => {
  const folder = mkdtempSync(join(tmpdir(), 'nexus-bench-'))
  try {
    const script = join(folder, 'load.lua')
    writeFileSync(script, luaOf(scenario))
    const args = [
      '-t1',
      `-c${connections}`,
      `-d${seconds}s`,
      '-s',
      script,
      `http://127.0.0.1:${port}`,
    ]
    const text = await outputOf(
      spawnPinned(core, 'wrk', args, { stdio: ['ignore', 'pipe', 'pipe'] }),
    )
    const line = text.match(/^RESULT (.*)$/m)
    if (!line) throw new Error(`wrk printed no result:\n${text}`)
    return JSON.parse(line[1])
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const loadWithAutocannon = async ({ method, path, body, pipeline }, port, seconds, core) => {
  const args = [
    require.resolve('autocannon'),
    '-j',
    '-n',
    '-c',
    String(connections),
    '-d',
    String(seconds),
  ]
  args.push('-p', String(pipeline), '-m', method)
  if (body) args.push('-b', body, '-H', 'content-type=application/json')
  args.push(`http://127.0.0.1:${port}${path}`)
  const text = await outputOf(
    spawnPinned(core, process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] }),
  )
  const result = JSON.parse(text)
  return {
    requests: result.requests.total,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    errors: result.errors + result.non2xx,
  }
}

const outputOf = async (child) => {
  let text = ''
  child.stdout.on('data', (chunk) => {
    text += chunk
  })
  child.stderr?.on('data', (chunk) => {
    text += chunk
  })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`the load generator ended with ${code}:\n${text}`)
  return text
}
