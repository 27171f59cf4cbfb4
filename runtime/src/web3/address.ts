// Owns addresses: their check, their EIP-55 spelling, and a bounded memory of spellings.

import { setImmediate } from 'node:timers/promises'
import { getAddress } from './ethers.js'

/** `0x` and hex digits, two per byte. */
export type Hex = `0x${string}`
/** An account or a contract: `0x` and 40 hex digits. */
export type Address = `0x${string}`

/** Hashing costs some 15 us, so spellings are remembered; the memory is emptied when full. */
const spellingsMax = 16_384
const spellings = new Map<string, Address>()

const spell = (digits: string): Address => getAddress(`0x${digits}`) as Address

/** EIP-55 spelling of 40 lower case hex digits without `0x`. */
export const checksummed = (digits: string): Address => {
  const known = spellings.get(digits)
  if (known !== undefined) return known
  const spelled = spell(digits)
  if (spellings.size >= spellingsMax) spellings.clear()
  spellings.set(digits, spelled)
  return spelled
}

/** So many addresses are hashed before others get a turn: 4 ms, where it may be done at all. */
export const spelledPerTurn = 256

/** EIP-55 spellings of many addresses, a few per turn of the event loop; what is remembered stays. */
export const spellAll = async (all: Iterable<string>): Promise<ReadonlyMap<string, Address>> => {
  const spelled = new Map<string, Address>()
  for (const digits of all) {
    spelled.set(digits, spellings.get(digits) ?? spell(digits))
    if (spelled.size % spelledPerTurn === 0) await setImmediate()
  }
  return spelled
}

const addressPattern = /^0x[0-9a-fA-F]{40}$/

/**
 * True for an address in lower case, in upper case, or spelled as EIP-55 demands.
 *
 * @example isAddress('0x5FbDB2315678afecb367f032d93F642f64180aa3') // true
 */
export const isAddress = (value: unknown): value is Address => {
  if (typeof value !== 'string' || !addressPattern.test(value)) return false
  const digits = value.slice(2)
  const lower = digits.toLowerCase()
  return digits === lower || digits === digits.toUpperCase() || checksummed(lower) === value
}
