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

/**
 * What a caller may say about one read.
 *
 * @example await contracts.token.read.balanceOf(owner, { at: 19_000_000n, signal })
 */
export interface ReadOptions {
  /** Stops the call; it rejects with the signal's reason. */
  readonly signal?: AbortSignal
  /** Default `latest`. */
  readonly at?: BlockRef
  /** The account the contract sees as `msg.sender`. Default: none. */
  readonly from?: Address
}

/**
 * What a caller may say about one write; what is left out the node is asked for.
 *
 * @example await contracts.token.write.transfer({ to, value }, { gasLimit: 60_000n })
 */
export interface WriteOptions {
  /** Stops the call as long as nothing was sent. */
  readonly signal?: AbortSignal
  /** Takes the place of the estimate. */
  readonly gasLimit?: bigint
  /** Wei per unit of gas, tip included. */
  readonly maxFeePerGas?: bigint
  readonly maxPriorityFeePerGas?: bigint
}

/**
 * What a caller may say about one write of a payable function.
 *
 * @example await contracts.vault.write.deposit({ value: 10n ** 18n })
 */
export interface PayableOptions extends WriteOptions {
  /** Wei to send along. */
  readonly value?: bigint
}

/** The block parameter of `eth_call`. */
export const blockParameter = (at: BlockRef = 'latest'): unknown =>
  typeof at === 'bigint' ? toQuantity(at) : at
