// Owns decoding what a contract returned without keeping the event loop: the contract decides how much it is.

import { setImmediate } from 'node:timers/promises'
import { type Address, checksummed, spellAll, spelledPerTurn } from '../address.js'
import { ContractResultError } from '../errors.js'
import { AbiData } from './decode.js'

/**
 * Decodes returned data, given as hex digits without `0x`. Decoding itself is quick; hashing addresses for
 * their spelling is not, so many of them are spelled between two passes, a few per turn of the event loop.
 *
 * @throws {ContractResultError} when there is more of it than `bytesMax`, or it is not what the ABI declares
 */
export const decodeResult = async <T>(
  digits: string,
  bytesMax: number,
  decode: (data: AbiData) => T,
): Promise<T> => {
  const size = Math.ceil(digits.length / 2)
  if (size > bytesMax) {
    throw new ContractResultError(
      `${size} bytes were returned, and \`resultBytesMax\` of its policy is ${bytesMax}`,
    )
  }
  const left = new Set<string>()
  let spelled = 0
  const some = (address: string): Address => {
    if (spelled++ < spelledPerTurn) return checksummed(address)
    left.add(address)
    return `0x${address}`
  }
  const first = decode(new AbiData(digits, some))
  if (left.size === 0) return first
  // Each pass has a turn of its own.
  await setImmediate()
  const rest = await spellAll(left)
  await setImmediate()
  return decode(new AbiData(digits, (address) => rest.get(address) ?? checksummed(address)))
}
