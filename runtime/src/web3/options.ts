// Owns what a caller may say about one read or write.

import type { Address, Hex } from './address.js'
import { toQuantity } from './quantity.js'

/** A block to read at: a tag, a number, or a hash (EIP-1898). */
export type BlockRef =
  | 'latest'
  | 'safe'
  | 'finalized'
  | 'pending'
  | 'earliest'
  | bigint
  | { readonly blockHash: Hex }

export interface ReadOptions {
  /** Stops the call; it rejects with the signal's reason. */
  readonly signal?: AbortSignal
  /** Default `latest`. */
  readonly at?: BlockRef
  /** The account the contract sees as `msg.sender`. Default: none. */
  readonly from?: Address
}

export interface WriteOptions {
  /** Stops the call as long as nothing was sent. */
  readonly signal?: AbortSignal
  /** Takes the place of the estimate. */
  readonly gasLimit?: bigint
  /** Wei per unit of gas, tip included. */
  readonly maxFeePerGas?: bigint
  readonly maxPriorityFeePerGas?: bigint
}

export interface PayableOptions extends WriteOptions {
  /** Wei to send along. */
  readonly value?: bigint
}

/** The block parameter of `eth_call`. */
export const blockParameter = (at: BlockRef = 'latest'): unknown =>
  typeof at === 'bigint' ? toQuantity(at) : at
