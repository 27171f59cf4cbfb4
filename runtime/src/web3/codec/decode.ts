// Owns the primitives of strict ABI decoding that generated code is made of. Every read is bounded by
// the data and by a budget, so that a small answer cannot become a large amount of work.

import { type Address, checksummed, type Hex } from '../address.js'
import { ContractResultError } from '../errors.js'

const zeros = '0'.repeat(64)
const ones = 'f'.repeat(64)

const refuse = (at: number, reason: string): never => {
  throw new ContractResultError(`the returned data is malformed at byte ${at}: ${reason}`)
}

/** A canonical encoding reads each word once; twice that and a little is granted, then it is a bomb. */
const budgetPerWord = 2
const budgetFloorWords = 64

const dataPattern = /^(?:[0-9a-f]{2})*$/

/** Returned data while it is decoded. */
export class AbiData {
  /** Lower case digits without `0x`. */
  readonly digits: string
  /** Length in bytes. */
  readonly size: number
  #budget: number

  /**
   * `spell` gives the EIP-55 spelling of an address's digits.
   *
   * @throws {ContractResultError} when `digits` are not hex digits, two per byte.
   */
  constructor(
    digits: string,
    readonly spell: (digits: string) => Address = checksummed,
  ) {
    this.digits = dataPattern.test(digits) ? digits : digits.toLowerCase()
    if (!dataPattern.test(this.digits))
      throw new ContractResultError('the node returned no hex data')
    this.size = digits.length / 2
    this.#budget = Math.ceil(this.size / 32) * budgetPerWord + budgetFloorWords
  }

  /** Charges work that the size of the data alone does not bound. */
  spend(words: number, at: number): void {
    this.#budget -= words
    if (this.#budget < 0) refuse(at, 'its parts overlap so often that decoding it was given up')
  }
}

/** Position of the first digit of the word at byte `at`, which has to be inside the data. */
const wordStart = (data: AbiData, at: number): number => {
  if (at + 32 > data.size) refuse(at, 'it ends too early')
  return at * 2
}

/** Refuses a word whose first `count` digits are not zero; returns where the rest begins. */
const afterZeros = (data: AbiData, at: number, count: number, what: string): number => {
  const start = wordStart(data, at)
  if (!data.digits.startsWith(zeros.slice(0, count), start)) refuse(at, `not ${what}`)
  return start + count
}

/** `uint56` to `uint256`. */
export const uintAt = (data: AbiData, at: number, bits: number): bigint => {
  const start =
    bits === 256 ? wordStart(data, at) : afterZeros(data, at, 64 - bits / 4, `a uint${bits}`)
  return BigInt(`0x${data.digits.slice(start, at * 2 + 64)}`)
}

/** `uint8` to `uint48`, which a JavaScript number holds. */
export const smallUintAt = (data: AbiData, at: number, bits: number): number => {
  const start = afterZeros(data, at, 64 - bits / 4, `a uint${bits}`)
  return Number.parseInt(data.digits.slice(start, at * 2 + 64), 16)
}

/** `int56` to `int256`: the high digits have to repeat the sign. */
export const intAt = (data: AbiData, at: number, bits: number): bigint => {
  const start = wordStart(data, at)
  const high = 64 - bits / 4
  const value = BigInt.asIntN(bits, BigInt(`0x${data.digits.slice(start + high, start + 64)}`))
  const sign = value < 0n ? ones : zeros
  if (!data.digits.startsWith(sign.slice(0, high), start)) refuse(at, `not an int${bits}`)
  return value
}

/** `int8` to `int48`. */
export const smallIntAt = (data: AbiData, at: number, bits: number): number =>
  Number(intAt(data, at, bits))

/**
 * `bool`: 0 or 1 (Solidity ABI, "Formal Specification of the Encoding").
 *
 * @throws {ContractResultError} when it is neither
 */
export const boolAt = (data: AbiData, at: number): boolean => {
  const digit = data.digits.charCodeAt(afterZeros(data, at, 63, 'a bool'))
  if (digit === 0x30) return false
  return digit === 0x31 ? true : refuse(at, 'a bool is 0 or 1')
}

/** In EIP-55 spelling. */
export const addressAt = (data: AbiData, at: number): Address => {
  const start = afterZeros(data, at, 24, 'an address')
  return data.spell(data.digits.slice(start, start + 40))
}

/** `bytes1` to `bytes32`, and `function` as 24 bytes; what follows them in the word has to be zero. */
export const fixedBytesAt = (data: AbiData, at: number, size: number): Hex => {
  const start = wordStart(data, at)
  const end = start + size * 2
  if (!data.digits.startsWith(zeros.slice(size * 2), end)) refuse(at, `not a bytes${size}`)
  return `0x${data.digits.slice(start, end)}`
}

/** A length or an offset: anything that needs more than 48 bits is outside the data anyway. */
const countAt = (data: AbiData, at: number): number => {
  const start = afterZeros(data, at, 52, 'a length or an offset within the data')
  return Number.parseInt(data.digits.slice(start, start + 12), 16)
}

/**
 * Follows the offset at byte `at`, which counts from `base`. It may not point back into the head
 * of `headBytes` bytes, nor out of the data.
 */
export const offsetAt = (data: AbiData, base: number, at: number, headBytes: number): number => {
  const offset = countAt(data, at)
  if (offset < headBytes) refuse(at, 'an offset points backwards')
  if (base + offset + 32 > data.size) refuse(at, 'an offset points outside the data')
  data.spend(1, at)
  return base + offset
}

/** Length of an array at byte `at`, whose elements take `itemBytes` each in its head. */
export const lengthAt = (data: AbiData, at: number, itemBytes: number): number => {
  const length = countAt(data, at)
  if (at + 32 + length * itemBytes > data.size) refuse(at, 'an array is longer than the data')
  data.spend(1 + (length * itemBytes) / 32, at)
  return length
}

const tailAt = (data: AbiData, at: number): string => {
  const length = countAt(data, at)
  const words = Math.ceil(length / 32)
  if (at + 32 + words * 32 > data.size)
    refuse(at, 'bytes and their padding are longer than the data')
  data.spend(1 + words, at)
  return data.digits.slice(at * 2 + 64, at * 2 + 64 + length * 2)
}

/**
 * `bytes` of any length, as hex.
 *
 * @throws {ContractResultError} when they reach beyond what was returned
 */
export const bytesAt = (data: AbiData, at: number): Hex => `0x${tailAt(data, at)}`

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * `string`.
 *
 * @throws {ContractResultError} when the bytes are not UTF-8
 */
export const stringAt = (data: AbiData, at: number): string => {
  try {
    return utf8.decode(Buffer.from(tailAt(data, at), 'hex'))
  } catch (error) {
    if (error instanceof ContractResultError) throw error
    return refuse(at, 'a string is not UTF-8')
  }
}
