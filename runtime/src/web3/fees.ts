// Owns what a transaction pays: EIP-1559 fees, or a gas price where blocks have no base fee.

import { type Chain, contractErrorOf } from './chain.js'
import { ContractUnavailableError } from './errors.js'
import type { WriteOptions } from './options.js'
import { fromQuantity } from './quantity.js'
import { RpcAnswerError } from './rpc/failure.js'
import type { UnsignedTransaction } from './signer.js'

/** Tip where a node does not suggest one: 1.5 gwei. */
const tipDefault = 1_500_000_000n
/** Twice the base fee stays valid through six full blocks, each of which adds an eighth. */
const baseFeeHeadroom = 2n

/** Asks the node for what the caller did not set. */
export const feeFor = async (
  chain: Chain,
  options: WriteOptions,
): Promise<UnsignedTransaction['fee']> => {
  const { signal } = options
  const [baseFee, tip] = await Promise.all([
    baseFeeOf(chain, signal),
    options.maxPriorityFeePerGas ?? suggestedTip(chain, signal),
  ])
  if (baseFee === null) {
    const price = await chain.read('eth_gasPrice', [], signal)
    return { gasPrice: options.maxFeePerGas ?? fromQuantity(price, 'the gas price') }
  }
  const maxFeePerGas = options.maxFeePerGas ?? baseFee * baseFeeHeadroom + tip
  return { maxFeePerGas, maxPriorityFeePerGas: tip < maxFeePerGas ? tip : maxFeePerGas }
}

const baseFeeOf = async (chain: Chain, signal: AbortSignal | undefined): Promise<bigint | null> => {
  const block = await chain.read('eth_getBlockByNumber', ['latest', false], signal)
  if (typeof block !== 'object' || block === null) {
    throw new ContractUnavailableError('the node has no latest block')
  }
  const { baseFeePerGas } = block as { baseFeePerGas?: unknown }
  return baseFeePerGas === undefined ? null : fromQuantity(baseFeePerGas, 'the base fee')
}

const suggestedTip = async (chain: Chain, signal: AbortSignal | undefined): Promise<bigint> => {
  try {
    return fromQuantity(await chain.read('eth_maxPriorityFeePerGas', [], signal), 'the tip')
  } catch (error) {
    if (error instanceof RpcAnswerError) return tipDefault
    throw contractErrorOf(error)
  }
}
