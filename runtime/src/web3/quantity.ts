// Owns JSON-RPC quantities: `0x` and hex digits without leading zeros (EIP-1474).

import type { Hex } from './address.js'
import { ContractUnavailableError } from './errors.js'

export const toQuantity = (value: bigint | number): Hex => `0x${value.toString(16)}`

/** @throws {ContractUnavailableError} when a node answers with anything else */
export const fromQuantity = (value: unknown, what: string): bigint => {
  if (typeof value !== 'string' || !/^0x[0-9a-fA-F]{1,64}$/.test(value)) {
    throw new ContractUnavailableError(`the node gave no number for ${what}`)
  }
  return BigInt(value)
}
