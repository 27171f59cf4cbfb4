// How much a contract may return: decoding it never keeps the event loop, and has an end.

import { getAddress } from 'ethers'
import { expect, it } from 'vitest'
import { addressAt, lengthAt } from '../../../runtime/src/web3/codec/decode.js'
import type { ContractLink } from '../../../runtime/src/web3/link.js'
import type { CallPolicySettings } from '../../../runtime/src/web3/policy.js'
import { contractSpec, revertError } from '../../../runtime/src/web3/spec.js'
import { linkTo, writable } from './instant-node.js'

const spec = contractSpec('List', [])
const blockHash = `0x${'ab'.repeat(32)}`
const word = (value: number | string): string => value.toString(16).padStart(64, '0')
const digitsOf = (index: number): string => index.toString(16).padStart(40, 'abcdef')

const readAddresses = (link: ContractLink): Promise<string[]> =>
  link.read(
    spec,
    'addrs()',
    () => '0x26121ff0',
    (data) =>
      Array.from({ length: lengthAt(data, 32, 32) }, (_, index) =>
        addressAt(data, 64 + index * 32),
      ),
  )

const returned = (count: number): string =>
  `0x${word(32)}${word(count)}${Array.from({ length: count }, (_, index) => word(digitsOf(index))).join('')}`

/** How many turns the event loop took while `work` was under way. */
const turnsDuring = async <T>(work: Promise<T>): Promise<{ result: T; turns: number }> => {
  let turns = 0
  let over = false
  const count = () => {
    turns++
    if (!over) setImmediate(count)
  }
  setImmediate(count)
  try {
    return { result: await work, turns }
  } finally {
    over = true
  }
}

it('spells many addresses in turns, each as EIP-55 says', async () => {
  const count = 20_000
  const link = linkTo({ eth_call: () => returned(count) })
  const { result, turns } = await turnsDuring(readAddresses(link))
  expect(result.map((item) => item.toLowerCase())).toEqual(
    Array.from({ length: count }, (_, index) => `0x${digitsOf(index)}`),
  )
  // Some are spelled while decoding, the rest between two passes.
  for (const index of [0, 255, 256, 257, count - 1]) {
    expect(result[index]).toBe(getAddress(`0x${digitsOf(index)}`))
  }
  expect(turns).toBeGreaterThan(70)
})

it('refuses more than `resultBytesMax`, which a policy may raise', async () => {
  const most = 1024 * 1024
  const sizeOf = (bytes: number, policy: CallPolicySettings = {}) =>
    linkTo({ eth_call: () => `0x${'00'.repeat(bytes)}` }, policy).read(
      spec,
      'f()',
      () => '0x00',
      (data) => data.size,
    )
  expect(await sizeOf(most)).toBe(most)
  await expect(sizeOf(most + 32)).rejects.toMatchObject({
    code: 'result',
    message: expect.stringContaining('1048608 bytes were returned'),
  })
  expect(await sizeOf(most + 32, { resultBytesMax: 2 * most })).toBe(most + 32)
})

it('keeps no more of revert data than it decodes', () => {
  const error = revertError(spec, `0x08c379a0${'00'.repeat(1024 * 1024)}`)
  expect(error.message).toBe('reverted with more than 16384 bytes')
  expect(error.data).toHaveLength(2 + 2 * 16_384)
})

it('takes the logs of a receipt in turns', async () => {
  const logs = Array.from({ length: 20_000 }, (_, index) => ({
    address: `0x${digitsOf(index)}`,
    topics: [],
    data: '0x',
  }))
  const mined = { blockHash, blockNumber: '0x1', gasUsed: '0x1', status: '0x1', logs }
  const link = linkTo({
    ...writable,
    eth_getTransactionReceipt: ([transactionHash]) => ({ ...mined, transactionHash }),
  })
  const sent = await link.write(spec, 'g()', () => '0xe2179b8e')
  const { result, turns } = await turnsDuring(sent.wait())
  expect(result.logs[300]?.address).toBe(getAddress(`0x${digitsOf(300)}`))
  expect(result.logs).toHaveLength(20_000)
  expect(turns).toBeGreaterThan(70)
})
