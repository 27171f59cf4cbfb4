// Owns one chain at one endpoint: its pinned id, and the policies that every exchange goes through.

import { withSpan } from '../observe/tracing.js'
import {
  CircuitBreaker,
  CircuitOpenError,
  type CircuitState,
  type Clock,
  guarded,
  RetryBudget,
  retryBudgetDefaults,
  systemClock,
  TimeoutError,
  type Verdict,
} from '../resilience/index.js'
import { type CallOutcome, CallTimes } from './call-times.js'
import {
  ContractRpcError,
  ContractSetupError,
  ContractTimeoutError,
  ContractUnavailableError,
} from './errors.js'
import type { CallPolicy } from './policy.js'
import { fromQuantity } from './quantity.js'
import { judgeRead, RpcAnswerError, RpcFailure } from './rpc/failure.js'
import type { RpcTransport } from './rpc/transport.js'
import type { SeenBlock } from './seen-block.js'
import type { ChainStatus, CircuitChange } from './settings.js'

export interface ChainOptions {
  readonly id: number
  readonly transport: RpcTransport
  /** Host and port of its endpoint, for logs. */
  readonly host: string
  readonly policy: CallPolicy
  readonly clock?: Clock
  /** A number from 0 up to 1. */
  readonly random?: () => number
  readonly onCircuit?: (change: CircuitChange) => void
}

export class Chain {
  readonly id: number
  readonly policy: CallPolicy
  readonly clock: Clock
  readonly #transport: RpcTransport
  readonly #host: string
  #lastFailure: unknown
  readonly #random: () => number
  readonly #breaker: CircuitBreaker
  readonly #budget: RetryBudget
  readonly #times = new CallTimes()
  readonly #onLost: (() => void)[] = []
  readonly #onCircuit: (change: CircuitChange) => void
  /** The check of the chain's id: under way or passed; null before and after a loss. */
  #verified: Promise<void> | null = null
  /** What kind of node it is: asked for or known; null before and after a loss. */
  #isDevelopment: Promise<boolean> | null = null
  #unansweredInARow = 0

