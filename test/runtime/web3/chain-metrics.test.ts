// Owns the cases of what is told of chains in metrics.

import { expect, test } from 'vitest'
import { CallTimes } from '../../../runtime/src/web3/call-times.js'
import { chainFamilies } from '../../../runtime/src/web3/chain-metrics.js'
import type { ChainStatus } from '../../../runtime/src/web3/settings.js'

const chain = (id: number, circuit: ChainStatus['circuit'], ...seconds: number[]): ChainStatus => {
  const times = new CallTimes()
  for (const each of seconds) times.add('eth_call', 'ok', each)
  times.retried()
  return { id, circuit, calls: times.all(), retries: times.retries }
}

const valuesOf = (chains: readonly ChainStatus[]) =>
  new Map(
    chainFamilies(chains).flatMap(({ samples }) =>
      samples.map(({ name, labels, value }) => [`${name} ${JSON.stringify(labels)}`, value]),
    ),
  )

test('two endpoints of one chain are one chain: every sample once, counts added, the worse circuit', () => {
  const chains = [chain(1, 'closed', 0.02, 3), chain(1, 'open', 0.003), chain(8453, 'half-open')]
  const names = chainFamilies(chains).flatMap(({ samples }) =>
    samples.map(({ name, labels }) => `${name} ${JSON.stringify(labels)}`),
  )
  expect(new Set(names).size).toBe(names.length)
  const values = valuesOf(chains)
  const calls = '"rpc_system":"jsonrpc","rpc_method":"eth_call","chain_id":1,"outcome":"ok"}'
  const duration = 'rpc_client_call_duration_seconds'
  expect(values.get(`${duration}_count {${calls}`)).toBe(3)
  expect(values.get(`${duration}_sum {${calls}`)).toBeCloseTo(3.023)
  expect(values.get(`${duration}_bucket {"le":0.005,${calls}`)).toBe(1)
  expect(values.get(`${duration}_bucket {"le":0.025,${calls}`)).toBe(2)
  expect(values.get(`${duration}_bucket {"le":5,${calls}`)).toBe(3)
  expect(values.get('nexus_chain_circuit {"chain_id":1,"state":"open"}')).toBe(1)
  expect(values.get('nexus_chain_circuit {"chain_id":1,"state":"closed"}')).toBe(0)
  expect(values.get('nexus_chain_circuit {"chain_id":8453,"state":"half-open"}')).toBe(1)
  expect(values.get('nexus_chain_retries_total {"chain_id":1}')).toBe(2)
  expect(chainFamilies([])).toEqual([])
})
