// What a misbehaving node does to reads and writes: retried or not, told apart, and never leaking.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectContracts, contractProblem } from '../../../runtime/src/web3/index.js'
import type { ContractLink } from '../../../runtime/src/web3/link.js'
import { contractSpec } from '../../../runtime/src/web3/spec.js'
import { eventually } from '../../waiting.js'
import { type Anvil, accounts, keys, startAnvil } from './anvil.js'
import { type Fault, type FaultyNode, type NodeRequest, startFaultyNode } from './faulty-node.js'

const spec = contractSpec('Thing', [])
const [, alice] = accounts
/** Has code that does nothing: calls return nothing, transfers go through. Behind it are the selectors of f() and g(). */
const quiet = '0x00000000000000000000000000000000000C0dE0'
const secret = 'k3y-0f-the-endpoint-1234567890'

const policy = {
  deadlineMs: 20_000,
  perTryTimeoutMs: 10_000,
  backoff: { initialDelayMs: 1, maxDelayMs: 1_100 },
}

/** Only who waits for an answer that never comes should not wait long; who gets one has time for it. */
const limitsFor = (fault: Fault, perTryTimeoutMs: number) =>
  fault.kind === 'hang' ? { perTryTimeoutMs } : {}

/** The error that a call rejects with. */
const failure = async (call: Promise<unknown>): Promise<Error & Record<string, unknown>> => {
  try {
    await call
  } catch (error) {
    return error as Error & Record<string, unknown>
  }
  throw new Error('the call was expected to fail')
}

