// Owns noticing that a chain went back: a development chain that was restarted or rolled back under a running server.
// Only a development node is asked. Public chains replace their newest block every day, and the nodes of a pool see it at
// different times: to forget the nonces there would send the next transaction with one that is taken.

import type { Hex } from './address.js'
import { ContractTransactionError } from './errors.js'
import { fromQuantity, toQuantity } from './quantity.js'

/** A block that was there. */
export interface SeenBlock {
  readonly number: bigint
  readonly hash: Hex
}

/** A chain, as far as it is asked here. */
interface AskedChain {
  isDevelopment(signal?: AbortSignal): Promise<boolean>
  read(method: string, params: readonly unknown[], signal?: AbortSignal): Promise<unknown>
  forget(): void
}

/** What a node said of a block; null where it does not name it by number and hash. */
export const seenBlock = (block: object): SeenBlock | null => {
  const { number, hash } = block as { readonly number?: unknown; readonly hash?: unknown }
  if (typeof hash !== 'string' || typeof number !== 'string') return null
  return { number: fromQuantity(number, 'the block number'), hash: hash as Hex }
}

/**
 * Forgets what is known of a development chain when a block is not there any more: nonces, code, the chain's id. On other
 * chains it does nothing.
 *
 * @throws {ContractTransactionError} in that case; the call can be made again
 */
export const refuseIfGone = async (
  chain: AskedChain,
  block: SeenBlock,
  signal: AbortSignal | undefined,
): Promise<void> => {
  if (!(await chain.isDevelopment(signal))) return
  if (await isThere(chain, block, signal)) return
  chain.forget()
  throw new ContractTransactionError(
    'transaction',
    `the chain went back: block ${block.number} is not the one that was there; nothing was sent`,
    'A development chain was restarted or rolled back: deploy its contracts again. The next call begins anew.',
  )
}

const isThere = async (
  chain: AskedChain,
  { number, hash }: SeenBlock,
  signal: AbortSignal | undefined,
): Promise<boolean> => {
  const found = await chain.read('eth_getBlockByNumber', [toQuantity(number), false], signal)
  return typeof found === 'object' && found !== null && seenBlock(found)?.hash === hash
}
