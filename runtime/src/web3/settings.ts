// Owns what a configuration says about contracts and what opening them gives: types only, so that a config
// or an app can name them without loading ethers.

import type { CircuitState } from '../resilience/circuit-breaker.js'
import type { CallSeries } from './call-times.js'
import type { CallPolicySettings } from './policy.js'

/** One contract of nexus.config.ts, its environment filled in. An empty string counts as not set. */
export interface ContractSettings {
  /** An id and an endpoint, or a name such as `base` with its endpoint in `BASE_RPC_URL`. */
  readonly chain:
    | string
    | {
        /** Chain id (EIP-155); the node has to confirm it before anything is signed. */
        readonly id: number
        /** JSON-RPC endpoint, http or https. */
        readonly rpcUrl: string
      }
  /** Of the deployed contract. Without one calls fail, and answers are 503. */
  readonly address?: string
  /** Private key of the account that signs writes. */
  readonly signer?: string
  /** How long and how often a call is tried (the first contract of a chain decides), and what it may cost. */
  readonly policy?: CallPolicySettings
}

/** The part of a configuration that contracts are opened from. */
export interface ContractsConfig {
  readonly contracts?: Readonly<Record<string, ContractSettings>>
  /** Where endpoints of named chains are found. Default: the process's. */
  readonly environment?: Readonly<Record<string, string | undefined>>
  /** Told when calls to a chain begin or stop to be refused at once; must not throw. */
  readonly onCircuit?: (change: CircuitChange) => void
}

/** The circuit breaker before a chain has another state now. */
export interface CircuitChange {
  readonly chain: number
  readonly circuit: CircuitState
  /** Whole milliseconds until a call is let through again; 0 unless open. */
  readonly retryAfterMs: number
  /** Host and port of the endpoint: what else its URL has may be a key. */
  readonly host: string
  /** What the last attempt failed with, where the circuit opens. */
  readonly cause?: unknown
}

/** Health of one chain, and what its calls came to. */
export interface ChainStatus {
  readonly id: number
  readonly circuit: CircuitState
  /** Calls of its node since the chain was opened. */
  readonly calls: readonly CallSeries[]
  /** Attempts after the first ones. */
  readonly retries: number
}

/** Contract clients, what closes their connections, and how their chains are. */
export interface OpenContracts<Contracts> {
  readonly contracts: Contracts
  /** Closes the connections; calls under way fail. */
  close(): void
  /** Without asking any node. */
  status(): readonly ChainStatus[]
}
