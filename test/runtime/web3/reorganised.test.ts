// Owns the cases of a public chain that replaces its newest block while a node of the pool is behind: no write is refused,
// and nonces go on. Development nodes are told apart by what they call themselves, which is asked for once.

import { Transaction } from 'ethers'
import { expect, it } from 'vitest'
import { RpcAnswerError, RpcFailure } from '../../../runtime/src/web3/rpc/failure.js'
import { contractSpec } from '../../../runtime/src/web3/spec.js'
import { linkTo, type Results, writable } from './instant-node.js'

const spec = contractSpec('Thing', [])

const block = (number: number, branch: string) => ({
  baseFeePerGas: '0x1',
  number: `0x${number.toString(16)}`,
  hash: `0x${branch.repeat(64)}`,
})

/** A node that has sent one transaction at block 10, and now sees another block 10 than then. */
const reorganised = (version: () => unknown, latest: number, chainId = 1) => {
  const nonces: number[] = []
  const asked: string[] = []
  const results: Results = {
    ...writable,
    eth_getBlockByNumber: ([number]) => {
      if (nonces.length === 0) return block(10, 'a')
      return number === 'latest' ? block(latest, 'b') : block(Number(number), 'b')
    },
    // It has not heard of what was sent.
    eth_getTransactionCount: () => '0x0',
    eth_sendRawTransaction: ([signed]) => nonces.push(Transaction.from(String(signed)).nonce),
    web3_clientVersion: () => {
      asked.push('web3_clientVersion')
      return version()
    },
  }
  const link = linkTo(results, {}, chainId)
  const write = () => link.write(spec, 'g()', () => '0xe2179b8e', {})
  return { write, nonces, asked }
}

const refusal = () => {
  throw new RpcAnswerError(-32601, 'the method does not exist', undefined)
}
const forbidden = () => {
  throw new RpcFailure('refused', 'answered HTTP 403', false)
}

it.each<[string, () => unknown]>([
  ['Geth', () => 'Geth/v1.14.12-stable/linux-amd64/go1.23.3'],
  ['one without a name', () => null],
  ['one that does not know the question', refusal],
  ['one that forbids it', forbidden],
])(
  '%s: every write goes out with the next nonce, and the node is asked once what it is',
  async (_, version) => {
    for (const latest of [9, 10, 11]) {
      const { write, nonces, asked } = reorganised(version, latest)
      for (let count = 0; count < 4; count++) await write()
      expect(nonces).toEqual([0, 1, 2, 3])
      expect(asked).toHaveLength(1)
    }
  },
)

it.each<[string, number]>([
  ['anvil/v1.2.3', 1],
  ['HardhatNetwork/2.22.0', 1],
  ['Ganache/v7.9.2', 1],
  // What `geth --dev` says of itself, and where.
  ['Geth/v1.14.12-stable/linux-amd64/go1.23.3', 1337],
])('%s (chain %i) has no such days: the chain is another one', async (version, chainId) => {
  for (const latest of [9, 10, 11]) {
    const { write, nonces, asked } = reorganised(() => version, latest, chainId)
    await write()
    await expect(write()).rejects.toMatchObject({ code: 'transaction' })
    expect(nonces).toEqual([0])
    expect(asked).toHaveLength(1)
  }
})
