// Owns what a generated client calls: reads and writes of one contract at one address.

import type { Account } from './account.js'
import type { Address, Hex } from './address.js'
import { isUnfunded, refusedTransaction } from './broadcast.js'
import { type Chain, contractErrorOf } from './chain.js'
import type { AbiData } from './codec/decode.js'
import { decodeResult } from './codec/result.js'
import { mayHaveFunction } from './deployed-code.js'
import {
  type CallPlace,
  ContractResultError,
  ContractSetupError,
  ContractUnavailableError,
  isContractError,
} from './errors.js'
import { bounded, feeFor } from './fees.js'
import { blockParameter, type PayableOptions, type ReadOptions } from './options.js'
import type { CallLimits } from './policy.js'
import { fromQuantity, toQuantity } from './quantity.js'
import { type TransactionReceipt, type WaitOptions, waitAt } from './receipt.js'
import { revertDataOf } from './rpc/revert-data.js'
import { type ContractSpec, revertError } from './spec.js'

/** Gas beyond the estimate, which is exact only for the state it was made on: a fifth. */
const gasHeadroomDivisor = 5n

/** A transaction that the node has accepted; it may still be dropped or revert. */
export interface SentTransaction<Events = Record<never, never>> {
  readonly hash: Hex
  readonly nonce: number
  /**
   * Waits until it is mined.
   *
   * @throws {ContractRevertError} when it reverted, with the contract's own error
   * @throws {ContractPendingError} when it was not mined in time
   */
  wait(options?: WaitOptions): Promise<TransactionReceipt<Events>>
}

/** One contract on one chain; generated clients are built on it. */
export interface ContractLink {
  readonly address: Address | null
  /** Calls a function that changes nothing and decodes what it returns. */
  read<T>(
    spec: ContractSpec,
    signature: string,
    encode: () => Hex,
    decode: (data: AbiData) => T,
    options?: ReadOptions,
  ): Promise<T>
  /** Signs and sends a transaction. */
  write<Events>(
    spec: ContractSpec<Events>,
    signature: string,
    encode: () => Hex,
    options?: PayableOptions,
  ): Promise<SentTransaction<Events>>
}

export interface LinkParts {
  /** Key in nexus.config.ts, for messages. */
  readonly key: string
  readonly chain: Chain
  /** What an answer and a transaction of this contract may cost. */
  readonly limits: CallLimits
  /** null: not configured; a call says so. */
  readonly address: Address | null
  readonly account: Account | null
}

/** What a link is made of, and what was seen at its address since the node was last lost. */
interface Link extends LinkParts {
  hasCode: boolean
  /** Whether the code there may have a function, by selector; of those that reverted without data. */
  readonly functions: Map<string, boolean>
}

export const contractLink = (given: LinkParts): ContractLink => {
  const parts: Link = { ...given, hasCode: false, functions: new Map() }
  parts.chain.onLost(() => {
    parts.hasCode = false
    parts.functions.clear()
  })
  return linkTo(parts)
}

const linkTo = (parts: Link): ContractLink => ({
  address: parts.address,
  read: (spec, signature, encode, decode, options = {}) => {
    const place = { contract: spec.name, signature }
    return placed(parts, spec, place, encode, options, (data) => read(parts, data, decode, options))
  },
  write: (spec, signature, encode, options = {}) => {
    const place = { contract: spec.name, signature }
    return placed(parts, spec, place, encode, options, (data) =>
      write(parts, spec, place, data, options),
    )
  },
})

/** Every failure becomes a contract error that names the call; aborts pass as they are. */
const placed = async <T>(
  parts: Link,
  spec: ContractSpec,
  place: CallPlace,
  encode: () => Hex,
  { signal }: ReadOptions | PayableOptions,
  call: (data: Hex) => Promise<T>,
): Promise<T> => {
  let data: Hex = '0x'
  try {
    data = encode()
    return await call(data)
  } catch (error) {
    const reverted = revertDataOf(error)
    const isMistaken = reverted === '0x' && !(await mayHave(parts, data.slice(0, 10), signal))
    const known = isMistaken
      ? withoutFunction(parts)
      : reverted === null
        ? contractErrorOf(error)
        : revertError(spec, reverted)
    throw isContractError(known) ? known.at(place).on(parts.chain.id) : known
  }
}

