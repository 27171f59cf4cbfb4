// Owns what a transaction pays: EIP-1559 fees, or a gas price where blocks have no base fee.

import { type Chain, contractErrorOf } from './chain.js'
import { ContractTransactionError, ContractUnavailableError } from './errors.js'
import type { WriteOptions } from './options.js'
import type { CallLimits } from './policy.js'
import { fromQuantity } from './quantity.js'
import { RpcAnswerError } from './rpc/failure.js'
import { refuseIfGone, type SeenBlock, seenBlock } from './seen-block.js'
import type { UnsignedTransaction } from './signer.js'

/** Tip where a node does not suggest one: 1.5 gwei. */
const tipDefault = 1_500_000_000n
const weiPerGwei = 1e9
/** Twice the base fee stays valid through six full blocks, each of which adds an eighth. */
const baseFeeHeadroom = 2n

/**
 * What a node says, where the policy of its contract allows it: a node that errs or lies must not empty an account.
 *
 * @throws {ContractTransactionError} beyond that
 */
export const bounded = (
  asked: bigint,
  what: string,
  setting: 'feePerGasMaxGwei' | 'priorityFeePerGasMaxGwei' | 'gasMax',
  limits: CallLimits,
): bigint => {
  const max = limits[setting]
  const unit = setting === 'gasMax' ? 1 : weiPerGwei
  if (Number(asked) <= max * unit) return asked
  const amount = unit === 1 ? `${asked}` : `${Number(asked) / unit} gwei`
  throw new ContractTransactionError(
    'transaction',
    `the node asks for ${what} of ${amount}, and \`${setting}\` of the policy is ${max}; nothing was sent`,
    `Raise \`policy.${setting}\` of the contract in nexus.config.ts if that is right, or see who runs the node.`,
  )
}

/** What a transaction pays, and the block that says so. */
export interface Fee {
  readonly fee: UnsignedTransaction['fee']
  readonly block: SeenBlock | null
}

/**
 * Asks the node for what the caller did not set.
 *
 * @throws {ContractTransactionError} when the node asks for more than the policy allows, or its chain went back
 */
export const feeFor = async (
  chain: Chain,
  limits: CallLimits,
  options: WriteOptions,
): Promise<Fee> => {
  const [latest, suggested] = await Promise.all([
    latestBlock(chain, options.signal),
    options.maxPriorityFeePerGas ?? suggestedTip(chain, options.signal),
  ])
  const fee = await feeAt(latest, suggested, chain, limits, options)
  return { fee, block: seenBlock(latest) }
}

const feeAt = async (
  { baseFeePerGas }: LatestBlock,
  suggested: bigint,
  chain: Chain,
  limits: CallLimits,
  options: WriteOptions,
): Promise<UnsignedTransaction['fee']> => {
  const { signal } = options
  const baseFee = baseFeePerGas === undefined ? null : fromQuantity(baseFeePerGas, 'the base fee')
  // Without a base fee nobody pays a tip.
  if (baseFee === null) {
    return { gasPrice: options.maxFeePerGas ?? (await gasPriceOf(chain, limits, signal)) }
  }
  const tip =
    options.maxPriorityFeePerGas ?? bounded(suggested, 'a tip', 'priorityFeePerGasMaxGwei', limits)
  const maxFeePerGas: bigint =
    options.maxFeePerGas ??
    bounded(baseFee * baseFeeHeadroom + tip, 'a fee per gas', 'feePerGasMaxGwei', limits)
  return { maxFeePerGas, maxPriorityFeePerGas: tip < maxFeePerGas ? tip : maxFeePerGas }
}

interface LatestBlock {
  readonly baseFeePerGas?: unknown
}

const latestBlock = async (chain: Chain, signal: AbortSignal | undefined): Promise<LatestBlock> => {
  const latest = await chain.read('eth_getBlockByNumber', ['latest', false], signal)
  if (typeof latest !== 'object' || latest === null) {
    throw new ContractUnavailableError('the node has no latest block')
  }
  await follow(chain, seenBlock(latest), signal)
  return latest
}

/** Another chain may have grown beyond the one that is gone, so a later block says no more than an earlier one. */
const follow = async (
  chain: Chain,
  block: SeenBlock | null,
  signal: AbortSignal | undefined,
): Promise<void> => {
  const { newest } = chain
  if (newest !== null && block !== null && block.hash !== newest.hash) {
    await refuseIfGone(chain, newest, signal)
    if (block.number < newest.number) return
  }
  chain.newest = block
}

const gasPriceOf = async (
  chain: Chain,
  limits: CallLimits,
  signal: AbortSignal | undefined,
): Promise<bigint> => {
  const price = fromQuantity(await chain.read('eth_gasPrice', [], signal), 'the gas price')
  return bounded(price, 'a gas price', 'feePerGasMaxGwei', limits)
}

const suggestedTip = async (chain: Chain, signal: AbortSignal | undefined): Promise<bigint> => {
  try {
    return fromQuantity(await chain.read('eth_maxPriorityFeePerGas', [], signal), 'the tip')
  } catch (error) {
    if (error instanceof RpcAnswerError) return tipDefault
    throw contractErrorOf(error)
  }
}
