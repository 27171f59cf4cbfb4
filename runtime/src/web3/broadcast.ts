// Owns handing signed bytes to a node until it is known that it has them. The bytes never change, so
// doing it twice is doing it once.

import type { Verdict } from '../resilience/index.js'
import { type Chain, contractErrorOf } from './chain.js'
import { ContractPendingError, ContractTransactionError } from './errors.js'
import { judgeRead, mayHaveArrived, RpcAnswerError } from './rpc/failure.js'
import type { SignedTransaction } from './signer.js'

/** The node will not take these bytes because their nonce is used; nothing was sent. */
export class NonceTakenError extends Error {
  override readonly name = 'NonceTakenError'
}

/**
 * Broadcasts; resolves when the node has the transaction.
 *
 * @throws {NonceTakenError} when another transaction has this nonce
 * @throws {ContractTransactionError} when the node refuses the transaction
 * @throws {ContractPendingError} when nobody can tell whether the node has it
 * @throws {ContractUnavailableError} when it certainly has not arrived
 */
export const broadcast = async (chain: Chain, signed: SignedTransaction): Promise<void> => {
  let unclear = false
  const judge = (error: unknown): Verdict => {
    unclear ||= mayHaveArrived(error)
    return judgeRead(error)
  }
  try {
    await chain.send('eth_sendRawTransaction', [signed.bytes], judge)
  } catch (error) {
    if (isAlreadyKnown(error)) return
    if (!unclear) throw refusalOf(error)
    const known = await isKnown(chain, signed)
    if (known === true) return
    if (known === false && isRefusal(error) && !isNonceTaken(error)) throw refusalOf(error)
    // Sending it with another nonce could do it twice: these bytes may be what took the nonce.
    const what = 'may have reached the node, which did not say so'
    throw new ContractPendingError(signed.hash, what, { cause: error })
  }
}

const says = (error: unknown, pattern: RegExp): boolean =>
  error instanceof RpcAnswerError && pattern.test(error.message)

/** geth `already known`, erigon `AlreadyKnown`, nethermind, besu `Known transaction`. */
const isAlreadyKnown = (error: unknown): boolean =>
  says(error, /already ?known|known transaction|already imported|already exists/i)

const isRefusal = (error: unknown): boolean => error instanceof RpcAnswerError

const isNonceTaken = (error: unknown): boolean =>
  says(error, /nonce.*(low|used)|replacement.*underpriced|underpriced.*replace/i)

/** Whether the node knows the bytes by their hash; null when it does not answer. */
const isKnown = async (chain: Chain, { hash }: SignedTransaction): Promise<boolean | null> => {
  try {
    return (await chain.read('eth_getTransactionByHash', [hash])) !== null
  } catch {
    return null
  }
}

const refusalOf = (error: unknown): unknown => {
  if (!(error instanceof RpcAnswerError)) return contractErrorOf(error)
  if (isNonceTaken(error)) return new NonceTakenError(error.message)
  return refusedTransaction(error)
}

/** An account that cannot pay; a contract that says so by reverting is another matter. */
export const isUnfunded = (error: unknown): error is RpcAnswerError =>
  error instanceof RpcAnswerError &&
  /insufficient funds/i.test(error.message) &&
  !/revert/i.test(error.message)

/** The node's answer to a transaction that it does not take. */
export const refusedTransaction = (error: RpcAnswerError): ContractTransactionError => {
  return new ContractTransactionError(
    'transaction',
    `the node refused the transaction: ${error.message}`,
    helpFor(error),
  )
}

const helpFor = (error: Error): string =>
  isUnfunded(error)
    ? "Fund the signer's account: it cannot pay for gas and value."
    : 'Look at the message of the node; nothing was sent.'
