// Owns the spans of contract calls as they leave the process: a real server, a real chain, a real collector.

import { AbiCoder } from 'ethers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { example } from '../../cli/contracts/generated.js'
import { type ServerProcess, startProcess } from '../app/server-process.js'
import { type Anvil, accounts, deploy, keys, startAnvil } from '../web3/anvil.js'
import { attribute, Collector, type Span, spanKinds } from './collector.js'

const entry = new URL('contract-server.mjs', import.meta.url)
const collector = new Collector()
let anvil: Anvil
let server: ServerProcess
let spans: Span[]
let metrics = ''

const tokenCode = (): string =>
  JSON.parse(example('Token')).bytecode +
  AbiCoder.defaultAbiCoder()
    .encode(['string', 'string', 'uint256'], ['Demo', 'DMO', 10n ** 24n])
    .slice(2)

const ask = async (url: string, method: string): Promise<unknown> => {
  const response = await fetch(url, { method })
  expect(response.status).toBe(200)
  return response.json()
}

beforeAll(async () => {
  anvil = await startAnvil()
  const environment = {
    RPC_URL: anvil.url,
    TOKEN_ADDRESS: await deploy(anvil, tokenCode()),
    SIGNER_KEY: keys[0],
    RECEIVER: accounts[1],
    OTEL_EXPORTER_OTLP_ENDPOINT: await collector.start(),
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    SHUTDOWN_DELAY: '0',
  }
  server = startProcess(environment, [], entry)
  const url = await server.url()
  expect(await ask(`${url}/supply`, 'GET')).toBe(`${10n ** 24n}`)
  const hashes = [ask(`${url}/transfer`, 'POST'), ask(`${url}/transfer`, 'POST')]
  expect(new Set(await Promise.all(hashes)).size).toBe(2)
  const ready = await fetch(`${url}/readyz`)
  expect(await ready.json()).toEqual({
    status: 'ready',
    chains: [{ id: 31337, circuit: 'closed' }],
  })
  metrics = await (await fetch(`${url}/metrics`)).text()
  server.child.kill('SIGTERM')
  expect(await server.ended).toBe(0)
  spans = collector.spans()
})

afterAll(async () => {
  server?.child.kill('SIGKILL')
  await server?.ended
  collector.stop()
  await anvil?.stop()
})

const named = (name: string): Span[] => spans.filter((span) => span.name === name)
const under = (parent: Span | undefined): Span[] =>
  spans.filter(({ parentSpanId }) => parentSpanId === parent?.spanId)

test('calls are counted and timed by method and outcome, circuits and retries beside them', () => {
  const labels = 'rpc_system="jsonrpc",rpc_method="eth_call",chain_id="31337",outcome="ok"'
  const line = (name: string, also = '') =>
    metrics.split('\n').find((each) => each.startsWith(`${name}{${also}${labels}}`))
  expect(line('rpc_client_call_duration_seconds_count')).toMatch(/ 1$/)
  expect(line('rpc_client_call_duration_seconds_bucket', 'le="+Inf",')).toMatch(/ 1$/)
  expect(metrics).toContain('nexus_chain_circuit{chain_id="31337",state="closed"} 1')
  expect(metrics).toContain('nexus_chain_circuit{chain_id="31337",state="open"} 0')
  expect(metrics).toContain('nexus_chain_retries_total{chain_id="31337"} 0')
})

test('a read is a CLIENT span under the request that asked for it', () => {
  const [request] = named('GET /supply')
  expect(request?.kind).toBe(spanKinds.server)
  const calls = under(request).filter(({ name }) => name === 'eth_call')
  expect(calls).toMatchObject([{ kind: spanKinds.client, traceId: request?.traceId }])
  expect(attribute(calls[0], 'rpc.system')).toBe('jsonrpc')
  expect(attribute(calls[0], 'rpc.method')).toBe('eth_call')
  expect(Number(attribute(calls[0], 'nexus.chain.id'))).toBe(31337)
})

test('a write has its estimate, nonce and broadcast under its own request, also when writes take turns', () => {
  const requests = named('POST /transfer')
  expect(requests).toHaveLength(2)
  for (const request of requests) {
    const calls = under(request)
    expect(calls.every(({ kind, traceId }) => kind === 3 && traceId === request.traceId)).toBe(true)
    for (const method of ['eth_estimateGas', 'eth_getTransactionCount', 'eth_sendRawTransaction']) {
      expect(calls.filter(({ name }) => name === method)).toHaveLength(1)
    }
  }
})

test('no span holds the endpoint, the key or signed bytes', () => {
  const text = JSON.stringify(spans)
  expect(text).not.toContain(new URL(anvil.url).host)
  expect(text).not.toContain(keys[0].slice(2))
  expect(text).not.toMatch(/[0-9a-f]{100}/)
})
