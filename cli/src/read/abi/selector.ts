// Owns hashing signatures: four-byte selectors and event topics (keccak-256). Only home of @noble/hashes.

import { keccak_256 } from '@noble/hashes/sha3'
import { bytesToHex } from '@noble/hashes/utils'

/** keccak-256 of a canonical signature, `0x` and 64 hex digits. */
export const topicOf = (signature: string): string => `0x${bytesToHex(keccak_256(signature))}`

/** The first four bytes of the hash, `0xa9059cbb` for `transfer(address,uint256)`. */
export const selectorOf = (signature: string): string => topicOf(signature).slice(0, 10)
