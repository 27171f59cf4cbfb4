// Owns traces as they leave the process: a real OTLP endpoint receives them from a real server.

import { afterEach, expect, test } from 'vitest'
import { type ServerProcess, startProcess } from '../app/server-process.js'
import { attribute, Collector } from './collector.js'

let collector: Collector
let server: ServerProcess | undefined
afterEach(async () => {
  server?.child.kill('SIGKILL')
  await server?.ended
  collector?.stop()
})

const traced = async (protocol: string, level = 'info') => {
  collector = new Collector()
  server = startProcess({
    OTEL_EXPORTER_OTLP_ENDPOINT: await collector.start(),
    OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
    OTEL_BSP_SCHEDULE_DELAY: '50',
    LOG_LEVEL: level,
    SHUTDOWN_DELAY: '0',
  })
  return { url: await server.url(), collector, server }
}

const traceId = '0af7651916cd43dd8448eb211c80319c'
const traceparent = `00-${traceId}-b7ad6b7169203331-01`

test('a request is a SERVER span under its traceparent, a contract call a CLIENT span under it', async () => {
  const { url, collector, server } = await traced('http/json')
  await fetch(`${url}/client?key=secret`, { headers: { traceparent } })
  await fetch(`${url}/pets/7`)
  await fetch(`${url}/pets/x`)
  await fetch(`${url}/rejects`, { headers: { traceparent } })
  server.child.kill('SIGTERM')
  expect(await server.ended).toBe(0)

  const spans = collector.spans()
  const named = (name: string) => spans.filter((span) => span.name === name)
  const [request] = named('GET /client')
  const [call] = named('eth_call')
  expect(request).toMatchObject({ traceId, parentSpanId: 'b7ad6b7169203331', kind: 2 })
  expect(call).toMatchObject({ traceId, parentSpanId: request?.spanId, kind: 3 })
  expect(attribute(call, 'chain')).toBe(31337)
  expect(attribute(request, 'http.route')).toBe('/client')
  expect(attribute(request, 'http.response.status_code')).toBe(200)
  expect(JSON.stringify(spans)).not.toContain('key=secret')

  const pets = named('GET /pets/{petId}')
  expect(pets.map((span) => attribute(span, 'http.response.status_code'))).toEqual([200, 400])
  expect(pets.map((span) => span.status.code ?? 0)).toEqual([0, 0])
  expect(attribute(pets[0], 'url.scheme')).toBe('http')

  const [failed] = named('GET /rejects')
  expect(failed).toMatchObject({ traceId, status: { code: 2 }, events: [{ name: 'exception' }] })
  expect(String(collector.exports[0]?.body)).toContain('service.version')
  const inside = server.lines.find(({ msg }) => msg === 'inside the call')
  expect(inside).toMatchObject({ trace_id: traceId, span_id: call?.spanId })
  const failure = server.lines.find(({ msg }) => msg === 'handler failed')
  expect(failure).toMatchObject({ trace_id: traceId, span_id: failed?.spanId })
})

test('a refusal on a route is a span, an answer without a route is none', async () => {
  const { url, collector, server } = await traced('http/json')
  const statuses = [
    await fetch(`${url}/nowhere`),
    await fetch(`${url}/hello`, { method: 'DELETE' }),
    await fetch(`${url}/pets`, {
      method: 'POST',
      body: 'a',
      headers: { 'content-type': 'text/plain' },
    }),
    await fetch(`${url}/hello`),
  ].map(({ status }) => status)
  expect(statuses).toEqual([404, 405, 415, 200])
  server.child.kill('SIGTERM')
  expect(await server.ended).toBe(0)
  expect(collector.spans().map(({ name }) => name)).toEqual(['POST /pets', 'GET /hello'])
})

test('at level debug the line of a request has the ids of its span, also when it failed', async () => {
  const { url, collector, server } = await traced('http/json', 'debug')
  await fetch(`${url}/hello`, { headers: { traceparent } })
  await fetch(`${url}/rejects`, { headers: { traceparent } })
  await fetch(`${url}/bad-header`, { headers: { traceparent } })
  server.child.kill('SIGTERM')
  expect(await server.ended).toBe(0)
  const ids = collector
    .spans()
    .filter(({ kind }) => kind === 2)
    .map(({ traceId: trace_id, spanId: span_id }) => ({ trace_id, span_id }))
  expect(server.lines.filter(({ msg }) => msg === 'request')).toMatchObject([
    { status: 200, ...ids[0] },
    { status: 500, ...ids[1] },
    { status: 500, ...ids[2] },
  ])
  expect(ids.map(({ trace_id }) => trace_id)).toEqual([traceId, traceId, traceId])
  const failures = server.lines.filter(({ msg }) => msg === 'handler failed')
  expect(failures).toMatchObject([ids[1], ids[2]])
})

test('the default protocol is protobuf, and the resource names the service', async () => {
  const { url, collector, server } = await traced('http/protobuf')
  await fetch(`${url}/hello`)
  server.child.kill('SIGTERM')
  expect(await server.ended).toBe(0)
  const [first] = collector.exports
  expect(first?.contentType).toBe('application/x-protobuf')
  expect(first?.body.includes('GET /hello')).toBe(true)
  expect(first?.body.includes('Fixture')).toBe(true)
})

test('an endpoint that is down costs nothing but the traces', async () => {
  server = startProcess({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', SHUTDOWN_DELAY: '0' })
  const url = await server.url()
  expect((await fetch(`${url}/hello`)).status).toBe(200)
  server.child.kill('SIGTERM')
  expect(await server.ended).toBe(0)
})

test('an endpoint without the SDK is a warning with what to do, and no traces', async () => {
  server = startProcess({
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
    NODE_OPTIONS: `--import ${new URL('without-sdk.mjs', import.meta.url)}`,
    SHUTDOWN_DELAY: '0',
  })
  const url = await server.url()
  expect((await fetch(`${url}/hello`, { headers: { traceparent } })).status).toBe(200)
  const said = server.lines.filter(({ msg }) => msg.includes('sdk-node is not installed'))
  expect(said).toEqual([
    expect.objectContaining({
      level: 'warn',
      help: expect.stringMatching(/^npm install @opentelemetry\/sdk-node@/),
    }),
  ])
  server.child.kill('SIGTERM')
  expect(await server.ended).toBe(0)
})
