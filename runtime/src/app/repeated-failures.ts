// Owns how often an upstream's failure is told: under load an outage would fill the disk with one and the same line.

import { AsyncResource } from 'node:async_hooks'
import type { Log } from '../observe/log.js'
import { type Clock, systemClock } from '../resilience/clock.js'
import { type ContractError, ContractRpcError, isContractError } from '../web3/errors.js'

/** A failure is told once in so long; what came in between is counted. */
const tellEveryMs = 1_000

/** Not seen for so long, a failure is new again, and told with its stack. */
const forgetAfterMs = 60_000

/** Failures that are told apart; more of them share a line for each chain and code. */
const failuresMax = 64

/** One failure of one chain. */
interface Seen {
  lastAt: number
  /** Since the last line; null while nothing holds lines back. */
  held: { count: number; error: ContractError } | null
}

/**
 * Failures of the nodes behind contract calls. The first is told as it is; the same one is told again at most once a
 * second, without its stack, and what was held back is told as a count when that second is over.
 *
 * What names a transaction is always told: no other line would.
 */
export class RepeatedFailures {
  readonly #log: Log
  readonly #clock: Clock
  readonly #seen = new Map<string, Seen>()
  /** Outside of any request: a timer would carry the trace of the one that armed it. */
  readonly #over: (seen: Seen) => void

  constructor(log: Log, clock: Clock = systemClock) {
    this.#log = log
    this.#clock = clock
    this.#over = AsyncResource.bind((seen: Seen) => this.#tellHeld(seen))
  }

  /** Writes the line of one failure at `warn`, or holds it back: then it is a line at `debug`. */
  tell(fields: object, error: unknown, message: string): void {
    if (isContractError(error) && !namesTransaction(error)) this.#tellOrHold(fields, error, message)
    else this.#log.warn(fields, message)
  }

  #tellOrHold(fields: object, error: ContractError, message: string): void {
    const now = this.#clock.now()
    const key = this.#keyOf(error, now)
    const seen = this.#seen.get(key) ?? { lastAt: Number.NEGATIVE_INFINITY, held: null }
    const isNew = now - seen.lastAt >= forgetAfterMs
    this.#seen.set(key, seen)
    seen.lastAt = now
    const told = isNew ? fields : { ...fields, err: error.toJSON() }
    if (seen.held === null) {
      this.#hold(seen, error)
      this.#log.warn(told, message)
      return
    }
    seen.held.count++
    seen.held.error = error
    this.#log.debug(told, message)
  }

  #hold(seen: Seen, error: ContractError): void {
    seen.held = { count: 0, error }
    this.#clock.after(tellEveryMs, () => this.#over(seen))
  }

  #tellHeld(seen: Seen): void {
    const { held } = seen
    seen.held = null
    if (held === null || held.count === 0) return
    const { count, error } = held
    this.#hold(seen, error)
    const fields = { chain: error.chain, notLogged: count, err: error.toJSON() }
    this.#log.warn(fields, 'handlers failed on an upstream again')
  }

  /** Messages may hold what a node says, so that their number is bounded here. */
  #keyOf(error: ContractError, now: number): string {
    const exact = `${error.chain} ${error.code} ${reasonOf(error)}`
    if (this.#seen.has(exact)) return exact
    if (this.#seen.size >= failuresMax) this.#forget(now)
    return this.#seen.size < failuresMax ? exact : `${error.chain} ${error.code}`
  }

  #forget(now: number): void {
    for (const [key, { lastAt, held }] of this.#seen)
      if (held === null && now - lastAt >= forgetAfterMs) this.#seen.delete(key)
  }
}

const namesTransaction = ({ code }: ContractError): boolean =>
  code === 'pending' || code === 'transaction'

/** What failed, whichever function was called; what a node says of an error may differ with each call. */
const reasonOf = (error: ContractError): string => {
  if (error instanceof ContractRpcError) return `${error.rpcCode}`
  const { message, place } = error
  const prefix = place === null ? '' : `${place.contract}.${place.signature}: `
  return message.startsWith(prefix) ? message.slice(prefix.length) : message
}
