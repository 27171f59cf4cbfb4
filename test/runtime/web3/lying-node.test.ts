// What a node that errs or lies makes of a write: nothing is signed beyond the policy, every error is a ContractError.

import { Transaction } from 'ethers'
import { describe, expect, it } from 'vitest'
import { createLog } from '../../../runtime/src/observe/log.js'
import { contractProblem, isContractError } from '../../../runtime/src/web3/index.js'
import type { PayableOptions } from '../../../runtime/src/web3/options.js'
import type { CallPolicySettings } from '../../../runtime/src/web3/policy.js'
import { contractSpec } from '../../../runtime/src/web3/spec.js'
import { linkTo, type Results, writable } from './instant-node.js'

const spec = contractSpec('Thing', [])
const hex = (value: bigint): string => `0x${value.toString(16)}`
const gwei = 10n ** 9n
const huge = hex(2n ** 256n - 1n)

interface Case {
  readonly results?: Results
  readonly policy?: CallPolicySettings
  readonly options?: PayableOptions
}

/** What was broadcast by a write, or the error it rejected with. */
const written = async ({ results = {}, policy = {}, options = {} }: Case) => {
  const bytes: string[] = []
  const keep = ([signed]: readonly unknown[]) => bytes.push(String(signed))
  const link = linkTo({ ...writable, eth_sendRawTransaction: keep, ...results }, policy)
  const write = link.write(spec, 'g()', () => '0xe2179b8e', options)
  const error: unknown = await write.then(
    () => null,
    (reason: unknown) => reason,
  )
  return { error, sent: bytes.map((signed) => Transaction.from(signed)) }
}

const baseFee = (wei: bigint): Results => ({
  eth_getBlockByNumber: () => ({ baseFeePerGas: hex(wei) }),
})
const tip = (wei: bigint): Results => ({ eth_maxPriorityFeePerGas: () => hex(wei) })
const gas = (amount: bigint): Results => ({ eth_estimateGas: () => hex(amount) })
const price = (wei: bigint): Results => ({
  eth_getBlockByNumber: () => ({}),
  eth_gasPrice: () => hex(wei),
})

describe('what a node asks for is bounded by the policy', () => {
  it.each<[string, Results, Results, CallPolicySettings, PayableOptions]>([
    [
      'feePerGasMaxGwei',
      { ...baseFee(450n * gwei), ...tip(100n * gwei) },
      { ...baseFee(451n * gwei), ...tip(100n * gwei) },
      { feePerGasMaxGwei: 1002 },
      { maxFeePerGas: 5000n * gwei },
    ],
    [
      'feePerGasMaxGwei',
      price(1000n * gwei),
      price(1001n * gwei),
      { feePerGasMaxGwei: 1001 },
      { maxFeePerGas: 1n },
    ],
    [
      'priorityFeePerGasMaxGwei',
      tip(200n * gwei),
      tip(201n * gwei),
      { priorityFeePerGasMaxGwei: 201 },
      { maxPriorityFeePerGas: 201n * gwei },
    ],
    [
      'gasMax',
      gas(25_000_000n),
      gas(25_000_001n),
      { gasMax: 30_000_001 },
      { gasLimit: 31_000_000n },
    ],
  ])('%s', async (setting, most, beyond, policy, options) => {
    expect(await written({ results: most })).toMatchObject({ error: null, sent: [{ nonce: 0 }] })
    const { error, sent } = await written({ results: beyond })
    expect(error).toMatchObject({ code: 'transaction', message: expect.stringContaining(setting) })
    expect(contractProblem(error)?.status).toBe(503)
    expect(sent).toEqual([])
    expect((await written({ results: beyond, policy })).sent).toHaveLength(1)
    // What the caller sets is the caller's own decision.
    expect((await written({ results: beyond, options })).sent).toHaveLength(1)
  })
})

describe('a write rejects with a ContractError that can be printed', () => {
  it('with what the signature lacks as its cause, for the log', async () => {
    const { error } = await written({ options: { value: -1n, gasLimit: 1n } })
    expect(error).toMatchObject({ cause: { code: 'NUMERIC_FAULT' } })
    const lines: string[] = []
    createLog('info', { write: (line) => void lines.push(line) }).error({ err: error }, 'failed')
    expect(lines.join()).toContain('unsigned value cannot be negative')
  })

  it.each<[string, Case, string]>([
    ['a huge nonce', { results: { eth_getTransactionCount: () => huge } }, 'unavailable'],
    ['a huge tip', { results: { eth_maxPriorityFeePerGas: () => huge } }, 'transaction'],
    ['a huge estimate', { results: { eth_estimateGas: () => huge } }, 'transaction'],
    ['a huge base fee', { results: baseFee(2n ** 160n) }, 'transaction'],
    ['no code', { results: { eth_getCode: () => null } }, 'unavailable'],
    ['a negative value', { options: { value: -1n, gasLimit: 1n } }, 'transaction'],
    ['a negative fee', { options: { maxFeePerGas: -1n } }, 'transaction'],
  ])('for %s', async (_, given, code) => {
    const { error, sent } = await written(given)
    expect(isContractError(error) && error.code).toBe(code)
    expect(JSON.stringify(error)).toContain(code)
    expect(sent).toEqual([])
  })
})

describe('a receipt that cannot be is none', () => {
  const block = `0x${'ab'.repeat(32)}`
  const good = { blockHash: block, blockNumber: '0x1', gasUsed: '0x1', status: '0x1', logs: [] }
  const log = { address: `0x${'11'.repeat(20)}`, topics: [], data: '0x' }

  it.each<[string, object]>([
    ['of another transaction', { transactionHash: block }],
    ['with a status of 2', { status: '0x2' }],
    ['with a log that is null', { logs: [null] }],
    ['with logs that are none', { logs: null }],
    ['with a log of a short address', { logs: [{ ...log, address: '0x12' }] }],
  ])('%s', async (_, wrong) => {
    let given: object = wrong
    const link = linkTo({
      ...writable,
      eth_getTransactionReceipt: ([transactionHash]) => ({ ...good, transactionHash, ...given }),
    })
    const sent = await link.write(spec, 'g()', () => '0xe2179b8e')
    await expect(sent.wait({ timeoutMs: 1 })).rejects.toMatchObject({
      code: 'pending',
      transactionHash: sent.hash,
      cause: { code: 'unavailable' },
    })
    given = { logs: [log] }
    expect(await sent.wait()).toMatchObject({ hash: sent.hash, logs: [log] })
  })
})
