// Owns waiting for a transaction: its receipt, its confirmations, and why it was reverted.

import { setImmediate } from 'node:timers/promises'
import type { Address, Hex } from './address.js'
import { checksummed, spelledPerTurn } from './address.js'
import { type Chain, contractErrorOf } from './chain.js'
import {
  type CallPlace,
  ContractPendingError,
  ContractUnavailableError,
  isContractError,
} from './errors.js'
import { eventsOf, type LoggedEvent, type TransactionLog } from './events.js'
import { fromQuantity, toQuantity } from './quantity.js'
import { revertDataOf } from './rpc/revert-data.js'
import { type ContractSpec, revertError } from './spec.js'

/** How often the node is asked: soon at first, then ever less. */
const pollFirstMs = 50
const pollMaxMs = 2_000
const pollGrowth = 1.5

/** A transaction that was mined and did what it should. */
export interface TransactionReceipt<Events = Record<never, never>> {
  readonly hash: Hex
  readonly blockNumber: bigint
  readonly blockHash: Hex
  readonly gasUsed: bigint
  /** What all contracts logged in it, not decoded. */
  readonly logs: readonly TransactionLog[]
  /** What the called contract logged, in its order, as far as its ABI has it. */
  readonly events: readonly LoggedEvent<Events>[]
}

/**
 * How long, and for how many blocks, `wait` of a sent transaction waits.
 *
 * @example await sent.wait({ confirmations: 3, timeoutMs: 120_000 })
 */
export interface WaitOptions {
  /** Ends the wait: it rejects with a `ContractPendingError`, whose `cause` is the signal's reason. */
  readonly signal?: AbortSignal
  /** Default: `receiptTimeoutMs` of the policy, 20 s. */
  readonly timeoutMs?: number
  /** Blocks that hold the transaction or build on it. Default 1. */
  readonly confirmations?: number
}

/** The call that a transaction made, to ask for the reason when it was reverted. */
export interface SentCall {
  readonly hash: Hex
  readonly from: Address
  readonly to: Address
  readonly data: Hex
  readonly value: bigint
  readonly gasLimit: bigint
  readonly spec: ContractSpec
  readonly place: CallPlace
  /** What is longer, topics and data of one log, is not decoded. */
  readonly resultBytesMax: number
}

/**
 * @throws {ContractRevertError} when the transaction was mined and reverted
 * @throws {ContractPendingError} when it was not seen mined in time, or the wait was given up
 */
const waitForReceipt = async <Events>(
  chain: Chain,
  call: SentCall,
  options: WaitOptions = {},
): Promise<TransactionReceipt<Events>> => {
  const { timeoutMs = chain.policy.receiptTimeoutMs, confirmations = 1, signal } = options
  const end = chain.clock.now() + timeoutMs
  let cause: unknown
  for (let waitMs = pollFirstMs; ; waitMs = Math.min(waitMs * pollGrowth, pollMaxMs)) {
    try {
      const raw = await receiptOf(chain, call.hash, signal)
      if (raw && hasReverted(raw)) {
        throw await revertOf(chain, call, raw)
      }
      if (raw && (await isConfirmed(chain, raw, confirmations, signal)))
        return await parse<Events>(raw, call)
    } catch (error) {
      // The transaction is sent, whatever becomes of the node: it is asked again while there is time.
      if (signal?.aborted) throw givenUp(call, signal)
      if (!isPassing(error)) throw error
      cause = error
    }
    if (chain.clock.now() + waitMs > end) {
      const options = cause === undefined ? undefined : { cause }
      throw new ContractPendingError(call.hash, `was not mined within ${timeoutMs} ms`, options)
    }
    await sleep(chain, waitMs, signal)
    if (signal?.aborted) throw givenUp(call, signal)
  }
}

/** Whoever stops waiting has sent it all the same: its hash is what is left of the call. */
const givenUp = ({ hash }: SentCall, { reason }: AbortSignal): ContractPendingError =>
  new ContractPendingError(hash, 'was not seen mined when the wait for it was given up', {
    cause: reason,
  })

const isPassing = (error: unknown): boolean => {
  const known = contractErrorOf(error)
  return isContractError(known) && ['unavailable', 'timeout', 'rpc'].includes(known.code)
}

type RawReceipt = Readonly<Record<string, unknown>>

