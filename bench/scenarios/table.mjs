// Owns what is measured: one row per scenario, and the requests whose answers are compared first.

const order = JSON.stringify({
  id: 4711,
  customer: 'Ada Lovelace',
  email: 'ada@example.org',
  note: 'Leave it with the neighbour, please.',
  express: true,
  total: 128.5,
  items: [
    { sku: 'ABC-1234', quantity: 2, price: 24.25 },
    { sku: 'DEF-5678', quantity: 1, price: 60 },
    { sku: 'GHI-9012', quantity: 4, price: 5 },
  ],
})

/**
 * `kind: 'throughput'` compares requests per server-CPU-second, `'rtt'` the probe's 99th percentile,
 * `'memory'` what a start and an idle connection take. `http2`: over plain HTTP/2, with those who speak it, so many
 * streams at once on each connection.
 */
export const scenarios = [
  {
    name: 'plaintext',
    kind: 'throughput',
    method: 'GET',
    path: '/plaintext',
    pipeline: 1,
  },
  {
    name: 'plaintext-pipelined',
    kind: 'throughput',
    method: 'GET',
    path: '/plaintext',
    pipeline: 16,
  },
  { name: 'json', kind: 'throughput', method: 'GET', path: '/json', pipeline: 1 },
  { name: 'path-param', kind: 'throughput', method: 'GET', path: '/users/123', pipeline: 1 },
  { name: 'json-pipelined', kind: 'throughput', method: 'GET', path: '/json', pipeline: 16 },
  {
    name: 'path-param-pipelined',
    kind: 'throughput',
    method: 'GET',
    path: '/users/123',
    pipeline: 16,
  },
  {
    name: 'validated-post',
    kind: 'throughput',
    method: 'POST',
    path: '/orders',
    pipeline: 1,
    body: order,
  },
  {
    name: 'http2',
    kind: 'throughput',
    method: 'GET',
    path: '/plaintext',
    pipeline: 1,
    http2: { connections: 8, streams: 10 },
  },
  { name: 'loop-rtt', kind: 'rtt', method: 'GET', path: '/spin', pipeline: 16 },
  { name: 'memory', kind: 'memory', method: 'GET', path: '/plaintext', connections: 10_000 },
]

const without = (key) => {
  const value = JSON.parse(order)
  delete value[key]
  return JSON.stringify(value)
}
const changed = (change) => JSON.stringify({ ...JSON.parse(order), ...change })

/**
 * Sent to every server before anything is timed; all must answer alike. `bytes`: compare bodies too. `floor`: to the
 * server that does not read its requests too.
 */
export const probes = [
  { method: 'GET', path: '/plaintext', bytes: true, floor: true },
  { method: 'GET', path: '/json', bytes: true, floor: true },
  { method: 'GET', path: '/users/123', bytes: true, floor: true },
  { method: 'GET', path: '/users/abc', bytes: false },
  { method: 'GET', path: '/nowhere', bytes: false },
  { method: 'GET', path: '/spin', bytes: true },
  { method: 'POST', path: '/orders', body: order, bytes: true, floor: true },
  { method: 'POST', path: '/orders', body: '{"id":', bytes: false },
  { method: 'POST', path: '/orders', body: without('email'), bytes: false },
  { method: 'POST', path: '/orders', body: without('items'), bytes: false },
  { method: 'POST', path: '/orders', body: changed({ id: 0 }), bytes: false },
  { method: 'POST', path: '/orders', body: changed({ id: '1' }), bytes: false },
  { method: 'POST', path: '/orders', body: changed({ customer: '' }), bytes: false },
  { method: 'POST', path: '/orders', body: changed({ email: 'nobody' }), bytes: false },
  { method: 'POST', path: '/orders', body: changed({ extra: 1 }), bytes: false },
  { method: 'POST', path: '/orders', body: changed({ items: [] }), bytes: false },
  {
    method: 'POST',
    path: '/orders',
    body: changed({ items: [{ sku: 'abc', quantity: 1, price: 1 }] }),
    bytes: false,
  },
  { method: 'POST', path: '/orders', body: changed({ total: -1 }), bytes: false },
]
