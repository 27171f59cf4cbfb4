// Owns where health, readiness and metrics go when the API claims their paths, and the exposition's text.

import { expect, test } from 'vitest'
import type { EngineMetrics } from '../../../runtime/src/native/engine.js'
import { endpoints, placeEndpoints } from '../../../runtime/src/observe/management.js'
import { createExposition, engineFamilies } from '../../../runtime/src/observe/metrics.js'
import type { ChainStatus } from '../../../runtime/src/web3/settings.js'

test.each<[string, string[], ReturnType<typeof placeEndpoints>]>([
  ['an API of its own', ['/pets', '/pets/{id}'], { prefix: '', claimedBy: null }],
  ['an API with /metrics', ['/pets', '/metrics'], { prefix: '/-', claimedBy: '/metrics' }],
  ['a parameter at the root', ['/{slug}'], { prefix: '/-', claimedBy: '/{slug}' }],
  ['parameters everywhere', ['/{a}', '/{a}/{b}'], null],
  ['files at the root', ['/{path...}'], { prefix: '', claimedBy: null }],
  ['a longer path', ['/healthz/deep', '/{a}/x'], { prefix: '', claimedBy: null }],
  ['a part of a segment', ['/health{rest}', '/-/readyz'], null],
])('%s', (_name, paths, wanted) => {
  expect(placeEndpoints(paths)).toEqual(wanted)
})

test.each<['ready' | 'draining', ChainStatus[], number, object]>([
  ['ready', [], 200, { status: 'ready' }],
  [
    'ready',
    [{ id: 1, circuit: 'open', calls: [], retries: 2 }],
    200,
    { status: 'ready', chains: [{ id: 1, circuit: 'open' }] },
  ],
  ['draining', [], 503, { status: 'draining' }],
])('readiness while %s with chains %j is %d', async (phase, chains, status, body) => {
  const vitals = {
    phase: () => phase,
    chains: () => chains,
    driver: { name: 'epoll', reason: 'asked for' },
    scrape: () => Promise.reject(new Error('not asked for')),
  }
  const readiness = endpoints(vitals).find(({ path }) => path === '/readyz')
  const reply = await readiness?.answer()
  expect(reply?.status).toBe(status)
  expect(JSON.parse(String(reply?.body))).toEqual(body)
})

test('health names the driver and why it was chosen, and nothing else of it', async () => {
  const vitals = {
    phase: () => 'ready' as const,
    chains: () => [],
    driver: { name: 'epoll', reason: 'asked for', http2Missing: '' },
    scrape: () => Promise.reject(new Error('not asked for')),
  }
  const health = endpoints(vitals).find(({ path }) => path === '/healthz')
  const body = String((await health?.answer())?.body)
  expect(JSON.parse(body)).toEqual({
    status: 'ok',
    driver: { name: 'epoll', reason: 'asked for' },
  })
})

const metrics: EngineMetrics = {
  bounds: [0.005, 0.1],
  routes: [
    {
      method: 'GET',
      route: '/pets/{id}',
      status: 200,
      count: 3,
      sumSeconds: 0.25,
      buckets: [1, 2],
    },
    { method: 'POST', route: '', status: 404, count: 1, sumSeconds: 0, buckets: [1, 1] },
  ],
  connectionsOpen: 2,
  connectionsAccepted: 5,
  connectionsUpgraded: 0,
  answersStreaming: 0,
  requestsInFlight: 1,
  inputBytesHeld: 0,
  outputBytesHeld: 0,
  refusals: { 'bad "head"': 4 },
  answersDropped: 0,
  handlerTimeouts: 0,
  dispatches: 2,
  requests: 4,
}

test("the engine's counters become a Prometheus histogram with process metrics beside it", async () => {
  const { contentType, text } = await createExposition(() => engineFamilies(metrics))()
  expect(contentType).toBe('text/plain; version=0.0.4; charset=utf-8')
  const own = text.split('\n').filter((line) => /^(http_|nexus_refusals)/.test(line))
  const labels = 'http_request_method="GET",http_route="/pets/{id}",http_response_status_code="200"'
  expect(own.slice(0, 5)).toEqual([
    `http_server_request_duration_seconds_bucket{le="0.005",${labels}} 1`,
    `http_server_request_duration_seconds_bucket{le="0.1",${labels}} 2`,
    `http_server_request_duration_seconds_bucket{le="+Inf",${labels}} 3`,
    `http_server_request_duration_seconds_sum{${labels}} 0.25`,
    `http_server_request_duration_seconds_count{${labels}} 3`,
  ])
  expect(own).toContain('nexus_refusals_total{reason="bad \\"head\\""} 4')
  expect(text).toContain('# TYPE http_server_request_duration_seconds histogram')
  expect(text).toMatch(/^process_cpu_seconds_total \d/m)
  expect(text).toMatch(/^nodejs_version_info\{/m)
})

test('scraping again neither registers twice nor keeps old values', async () => {
  let open = 1
  const scrape = createExposition(() => engineFamilies({ ...metrics, connectionsOpen: open }))
  await scrape()
  open = 9
  const { text } = await scrape()
  expect(text.match(/^nexus_connections_open .*$/gm)).toEqual(['nexus_connections_open 9'])
  expect(text.match(/^# TYPE process_cpu_seconds_total/gm)).toHaveLength(1)
})