const receiptOf = async (
  chain: Chain,
  hash: Hex,
  signal: AbortSignal | undefined,
): Promise<RawReceipt | null> => {
  const raw = await chain.read('eth_getTransactionReceipt', [hash], signal)
  if (raw === null) return null
  if (typeof raw !== 'object') throw new ContractUnavailableError('the node gave no receipt')
  const receipt = raw as RawReceipt
  if (hexOf(receipt.transactionHash, 'the transaction hash').toLowerCase() !== hash) {
    throw new ContractUnavailableError('the node gave the receipt of another transaction')
  }
  return receipt
}

const hasReverted = ({ status }: RawReceipt): boolean => {
  const given = fromQuantity(status, 'the status')
  if (given > 1n)
    throw new ContractUnavailableError('the node gave a status that is neither 0 nor 1')
  return given === 0n
}

const isConfirmed = async (
  chain: Chain,
  raw: RawReceipt,
  confirmations: number,
  signal: AbortSignal | undefined,
): Promise<boolean> => {
  if (confirmations <= 1) return true
  const head = fromQuantity(await chain.read('eth_blockNumber', [], signal), 'the block number')
  return head - fromQuantity(raw.blockNumber, 'the block number') + 1n >= BigInt(confirmations)
}

const hexOf = (value: unknown, what: string): Hex => {
  if (typeof value === 'string' && /^0x(?:[0-9a-fA-F]{2})*$/.test(value)) return value as Hex
  throw new ContractUnavailableError(`the node gave no hex data for ${what}`)
}

const parse = async <Events>(
  raw: RawReceipt,
  call: SentCall,
): Promise<TransactionReceipt<Events>> => {
  const logs = await parseLogs(raw.logs)
  return {
    hash: hexOf(raw.transactionHash, 'the transaction hash'),
    blockNumber: fromQuantity(raw.blockNumber, 'the block number'),
    blockHash: hexOf(raw.blockHash, 'the block hash'),
    gasUsed: fromQuantity(raw.gasUsed, 'the gas used'),
    logs,
    events: await eventsOf<Events>(logs, call),
  }
}

/** A few per turn of the event loop: what a contract logs may be very much. */
const parseLogs = async (raw: unknown): Promise<TransactionLog[]> => {
  if (!Array.isArray(raw)) throw new ContractUnavailableError('the node gave no logs')
  const logs: TransactionLog[] = []
  for (const log of raw) {
    logs.push(parseLog(log))
    if (logs.length % spelledPerTurn === 0) await setImmediate()
  }
  return logs
}

const parseLog = (raw: unknown): TransactionLog => {
  if (typeof raw !== 'object' || raw === null) {
    throw new ContractUnavailableError('the node gave a log that is no object')
  }
  const { address, topics, data } = raw as RawReceipt
  return {
    address: addressOf(address),
    topics: Array.isArray(topics) ? topics.map((topic) => hexOf(topic, 'a topic')) : [],
    data: hexOf(data, 'the data of a log'),
  }
}

const addressOf = (value: unknown): Address => {
  const digits = hexOf(value, 'the address of a log').slice(2).toLowerCase()
  if (digits.length === 40) return checksummed(digits)
  throw new ContractUnavailableError('the node gave no address for a log')
}

/** A receipt holds no reason: the call is made again on the state before its block. */
const revertOf = async (chain: Chain, call: SentCall, raw: RawReceipt): Promise<Error> => {
  const before = fromQuantity(raw.blockNumber, 'the block number') - 1n
  const { from, to, data } = call
  const value = toQuantity(call.value)
  const gas = toQuantity(call.gasLimit)
  let reason = '0x'
  try {
    await chain.read('eth_call', [{ from, to, data, value, gas }, toQuantity(before)])
  } catch (error) {
    reason = revertDataOf(error) ?? '0x'
  }
  return revertError(call.spec, reason, call.hash).at(call.place).on(chain.id)
}

/** Ends early when the signal aborts. */
const sleep = (chain: Chain, waitMs: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve) => {
    const leave = () => {
      cancel()
      resolve()
    }
    const cancel = chain.clock.after(waitMs, () => {
      signal?.removeEventListener('abort', leave)
      resolve()
    })
    if (signal?.aborted) leave()
    else signal?.addEventListener('abort', leave, { once: true })
  })

/** As `waitForReceipt`; a transaction that is not seen in time names its call, as one that reverted does. */
export const waitAt = async <Events>(
  chain: Chain,
  call: SentCall,
  options: WaitOptions | undefined,
): Promise<TransactionReceipt<Events>> => {
  try {
    return await waitForReceipt<Events>(chain, call, options)
  } catch (error) {
    const known = contractErrorOf(error)
    if (isContractError(known)) known.on(chain.id)
    throw known instanceof ContractPendingError ? known.at(call.place) : known
  }
}