  constructor(options: ChainOptions) {
    this.id = options.id
    this.policy = options.policy
    this.clock = options.clock ?? systemClock
    this.#transport = options.transport
    this.#host = options.host
    this.#random = options.random ?? Math.random
    this.#onCircuit = options.onCircuit ?? (() => {})
    this.#budget = new RetryBudget({ ...retryBudgetDefaults, clock: this.clock })
    this.#breaker = new CircuitBreaker({
      name: `chain ${options.id}`,
      ...options.policy.breaker,
      clock: this.clock,
      onChange: (state) => this.#changed(state),
    })
  }

  /** For health and metrics. */
  get status(): ChainStatus {
    const { id } = this
    const { retries } = this.#times
    return { id, circuit: this.#breaker.state, calls: this.#times.all(), retries }
  }

  /** The newest block that a write has seen. */
  newest: SeenBlock | null = null

  /** Calls `forget` whenever the node was lost, or its chain went back: what was known may not hold any more. */
  onLost(forget: () => void): void {
    this.#onLost.push(forget)
  }

  /** A read, through all policies; the chain's id has been checked before. */
  async read(method: string, params: readonly unknown[], signal?: AbortSignal): Promise<unknown> {
    await this.#verifyFor(method, signal)
    return this.#exchange(method, params, judgeRead, signal)
  }

  /** Reads share one check: each that it refuses counts by itself, or metrics would not tell how many were. */
  async #verifyFor(method: string, signal: AbortSignal | undefined): Promise<void> {
    const from = this.clock.now()
    try {
      await this.verify(signal)
    } catch (error) {
      this.#count(method, signal?.aborted ? 'aborted' : outcomeOf(error), from)
      throw error
    }
  }

  /** An exchange that only `judge` allows to be repeated. */
  async send(
    method: string,
    params: readonly unknown[],
    judge: (error: unknown) => Verdict,
  ): Promise<unknown> {
    return this.#exchange(method, params, judge, undefined)
  }

  /**
   * Asks the node once for its chain id; again after the node was lost.
   *
   * @throws {ContractSetupError} when the node serves another chain
   */
  async verify(signal?: AbortSignal): Promise<void> {
    if (!this.#verified) {
      const check = this.#checkId()
      this.#verified = check
      check.catch(() => {
        if (this.#verified === check) this.#verified = null
      })
    }
    await abortable(this.#verified, signal)
  }

  /** Whether a development node serves it. Asks until there is an answer; again after the node was lost. */
  isDevelopment(signal?: AbortSignal): Promise<boolean> {
    this.#isDevelopment ??= this.#askWhetherDevelopment()
    return abortable(this.#isDevelopment, signal)
  }

  /** Forgets what was known of the node and its chain. */
  forget(): void {
    this.#verified = null
    this.#isDevelopment = null
    this.#unansweredInARow = 0
    this.newest = null
    for (const forget of this.#onLost) forget()
  }

  close(): void {
    this.#transport.close()
  }

  async #checkId(): Promise<void> {
    const answer = await this.#exchange('eth_chainId', [], judgeRead, undefined)
    const id = fromQuantity(answer, 'the chain id')
    if (id === BigInt(this.id)) return
    throw new ContractSetupError(
      `the node serves chain ${id}, the configuration names chain ${this.id}`,
      'Correct `chain.id` or `chain.rpcUrl` of the contract in nexus.config.ts.',
    )
  }

  /** Providers may refuse the question: that says nothing about their health, and is an answer. */
  async #askWhetherDevelopment(): Promise<boolean> {
    try {
      const version = await this.#exchange('web3_clientVersion', [], judgeOnce, undefined)
      return typeof version === 'string' && isDevelopmentNode(version, this.id)
    } catch (error) {
      if (!isRefusal(error) && ++this.#unansweredInARow < unansweredMax) this.#isDevelopment = null
      return false
    }
  }

  async #exchange(
    method: string,
    params: readonly unknown[],
    judge: (error: unknown) => Verdict,
    signal: AbortSignal | undefined,
  ): Promise<unknown> {
    const { deadlineMs, perTryTimeoutMs, maxAttempts, backoff } = this.policy
    let tried: unknown = null
    const judged = (error: unknown): Verdict => {
      if (!(error instanceof CircuitOpenError)) tried = error
      return this.#noted(error, judge(error))
    }
    const guard = { deadlineMs, perTryTimeoutMs, maxAttempts, backoff, judge: judged }
    const parts = {
      breaker: this.#breaker,
      budget: this.#budget,
      clock: this.clock,
      random: this.#random,
    }
    const from = this.clock.now()
    try {
      const answer = await guarded(
        (stop, attempt) => this.#attempt(method, params, stop, attempt),
        { ...guard, ...parts },
        signal,
      )
      this.#count(method, 'ok', from)
      return answer
    } catch (error) {
      // The call that opened the circuit is refused its next attempt, and failed for what the node did.
      const cause = error instanceof CircuitOpenError ? (tried ?? error) : error
      this.#count(method, signal?.aborted ? 'aborted' : outcomeOf(cause), from)
      throw error
    }
  }

  #count(method: string, outcome: CallOutcome, from: number): void {
    this.#times.add(method, outcome, (this.clock.now() - from) / 1000)
  }

  /** One CLIENT span per attempt. */
  #attempt(
    method: string,
    params: readonly unknown[],
    signal: AbortSignal,
    attempt: number,
  ): Promise<unknown> {
    if (attempt > 1) this.#times.retried()
    const attributes = {
      'rpc.system': 'jsonrpc',
      'rpc.method': method,
      'rpc.jsonrpc.version': '2.0',
      'nexus.chain.id': this.id,
      ...(attempt > 1 ? { 'http.request.resend_count': attempt - 1 } : {}),
    }
    return withSpan(method, { kind: 'client', attributes }, () =>
      this.#transport.send(method, params, signal),
    )
  }

  // Before the breaker hears of it: what opens the circuit is the last failure then.
  #noted(error: unknown, verdict: Verdict): Verdict {
    if (verdict.outcome === 'failure') this.#lastFailure = error
    return verdict
  }

  #changed(state: CircuitState): void {
    const retryAfterMs = Math.ceil(this.#breaker.retryAfterMs)
    const change = { chain: this.id, circuit: state, retryAfterMs, host: this.#host }
    this.#onCircuit(state === 'open' ? { ...change, cause: this.#lastFailure } : change)
    if (state === 'open') this.forget()
  }
}

/** So often in a row a node may leave the question for its kind unanswered until it counts as a public one. */
const unansweredMax = 3

const isDevelopmentNode = (version: string, id: number): boolean =>
  developmentNodes.test(version) || (id === gethDevChain && /^geth\//i.test(version))

const developmentNodes = /anvil|hardhat|ganache/i

/** `geth --dev` calls itself as any Geth does; only its chain tells it (genesis of `DeveloperGenesisBlock`). */
const gethDevChain = 1337

const judgeOnce = (): Verdict => ({ outcome: 'neutral', retry: { retry: false } })

/** The node, or a provider before it, will not say: asking again gives the same. */
const isRefusal = (error: unknown): boolean =>
  error instanceof RpcAnswerError ||
  (error instanceof RpcFailure && error.kind === 'refused' && !error.retryable)

const outcomeOf = (error: unknown): CallOutcome => {
  if (error instanceof RpcAnswerError) return 'refused'
  if (error instanceof CircuitOpenError) return 'circuit_open'
  return error instanceof TimeoutError ? 'timeout' : 'failed'
}

/** `work`, or the signal's reason when that comes first; `work` itself goes on for others. */
const abortable = <T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> => {
  if (!signal) return work
  if (signal.aborted) return Promise.reject(signal.reason)
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason)
    signal.addEventListener('abort', leave, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
  })
}

/** What a failed exchange is called outside; contract errors and aborts pass as they are. */
export const contractErrorOf = (error: unknown): unknown => {
  if (error instanceof TimeoutError) return new ContractTimeoutError('the node', error.timeoutMs)
  if (error instanceof CircuitOpenError) {
    const reason = 'the node failed too often, so it is left alone for a while'
    return new ContractUnavailableError(reason, error.retryAfterMs, { cause: error })
  }
  if (error instanceof RpcFailure) {
    return new ContractUnavailableError(`the node ${error.message}`, error.retryAfterMs)
  }
  return error instanceof RpcAnswerError ? new ContractRpcError(error.code, error.message) : error
}
