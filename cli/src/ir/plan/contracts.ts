// Owns what the plan of contracts is: every name and every codec decided, nothing printed.

import type { AbiError, AbiEvent, AbiFunction, AbiType, Contract } from '../contract.js'
import type { FieldPlan } from './contract-types.js'

/** One entry of `contracts` in nexus.config.ts. */
export interface ContractInput {
  /** The name in the configuration: `token`. */
  readonly key: string
  readonly contract: Contract
  /** Path of the ABI as the configuration names it, so that output is the same on any machine. */
  readonly abiFile: string
}

/** Everything `src/generated/contracts/**` is made from. */
export interface ContractsPlan {
  /** Sorted by file. */
  readonly modules: readonly ContractModule[]
  /** Sorted by key. */
  readonly wires: readonly ContractWire[]
}

/** A key of the configuration and the class it opens. */
export interface ContractWire {
  readonly key: string
  readonly className: string
  /** What `contracts.ts` calls the class; another name only where it would collide. */
  readonly alias: string
  /** `contracts/token`, from `src/generated`. */
  readonly module: string
}

/** One generated client. */
export interface ContractModule {
  readonly contract: Contract
  /** The ABI's path, for the file's first lines. */
  readonly source: string
  /** `token`: the file below `src/generated/contracts`, without `.ts`. */
  readonly file: string
  readonly names: ModuleNames
  readonly structs: readonly StructPlan[]
  readonly codecs: readonly CodecPlan[]
  readonly reads: readonly FunctionPlan[]
  readonly writes: readonly FunctionPlan[]
  readonly errors: readonly ErrorPlan[]
  /** Those that are told by a topic: an anonymous event logs none. */
  readonly events: readonly EventPlan[]
  /** Encoders of inputs that are tuples or arrays, decoders of outputs: by `typeKey`. */
  readonly codecNames: ReadonlyMap<string, string>
  readonly structNames: ReadonlyMap<string, string>
}

/** Names of the exports of one module. */
export interface ModuleNames {
  readonly className: string
  readonly read: string
  readonly write: string
  readonly errors: string
  readonly events: string
  readonly isError: string
  readonly abi: string
  /** The private constant that tells the runtime of the contract, its errors and its events. */
  readonly spec: string
}

/** An interface for a struct. */
export interface StructPlan {
  readonly name: string
  /** As in Solidity: `Pool.Key`. */
  readonly source: string
  readonly fields: readonly FieldPlan[]
}

/** A tuple or array that needs functions of its own. */
export interface CodecPlan {
  /** `HoldingList`: its functions are `encodeHoldingList` and `decodeHoldingList`. */
  readonly name: string
  readonly type: Extract<AbiType, { kind: 'tuple' | 'array' }>
  readonly encodes: boolean
  readonly decodes: boolean
}

/** A function with its names decided. */
export interface FunctionPlan {
  readonly function: AbiFunction
  /** Its property in `read` or `write`: the name, or the signature when it is overloaded. */
  readonly key: string
  readonly encoder: string
  readonly decoder: string
  /** As properties of the argument object of a write; `_0` when unnamed. */
  readonly fields: readonly FieldPlan[]
  /** As positional parameters: no reserved word, no name of the module. */
  readonly locals: readonly string[]
  readonly outputs: readonly FieldPlan[]
}

/** A custom error with its names decided. */
export interface ErrorPlan {
  readonly error: AbiError
  /** Its `errorName`: the name, or the signature when it is overloaded. */
  readonly key: string
  readonly fields: readonly FieldPlan[]
}

/** An event with its names decided. */
export interface EventPlan {
  readonly event: AbiEvent
  /** Its `eventName`: the name, or the signature when it is overloaded. */
  readonly key: string
  readonly fields: readonly EventFieldPlan[]
}

/** A value of an event: of an indexed one that is no single word, a log has only the hash. */
export interface EventFieldPlan extends FieldPlan {
  readonly place: 'data' | 'topic' | 'hash'
}
