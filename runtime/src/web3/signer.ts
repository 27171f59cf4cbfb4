// Owns the account that signs: made from a private key that never leaves this file.

import type { Address, Hex } from './address.js'
import { ContractSetupError } from './errors.js'
import { keccak256, Wallet } from './ethers.js'

/** A transaction, complete but for its signature. */
export interface UnsignedTransaction {
  readonly chainId: number
  readonly nonce: number
  readonly to: Address
  readonly data: Hex
  readonly value: bigint
  readonly gasLimit: bigint
  /** EIP-1559, or the price of chains that came before it. */
  readonly fee:
    | { readonly maxFeePerGas: bigint; readonly maxPriorityFeePerGas: bigint }
    | { readonly gasPrice: bigint }
}

/** Signed bytes, ready to broadcast as often as needed, and the hash they will be known by. */
export interface SignedTransaction {
  readonly bytes: Hex
  readonly hash: Hex
}

/** An account that can sign; prints as its address. */
export interface Signer {
  readonly address: Address
  sign(transaction: UnsignedTransaction): Promise<SignedTransaction>
}

/**
 * @param key 32 bytes as hex, with or without `0x`
 * @param setting how the configuration calls it
 * @throws {ContractSetupError} that does not hold the key
 */
export const keySigner = (key: string, setting: string): Signer => {
  const wallet = openWallet(key, setting)
  return {
    address: wallet.address as Address,
    sign: async ({ fee, ...transaction }) => {
      const type = 'gasPrice' in fee ? 0 : 2
      const bytes = await wallet.signTransaction({ ...transaction, ...fee, type })
      return { bytes: bytes as Hex, hash: keccak256(bytes) as Hex }
    },
  }
}

const openWallet = (key: string, setting: string): InstanceType<typeof Wallet> => {
  const digits = key.startsWith('0x') ? key.slice(2) : key
  try {
    if (/^[0-9a-fA-F]{64}$/.test(digits)) return new Wallet(`0x${digits}`)
  } catch {
    // The cause could quote the key, so it is not passed on.
  }
  throw new ContractSetupError(
    `${setting} is not a private key`,
    'Set `signer` of the contract to 32 bytes as hex, from the environment: signer: env("SIGNER_KEY").',
  )
}
