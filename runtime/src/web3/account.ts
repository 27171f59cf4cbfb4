// Owns the nonces of one signer on one chain: each is given once, in order, and a transaction that
// never left does not use one up.

import { broadcast, NonceTakenError } from './broadcast.js'
import { type Chain, contractErrorOf } from './chain.js'
import { ContractTransactionError, ContractUnavailableError, isContractError } from './errors.js'
import { fromQuantity } from './quantity.js'
import { refuseIfGone, type SeenBlock } from './seen-block.js'
import type { SignedTransaction, Signer, UnsignedTransaction } from './signer.js'
import { Turns } from './turns.js'

/** For so long a node may count fewer transactions than were sent through it (load-balanced nodes). */
const lagMaxMs = 10_000
/** Another process may use the same account; after so many collisions it is told to stop. */
const collisionsMax = 3

/** A transaction whose nonce is not decided yet. */
export type Draft = Omit<UnsignedTransaction, 'nonce'>

/** A transaction that the node has. */
export interface SentDraft extends SignedTransaction {
  readonly nonce: number
}

export class Account {
  readonly #chain: Chain
  readonly #signer: Signer
  readonly #turns = new Turns()
  /** What the next transaction of this process would use; null when only the node knows. */
  #next: number | null = null
  #sentAt = Number.NEGATIVE_INFINITY
  /** The newest block when `#next` was given: where it is gone, so is what was sent. */
  #sentAfter: SeenBlock | null = null

  constructor(chain: Chain, signer: Signer) {
    this.#chain = chain
    this.#signer = signer
    chain.onLost(() => {
      this.#next = null
    })
  }

  get address(): Signer['address'] {
    return this.#signer.address
  }

  /**
   * Signs and broadcasts, one transaction at a time. What fails before this point (an estimate, a
   * fee) has no nonce yet; what fails here gives its nonce back.
   *
   * @param block the newest one when the draft was made
   */
  send(draft: Draft, block: SeenBlock | null, signal?: AbortSignal): Promise<SentDraft> {
    return this.#turns.take(async () => {
      const sent = await this.#sendNow(draft, signal)
      this.#sentAfter = block
      return sent
    }, signal)
  }

  async #sendNow(draft: Draft, signal: AbortSignal | undefined): Promise<SentDraft> {
    for (let collision = 0; collision < collisionsMax; collision++) {
      const nonce = await this.#nextNonce(signal)
      try {
        return await this.#sendWith(nonce, draft)
      } catch (error) {
        this.#next = null
        if (!(error instanceof NonceTakenError)) throw error
      }
    }
    throw new ContractTransactionError(
      'transaction',
      'the nonce was taken by another transaction each time',
      'Give every process that sends transactions a signer of its own.',
    )
  }

  async #sendWith(nonce: number, draft: Draft): Promise<SentDraft> {
    const signed = await this.#sign({ ...draft, nonce })
    await broadcast(this.#chain, signed)
    this.#next = nonce + 1
    this.#sentAt = this.#chain.clock.now()
    return { ...signed, nonce }
  }

  /** What cannot be signed, such as a negative fee, is told without its values: bigints break JSON, logs write them. */
  async #sign(transaction: UnsignedTransaction): Promise<SignedTransaction> {
    try {
      return await this.#signer.sign(transaction)
    } catch (cause) {
      throw new ContractTransactionError(
        'transaction',
        'the transaction cannot be signed; nothing was sent',
        'Check `value`, `gasLimit` and the fees of the call: none may be negative or beyond 256 bits.',
        { cause },
      )
    }
  }

  /** The node's count, unless it lags behind what this process has just sent. */
  async #nextNonce(signal: AbortSignal | undefined): Promise<number> {
    const counted = await this.#countOf(signal)
    if (this.#next === null || counted >= this.#next) return counted
    // A transaction with a nonce of a chain that is gone would wait in the node, and be mined when nobody expects it.
    if (this.#sentAfter !== null) await refuseIfGone(this.#chain, this.#sentAfter, signal)
    const isRecent = this.#chain.clock.now() - this.#sentAt < lagMaxMs
    return isRecent ? (this.#next ?? counted) : counted
  }

  async #countOf(signal: AbortSignal | undefined): Promise<number> {
    try {
      const count = await this.#chain.read(
        'eth_getTransactionCount',
        [this.address, 'pending'],
        signal,
      )
      const nonce = Number(fromQuantity(count, 'the nonce'))
      if (Number.isSafeInteger(nonce)) return nonce
      throw new ContractUnavailableError('the node gave a nonce that no account can have')
    } catch (error) {
      throw isContractError(error) ? error : contractErrorOf(error)
    }
  }
}
