// Owns traces as they leave the process: a real OTLP endpoint receives them from a real server.

import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { type ServerProcess, startProcess } from '../app/server-process.js'

interface Span {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly kind: number
  readonly attributes: { key: string; value: Record<string, unknown> }[]
  readonly status: { code?: number }
  readonly events?: { name: string }[]
}

interface Export {
  readonly contentType: string | undefined
  readonly body: Buffer
}

let collector: Server | undefined
let server: ServerProcess | undefined
afterEach(async () => {
  server?.child.kill('SIGKILL')
  await server?.ended
  collector?.close()
})

const readAll = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks)
}

const collect = async (): Promise<{ endpoint: string; exports: Export[] }> => {
  const exports: Export[] = []
  collector = createServer(async (request, response) => {
    const body = await readAll(request)
    if (request.url === '/v1/traces')
      exports.push({ contentType: request.headers['content-type'], body })
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => collector?.once('listening', resolve))
  return { endpoint: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`, exports }
}

const traced = async (protocol: string) => {
  const { endpoint, exports } = await collect()
  server = startProcess({
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
    OTEL_BSP_SCHEDULE_DELAY: '50',
    SHUTDOWN_DELAY: '0',
  })
  return { url: await server.url(), exports, server }
}

const spansOf = (exports: Export[]): Span[] =>
  exports.flatMap(({ body }) =>
    JSON.parse(body.toString()).resourceSpans.flatMap((r: { scopeSpans: { spans: Span[] }[] }) =>
      r.scopeSpans.flatMap(({ spans }) => spans),
    ),
  )

const attribute = (span: Span | undefined, key: string): unknown =>
  Object.values(span?.attributes.find((a) => a.key === key)?.value ?? {})[0]

const traceId = '0af7651916cd43dd8448eb211c80319c'
const traceparent = `00-${traceId}-b7ad6b7169203331-01`

test('a request is a SERVER span under its traceparent, a contract call a CLIENT span under it', async () => {
  const { url, exports, server } = await traced('http/json')
  await fetch(`${url}/client?key=secret`, { headers: { traceparent } })
  await fetch(`${url}/pets/7`)
  await fetch(`${url}/pets/x`)
  await fetch(`${url}/rejects`, { headers: { traceparent } })
  server.child.kill('SIGTERM')
  expect(await server.ended).toBe(0)

  const spans = spansOf(exports)
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

  const [failed] = named('GET /rejects')
  expect(failed).toMatchObject({ traceId, status: { code: 2 }, events: [{ name: 'exception' }] })
  const inside = server.lines.find(({ msg }) => msg === 'inside the call')
  expect(inside).toMatchObject({ trace_id: traceId, span_id: call?.spanId })
  const failure = server.lines.find(({ msg }) => msg === 'handler failed')
  expect(failure).toMatchObject({ trace_id: traceId, span_id: failed?.spanId })
})

test('the default protocol is protobuf, and the resource names the service', async () => {
  const { url, exports, server } = await traced('http/protobuf')
  await fetch(`${url}/hello`)
  server.child.kill('SIGTERM')
  expect(await server.ended).toBe(0)
  const [first] = exports
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
