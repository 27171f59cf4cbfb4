// Owns the primitives of ABI encoding that generated code is made of: one value in, hex digits out.
// Words are 64 digits without `0x`; a tail is a length word and its padded bytes.

import { type Address, type Hex, isAddress } from '../address.js'
import { ContractArgumentError } from '../errors.js'

const zeros = '0'.repeat(64)
/** 2^(8 i) at index i: one past the largest uint of i bytes. */
const powers = Array.from({ length: 33 }, (_, bytes) => 1n << BigInt(bytes * 8))
const powerOf = (bits: number): bigint => powers[bits >> 3] ?? 0n
const wordPower = 1n << 256n

const refuse = (label: string, reason: string): never => {
  throw new ContractArgumentError(label, reason)
}

/** `uint56` to `uint256`. */
export const uintWord = (value: bigint, bits: number, label: string): string => {
  if (typeof value !== 'bigint') return refuse(label, 'must be a bigint')
  if (value < 0n || value >= powerOf(bits)) return refuse(label, `does not fit uint${bits}`)
  return value.toString(16).padStart(64, '0')
}

/** `uint8` to `uint48`, which a JavaScript number holds. */
export const smallUintWord = (value: number, bits: number, label: string): string => {
  if (!Number.isInteger(value)) return refuse(label, 'must be an integer')
  if (value < 0 || value >= 2 ** bits) return refuse(label, `does not fit uint${bits}`)
  return value.toString(16).padStart(64, '0')
}

/** `int56` to `int256`, in two's complement over the whole word. */
export const intWord = (value: bigint, bits: number, label: string): string => {
  if (typeof value !== 'bigint') return refuse(label, 'must be a bigint')
  const half = powerOf(bits) >> 1n
  if (value < -half || value >= half) return refuse(label, `does not fit int${bits}`)
  return (value < 0n ? wordPower + value : value).toString(16).padStart(64, '0')
}

/** `int8` to `int48`. */
export const smallIntWord = (value: number, bits: number, label: string): string => {
  if (!Number.isInteger(value)) return refuse(label, 'must be an integer')
  const half = 2 ** (bits - 1)
  if (value < -half || value >= half) return refuse(label, `does not fit int${bits}`)
  return intWord(BigInt(value), bits, label)
}

const falseWord = zeros
const trueWord = `${'0'.repeat(63)}1`

/**
 * `bool` as a word.
 *
 * @throws {ContractArgumentError} that names `label`
 */
export const boolWord = (value: boolean, label: string): string => {
  if (typeof value !== 'boolean') return refuse(label, 'must be a boolean')
  return value ? trueWord : falseWord
}

/** A mixed-case address has to carry its EIP-55 checksum: a typing error must not cost a token. */
export const addressWord = (value: Address, label: string): string => {
  if (!isAddress(value)) {
    return refuse(label, 'must be an address: 0x and 40 hex digits, with a right checksum if mixed')
  }
  return `000000000000000000000000${value.slice(2).toLowerCase()}`
}

const hexPattern = /^0x(?:[0-9a-fA-F]{2})*$/

/** `bytes1` to `bytes32`, and `function` as 24 bytes. */
export const fixedBytesWord = (value: Hex, size: number, label: string): string => {
  if (typeof value !== 'string' || value.length !== 2 + size * 2 || !hexPattern.test(value)) {
    return refuse(label, `must be 0x and ${size * 2} hex digits`)
  }
  return value.slice(2).toLowerCase().padEnd(64, '0')
}

/** An offset or a length that generated code computed. */
export const countWord = (value: number): string => value.toString(16).padStart(64, '0')

const tailOf = (digits: string): string => {
  const rest = digits.length % 64
  const word = countWord(digits.length / 2)
  return rest === 0 ? word + digits : word + digits + zeros.slice(rest)
}

/**
 * `bytes`: length and content, padded to words.
 *
 * @throws {ContractArgumentError} that names `label`
 */
export const bytesTail = (value: Hex, label: string): string => {
  if (typeof value !== 'string' || !hexPattern.test(value)) {
    return refuse(label, 'must be 0x and an even number of hex digits')
  }
  return tailOf(value.slice(2).toLowerCase())
}

const surrogatePattern = /\p{Surrogate}/u

/** UTF-8; a lone surrogate has none and is refused rather than replaced. */
export const stringTail = (value: string, label: string): string => {
  if (typeof value !== 'string') return refuse(label, 'must be a string')
  if (surrogatePattern.test(value))
    return refuse(label, 'holds half a character (a lone surrogate)')
  return tailOf(Buffer.from(value, 'utf8').toString('hex'))
}

/** Checks an array before generated code walks it; `length` is null for a dynamic one. */
export const items = <T>(
  value: readonly T[],
  length: number | null,
  label: string,
): readonly T[] => {
  if (!Array.isArray(value)) return refuse(label, 'must be an array')
  if (length !== null && value.length !== length)
    return refuse(label, `must have ${length} elements`)
  return value
}

/** Checks a struct before generated code takes its fields. */
export const fields = <T extends object>(value: T, label: string): T => {
  if (typeof value !== 'object' || value === null) return refuse(label, 'must be an object')
  return value
}