/** What a contract does with a call of a function that it does not have: it reverts, and gives no data. */
const mayHave = async (
  { chain, address, functions }: Link,
  selector: string,
  signal: AbortSignal | undefined,
): Promise<boolean> => {
  const known = functions.get(selector)
  if (known !== undefined) return known
  try {
    const code = await chain.read('eth_getCode', [address, 'latest'], signal)
    const found = typeof code !== 'string' || mayHaveFunction(code, selector)
    functions.set(selector, found)
    return found
  } catch {
    // That the call reverted is the news, not that nobody could look why.
    return true
  }
}

const withoutFunction = ({ address }: LinkParts): ContractResultError =>
  new ContractResultError(
    `reverted without data: the code at ${address} does not have this function`,
  )

const read = async <T>(
  parts: LinkParts,
  data: Hex,
  decode: (data: AbiData) => T,
  options: ReadOptions,
): Promise<T> => {
  const { signal, at, from } = options
  const call = { to: addressOf(parts), data, ...(from ? { from } : {}) }
  const result = await parts.chain.read('eth_call', [call, blockParameter(at)], signal)
  if (typeof result !== 'string' || !result.startsWith('0x')) {
    throw new ContractUnavailableError('the node returned no data')
  }
  try {
    return await decodeResult(result.slice(2), parts.limits.resultBytesMax, decode)
  } catch (error) {
    if (result.length > 2) throw error
    throw new ContractResultError('nothing was returned: there is no contract at this address')
  }
}

const write = async <Events>(
  parts: Link,
  spec: ContractSpec<Events>,
  place: CallPlace,
  data: Hex,
  options: PayableOptions,
): Promise<SentTransaction<Events>> => {
  const { chain, limits } = parts
  const account = accountOf(parts)
  const { signal, value = 0n } = options
  const call = { to: addressOf(parts), data, value }
  const [, gasLimit, { fee, block }] = await Promise.all([
    checkCode(parts, call.to, signal),
    options.gasLimit ?? estimateGas(parts, account.address, call, signal),
    feeFor(chain, limits, options),
  ])
  const draft = { chainId: chain.id, ...call, gasLimit, fee }
  const { hash, nonce } = await account.send(draft, block, signal)
  const { resultBytesMax } = limits
  const sent = { hash, from: account.address, ...call, gasLimit, spec, place, resultBytesMax }
  return { hash, nonce, wait: (wait) => waitAt<Events>(chain, sent, wait) }
}

/** A transaction to an address without code succeeds, does nothing, and keeps the value: asked for once. */
const checkCode = async (
  parts: Link,
  address: Address,
  signal: AbortSignal | undefined,
): Promise<void> => {
  if (parts.hasCode) return
  const code = await parts.chain.read('eth_getCode', [address, 'latest'], signal)
  if (typeof code !== 'string' || !code.startsWith('0x')) {
    throw new ContractUnavailableError('the node gave no code for the address')
  }
  if (code === '0x') throw withoutCode(parts)
  parts.hasCode = true
}

const withoutCode = ({ key, chain }: LinkParts): ContractSetupError =>
  new ContractSetupError(
    `there is no contract at contracts.${key}.address on chain ${chain.id}; nothing was sent`,
    `Set contracts.${key}.address to the address that the contract was deployed to, on that chain.`,
  )

interface Call {
  readonly to: Address
  readonly data: Hex
  readonly value: bigint
}

/** A call that would revert fails here, before it has a nonce. */
const estimateGas = async (
  { chain, limits }: Link,
  from: Address,
  call: Call,
  signal: AbortSignal | undefined,
): Promise<bigint> => {
  const request = { from, to: call.to, data: call.data, value: toQuantity(call.value) }
  const estimate = chain.read('eth_estimateGas', [request], signal).catch((error) => {
    throw isUnfunded(error) ? refusedTransaction(error) : error
  })
  const gas = fromQuantity(await estimate, 'the gas estimate')
  return bounded(gas + gas / gasHeadroomDivisor, 'gas', 'gasMax', limits)
}

const addressOf = ({ key, address }: LinkParts): Address => {
  if (address) return address
  throw new ContractSetupError(
    `contracts.${key}.address is not set`,
    `Set the address of the deployed contract: contracts.${key}.address in nexus.config.ts.`,
  )
}

const accountOf = ({ key, account }: LinkParts): Account => {
  if (account) return account
  throw new ContractSetupError(
    `contracts.${key}.signer is not set, and a transaction has to be signed`,
    `Set the signer's private key from the environment: contracts.${key}.signer: env("SIGNER_KEY").`,
  )
}