describe('a misbehaving node', () => {
  let anvil: Anvil
  const nodes: FaultyNode[] = []
  const closers: (() => void)[] = []

  beforeAll(async () => {
    anvil = await startAnvil()
    await anvil.rpc('anvil_setCode', quiet, '0x006326121ff063e2179b8e')
  })

  afterAll(async () => {
    for (const close of closers) close()
    await Promise.all(nodes.map((node) => node.stop()))
    await anvil?.stop()
  })

  /** A link to `quiet`, or to another address. */
  const linkThrough = async (
    faultOf: (request: NodeRequest, before: number) => Fault | null,
    limits: object = {},
    address: string = quiet.toLowerCase(),
  ): Promise<{ node: FaultyNode; link: ContractLink }> => {
    const node = await startFaultyNode(anvil.url, faultOf)
    nodes.push(node)
    const rpcUrl = `${node.url}/v2/${secret}?token=${secret}`
    const chain = { id: 31337, rpcUrl }
    const settings = { chain, address, signer: keys[0], policy: { ...policy, ...limits } }
    const open = connectContracts<{ thing: ContractLink }>(
      { contracts: { thing: settings } },
      { thing: (link) => link },
    )
    closers.push(open.close)
    return { node, link: open.contracts.thing }
  }

  const read = (link: ContractLink) =>
    link.read(
      spec,
      'f()',
      () => '0x26121ff0',
      () => 'done',
    )
  const write = (link: ContractLink) => link.write(spec, 'g()', () => '0xe2179b8e', { value: 1n })
  const onCalls =
    (...faults: readonly (Fault | null)[]) =>
    (request: NodeRequest, before: number) =>
      request.method === 'eth_call' ? (faults[before] ?? null) : null

  it.each<[string, Fault]>([
    ['answers 503', { kind: 'status', status: 503 }],
    ['answers 500', { kind: 'status', status: 500 }],
    ['limits requests', { kind: 'status', status: 429, headers: { 'retry-after': '1' } }],
    [
      'limits requests in JSON',
      { kind: 'body', body: '{"jsonrpc":"2.0","id":2,"error":{"code":-32005,"message":"slow"}}' },
    ],
    ['drops the connection', { kind: 'drop' }],
    ['hangs', { kind: 'hang' }],
    ['answers nonsense', { kind: 'body', body: '<html>' }],
    ['answers something else', { kind: 'body', body: '{"jsonrpc":"2.0","id":999,"result":"0x"}' }],
  ])('that %s once is asked again', async (_, fault) => {
    const { node, link } = await linkThrough(onCalls(fault), limitsFor(fault, 2_000))
    expect(await read(link)).toBe('done')
    expect(node.requests.map(({ method }) => method)).toEqual([
      'eth_chainId',
      'eth_call',
      'eth_call',
    ])
  })

  it.each<[string, Fault, string, number]>([
    ['503', { kind: 'status', status: 503, headers: { 'retry-after': '7' } }, 'unavailable', 503],
    ['401', { kind: 'status', status: 401 }, 'unavailable', 503],
    ['silence', { kind: 'hang' }, 'timeout', 504],
    [
      'an error',
      {
        kind: 'body',
        body: `{"jsonrpc":"2.0","id":2,"error":{"code":-32601,"message":"no ${secret}"}}`,
      },
      'rpc',
      502,
    ],
    [
      'a revert',
      {
        kind: 'body',
        body: '{"jsonrpc":"2.0","id":2,"error":{"code":3,"message":"execution reverted","data":"0x"}}',
      },
      'revert',
      409,
    ],
    ['a number', { kind: 'body', body: '{"jsonrpc":"2.0","id":2,"result":5}' }, 'unavailable', 503],
  ])(
    'with %s to the end gives a typed error that holds no secret',
    async (_, fault, code, status) => {
      const faultOf = (request: NodeRequest) => (request.method === 'eth_call' ? fault : null)
      const { link } = await linkThrough(faultOf, limitsFor(fault, 500))
      const error = await failure(read(link))
      expect([error.code, contractProblem(error)?.status]).toEqual([code, status])
      const everything = [
        error.message,
        error.stack,
        JSON.stringify(error),
        String(error.cause),
      ].join()
      expect(everything).not.toContain(secret)
      expect(everything).not.toContain('127.0.0.1')
      expect(error.place).toEqual({ contract: 'Thing', signature: 'f()' })
    },
  )

  it('that sends more than is read is cut off', async () => {
    const body = `{"jsonrpc":"2.0","id":2,"result":"0x${'00'.repeat(9 * 1024 * 1024)}"}`
    const { link } = await linkThrough(onCalls({ kind: 'body', body }))
    expect((await failure(read(link))).message).toContain('answered with more than')
  })

  it.each([404, 429, 500])('that answers %i without an end is not listened to', async (status) => {
    const endless: Fault = { kind: 'endless', status }
    const { node, link } = await linkThrough(
      (request) => (request.method === 'eth_call' ? endless : null),
      { maxAttempts: 1 },
    )
    expect((await failure(read(link))).message).toContain(`answered HTTP ${status}`)
    await eventually(async () => (await node.open()) === 0)
  })

  it('that switches protocols is answered at once, and left', async () => {
    const { node, link } = await linkThrough(onCalls({ kind: 'switch' }), { maxAttempts: 1 })
    const error = await failure(read(link))
    expect([error.code, error.message]).toEqual([
      'unavailable',
      expect.stringContaining('answered HTTP 101'),
    ])
    await eventually(async () => (await node.open()) === 0)
  })

  it('that repeats a short password is not quoted', async () => {
    const message = 'auth user=me pass=hunter2 failed'
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, error: { code: -32000, message } })
    const node = await startFaultyNode(null, () => ({ kind: 'body', body }))
    nodes.push(node)
    const rpcUrl = node.url.replace('://', '://adm:hunter2@')
    const open = connectContracts<{ thing: ContractLink }>(
      { contracts: { thing: { chain: { id: 31337, rpcUrl }, address: alice } } },
      { thing: (link) => link },
    )
    closers.push(open.close)
    const error = await failure(read(open.contracts.thing))
    expect(error.message).toContain('auth user=me pass=*** failed')
  })

  it('is told Retry-After to the client', async () => {
    const fault: Fault = { kind: 'status', status: 503, headers: { 'retry-after': '7' } }
    const { node, link } = await linkThrough(onCalls(fault))
    expect(contractProblem(await failure(read(link)))).toMatchObject({
      status: 503,
      retryAfterS: 7,
    })
    expect(node.requests).toHaveLength(2)
  })

  it('keeps one connection for calls that follow each other', async () => {
    const { node, link } = await linkThrough(() => null)
    for (let call = 0; call < 10; call++) await read(link)
    expect(node.connections()).toBe(1)
  })

  it('that swallows the answer to a broadcast gets the same bytes again, and they count once', async () => {
    const before = Number(await anvil.rpc('eth_getTransactionCount', accounts[0], 'latest'))
    const { node, link } = await linkThrough((request, count) =>
      request.method === 'eth_sendRawTransaction' && count === 0 ? { kind: 'swallow' } : null,
    )
    const sent = await write(link)
    await sent.wait()
    const broadcasts = node.requests.filter(({ method }) => method === 'eth_sendRawTransaction')
    expect(broadcasts).toHaveLength(2)
    expect(broadcasts[1]?.params).toEqual(broadcasts[0]?.params)
    expect(sent.nonce).toBe(before)
    expect(Number(await anvil.rpc('eth_getTransactionCount', accounts[0], 'latest'))).toBe(
      before + 1,
    )
    expect((await write(link)).nonce).toBe(before + 1)
  })

  it('that swallows everything leaves a write unclear, never sent anew', async () => {
    const { node, link } = await linkThrough((request, _count) =>
      request.method === 'eth_sendRawTransaction'
        ? { kind: 'swallow' }
        : request.method === 'eth_getTransactionByHash'
          ? { kind: 'status', status: 503 }
          : null,
    )
    const error = await failure(write(link))
    expect(error.code).toBe('pending')
    expect(error.transactionHash).toMatch(/^0x[0-9a-f]{64}$/)
    const bytes = node.requests
      .filter(({ method }) => method === 'eth_sendRawTransaction')
      .map(({ params }) => params[0])
    expect(new Set(bytes).size).toBe(1)
  })

  it.each<[string, Fault]>([
    ['does not answer for the hash', { kind: 'status', status: 503 }],
    ['knows no such hash', { kind: 'body', body: '{"jsonrpc":"2.0","id":0,"result":null}' }],
  ])(
    'that may have these bytes, finds their nonce used and %s: never with another nonce',
    async (_, fault) => {
      const taken = '{"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"nonce too low"}}'
      const { node, link } = await linkThrough((request, count) => {
        if (request.method === 'eth_getTransactionByHash') return fault
        if (request.method !== 'eth_sendRawTransaction') return null
        return count === 0 ? { kind: 'swallow' } : { kind: 'body', body: taken }
      })
      const error = await failure(write(link))
      expect([error.code, contractProblem(error)?.status]).toEqual(['pending', 504])
      const bytes = node.requests
        .filter(({ method }) => method === 'eth_sendRawTransaction')
        .map(({ params }) => params[0])
      expect(bytes.length).toBeGreaterThan(1)
      expect(new Set(bytes).size).toBe(1)
    },
  )

  it('that is away for a while does not end the wait for a receipt', async () => {
    const away: Fault = { kind: 'status', status: 503 }
    const { link } = await linkThrough((request, count) =>
      request.method === 'eth_getTransactionReceipt' && count < 3 ? away : null,
    )
    expect((await (await write(link)).wait()).hash).toMatch(/^0x/)
  })

  it('that is away for good leaves the hash to ask for', async () => {
    const { link } = await linkThrough((request) =>
      request.method === 'eth_getTransactionReceipt' ? { kind: 'status', status: 503 } : null,
    )
    const sent = await write(link)
    const error = await failure(sent.wait({ timeoutMs: 200 }))
    expect([error.code, error.transactionHash]).toEqual(['pending', sent.hash])
    expect(error.place).toEqual({ contract: 'Thing', signature: 'g()' })
    expect(contractProblem(error)?.detail).toContain(sent.hash)
  })

  it('that mines too late for its caller leaves the hash to ask for', async () => {
    const { link } = await linkThrough((request) =>
      request.method === 'eth_getTransactionReceipt' ? { kind: 'hang' } : null,
    )
    const sent = await write(link)
    const reason = new Error('the time of the handler is over')
    const stop = new AbortController()
    const wait = failure(sent.wait({ signal: stop.signal }))
    stop.abort(reason)
    expect(await wait).toMatchObject({ code: 'pending', transactionHash: sent.hash, cause: reason })
    expect(await failure(sent.wait({ signal: stop.signal }))).toMatchObject({
      code: 'pending',
      transactionHash: sent.hash,
    })
  })

  it('is sent nothing for an address without code, and asked for the code once', async () => {
    const wrong = await linkThrough(() => null, {}, alice)
    const error = await failure(write(wrong.link))
    expect([error.code, contractProblem(error)?.status]).toEqual(['setup', 503])
    expect(error.message).toContain('no contract at contracts.thing.address on chain 31337')
    const methods = (node: FaultyNode) => node.requests.map(({ method }) => method)
    expect(methods(wrong.node)).not.toContain('eth_sendRawTransaction')
    const right = await linkThrough(() => null)
    for (let count = 0; count < 3; count++) await write(right.link)
    expect(methods(right.node).filter((method) => method === 'eth_getCode')).toHaveLength(1)
  })

  it('that refuses a broadcast for sure gives the nonce back', async () => {
    const refusal =
      '{"jsonrpc":"2.0","id":ID,"error":{"code":-32000,"message":"insufficient funds for gas"}}'
    const { node, link } = await linkThrough((request, count) =>
      request.method === 'eth_sendRawTransaction' && count === 0
        ? { kind: 'body', body: refusal.replace('ID', '1') }
        : null,
    )
    const error = await failure(write(link))
    expect([error.code, contractProblem(error)?.status]).toEqual(['transaction', 503])
    expect(node.requests.filter(({ method }) => method === 'eth_sendRawTransaction')).toHaveLength(
      1,
    )
    const count = Number(await anvil.rpc('eth_getTransactionCount', accounts[0], 'pending'))
    expect((await write(link)).nonce).toBe(count)
  })

  it('never sees a write whose caller had left', async () => {
    const { node, link } = await linkThrough(() => null)
    const reason = new Error('left')
    const signal = AbortSignal.abort(reason)
    expect(await failure(link.write(spec, 'g()', () => '0x', { signal }))).toBe(reason)
    expect(node.requests.map(({ method }) => method)).not.toContain('eth_sendRawTransaction')
  })

  it('with another process on the same account makes room for it', async () => {
    let stolen = false
    const { link } = await linkThrough((request) => {
      if (request.method === 'eth_sendRawTransaction' && !stolen) {
        stolen = true
        // The other process is faster: its transaction takes the nonce that ours was signed with.
        return {
          kind: 'body',
          body: '{"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"nonce too low"}}',
        }
      }
      return null
    })
    const count = Number(await anvil.rpc('eth_getTransactionCount', accounts[0], 'pending'))
    expect((await write(link)).nonce).toBe(count)
  })
})

