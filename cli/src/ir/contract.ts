// Owns the contract half of the IR: a Solidity ABI after reading (Contract ABI Specification).

import type { SourceRef } from '../diagnostics/diagnostic.js'

/** A value's type. `tuple` carries its components; arrays carry their element. */
export type AbiType =
  | { readonly kind: 'uint' | 'int'; readonly bits: number }
  | { readonly kind: 'address' | 'bool' | 'string' | 'bytes' | 'function' }
  | { readonly kind: 'fixedBytes'; readonly size: number }
  | { readonly kind: 'array'; readonly item: AbiType; readonly length: number | null }
  | {
      readonly kind: 'tuple'
      readonly structName: string | null
      readonly components: readonly AbiParameter[]
    }

export interface AbiParameter {
  /** As in the ABI, `''` when unnamed. */
  readonly name: string
  readonly type: AbiType
  readonly indexed: boolean
}

export type Mutability = 'pure' | 'view' | 'nonpayable' | 'payable'

export interface AbiFunction {
  readonly name: string
  /** Canonical signature, `transfer(address,uint256)`. */
  readonly signature: string
  /** Four bytes, `0x` and lower case hex. */
  readonly selector: string
  readonly inputs: readonly AbiParameter[]
  readonly outputs: readonly AbiParameter[]
  readonly mutability: Mutability
  readonly at: SourceRef
}

export interface AbiEvent {
  readonly name: string
  readonly signature: string
  /** keccak-256 of the signature; also present on anonymous events, which do not log it. */
  readonly topic: string
  readonly inputs: readonly AbiParameter[]
  readonly anonymous: boolean
  readonly at: SourceRef
}

export interface AbiError {
  readonly name: string
  readonly signature: string
  readonly selector: string
  readonly inputs: readonly AbiParameter[]
  readonly at: SourceRef
}

export type TokenStandard = 'erc20' | 'erc721'

export interface Contract {
  /** The name from the artifact, or the file's name: `Token`. */
  readonly name: string
  readonly at: SourceRef
  readonly constructorInputs: readonly AbiParameter[]
  readonly constructorPayable: boolean
  readonly functions: readonly AbiFunction[]
  readonly events: readonly AbiEvent[]
  readonly errors: readonly AbiError[]
  /** Standards whose every required function and event is there. */
  readonly standards: readonly TokenStandard[]
}
