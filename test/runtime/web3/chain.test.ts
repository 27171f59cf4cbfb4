// Owns the cases of what one chain counts of an outage, and how long it believes what it was told of its node.

import { describe, expect, it } from 'vitest'
import { Chain } from '../../../runtime/src/web3/chain.js'
import { callPolicy } from '../../../runtime/src/web3/policy.js'
import { RpcAnswerError, RpcFailure } from '../../../runtime/src/web3/rpc/failure.js'

const lost = () => new RpcFailure('unclear', 'broke the connection (ECONNRESET)', true)

/** A chain at a node that says what `answer` gives or throws, and what it was asked. */
const chainAt = (answer: (method: string, before: number) => unknown) => {
  const asked: string[] = []
  const send = async (method: string) => {
    const before = asked.filter((each) => each === method).length
    asked.push(method)
    return answer(method, before)
  }
  const policy = callPolicy({ backoff: { initialDelayMs: 1, maxDelayMs: 1 } })
  const transport = { send, close: () => {} }
  return { chain: new Chain({ id: 1, host: 'node.test', transport, policy }), asked }
}

const countsOf = (chain: Chain): Record<string, number> =>
  Object.fromEntries(
    chain.status.calls.map(({ method, outcome, count }) => [`${method} ${outcome}`, count]),
  )

const ended = (call: Promise<unknown>) => call.catch((error: Error) => error.name)

describe('an outage in metrics', () => {
  it('the calls that meet it have failed, though the circuit opens before they are asked again', async () => {
    let away = false
    const { chain, asked } = chainAt((method) => {
      if (away) throw lost()
      return method === 'eth_chainId' ? '0x1' : '0x'
    })
    await chain.read('eth_call', [])
    away = true
    const calls = Array.from({ length: 30 }, () => ended(chain.read('eth_call', [])))
    expect(new Set(await Promise.all(calls))).toEqual(new Set(['CircuitOpenError']))
    expect(chain.status.circuit).toBe('open')
    expect(countsOf(chain)).toEqual({
      'eth_chainId ok': 1,
      'eth_call ok': 1,
      'eth_call failed': 30,
    })
    // All of them were sent once: the circuit was open when their second attempts came.
    expect([asked.length, chain.status.retries]).toEqual([32, 0])
  })

  it('calls that an open circuit refuses are counted one by one, also where they share a check', async () => {
    const { chain, asked } = chainAt(() => {
      throw lost()
    })
    while (chain.status.circuit !== 'open') await ended(chain.read('eth_getBalance', []))
    const before = asked.length
    const refused = Array.from({ length: 7 }, () => ended(chain.read('eth_call', [])))
    expect(await Promise.all(refused)).toEqual(Array(7).fill('CircuitOpenError'))
    expect(asked).toHaveLength(before)
    expect(countsOf(chain)['eth_call circuit_open']).toBe(7)
    expect(countsOf(chain)['eth_chainId failed']).toBeGreaterThan(0)
  })

  it('a call whose caller left during the check was aborted', async () => {
    const { chain } = chainAt(() => new Promise(() => {}))
    const stop = new AbortController()
    const call = chain.read('eth_call', [], stop.signal).catch((error) => error)
    stop.abort(new Error('left'))
    expect(await call).toBe(stop.signal.reason)
    expect(countsOf(chain)).toEqual({ 'eth_call aborted': 1 })
  })
})

describe('whether a development node serves it', () => {
  const fail = (error: Error) => () => {
    throw error
  }
  const refusal = (status: number) => new RpcFailure('refused', `answered HTTP ${status}`, false)

  it.each<[string, () => unknown]>([
    ['broke the connection', fail(lost())],
    ['was busy', fail(new RpcFailure('refused', 'answered HTTP 503', true))],
    ['answered nonsense', fail(new RpcFailure('nonsense', 'no JSON-RPC', true))],
  ])('a node that %s is asked again with the next write', async (_, failing) => {
    const { chain, asked } = chainAt((_method, before) =>
      before === 0 ? failing() : 'anvil/v1.7.1',
    )
    expect(await chain.isDevelopment()).toBe(false)
    expect(await chain.isDevelopment()).toBe(true)
    expect(await chain.isDevelopment()).toBe(true)
    expect(asked).toHaveLength(2)
  })

  it.each<[string, () => unknown]>([
    ['names another', () => 'Geth/v1.16.0'],
    ['names nothing', () => null],
    ['knows no such method', fail(new RpcAnswerError(-32601, 'no such method', null))],
    ['forbids it', fail(refusal(403))],
  ])('a node that %s has answered', async (_, answer) => {
    const { chain, asked } = chainAt(answer)
    for (let count = 0; count < 5; count++) expect(await chain.isDevelopment()).toBe(false)
    expect(asked).toHaveLength(1)
  })

  it('one that never answers the question is a public one after three times', async () => {
    const { chain, asked } = chainAt(fail(lost()))
    for (let count = 0; count < 6; count++) expect(await chain.isDevelopment()).toBe(false)
    expect(asked).toHaveLength(3)
    chain.forget()
    expect(await chain.isDevelopment()).toBe(false)
    expect(asked).toHaveLength(4)
  })
})