describe('a configuration', () => {
  const open = (settings: object) =>
    failure(
      (async () =>
        connectContracts<{ thing: ContractLink }>(
          { contracts: { thing: settings as never } },
          { thing: (link) => link },
        ))(),
    )

  it.each<[string, object, string]>([
    [
      'a key',
      { chain: { id: 1, rpcUrl: 'http://h' }, signer: `0x${'ab'.repeat(31)}` },
      'contracts.thing.signer is not a private key',
    ],
    [
      'a zero key',
      { chain: { id: 1, rpcUrl: 'http://h' }, signer: '0'.repeat(64) },
      'contracts.thing.signer is not a private key',
    ],
    [
      'an address',
      { chain: { id: 1, rpcUrl: 'http://h' }, address: '0x12' },
      'contracts.thing.address is no address',
    ],
    [
      'a URL',
      { chain: { id: 1, rpcUrl: `ftp://${secret}` } },
      'contracts.thing.chain.rpcUrl is no http or https URL',
    ],
    ['a chain', { chain: 'moon' }, 'contracts.thing.chain names a chain that is not known'],
  ])('with a wrong value for %s says which one, not what', async (_, settings, message) => {
    const error = await open(settings)
    expect(error).toMatchObject({ code: 'setup', message })
    expect(`${error.stack}${JSON.stringify(error)}`).not.toMatch(new RegExp(`${secret}|abababab`))
  })
})
