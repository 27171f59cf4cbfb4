// Owns how a contract error reads to an HTTP client that nobody wrote a handler branch for.
// Says nothing that the client did not send or that the chain does not publish.

import {
  ContractArgumentError,
  type ContractError,
  ContractPendingError,
  ContractRevertError,
  ContractUnavailableError,
  isContractError,
} from './errors.js'

/** The parts of a problem+json answer (RFC 9457), and when to come again. */
export interface ContractProblem {
  readonly status: number
  readonly title: string
  readonly detail: string
  /** Seconds for `Retry-After`; null for none. */
  readonly retryAfterS: number | null
}

/**
 * The answer to give when a handler lets a contract error through; null for any other error.
 * Reverts are 409, arguments 422, a dead or refusing node 502 and 503, time-outs 504.
 *
 * @example const problem = contractProblem(error) // status 503, retryAfterS 12
 */
export const contractProblem = (error: unknown): ContractProblem | null =>
  isContractError(error) ? problemOf(error) : null

const problemOf = (error: ContractError): ContractProblem => {
  switch (error.code) {
    case 'revert':
      return plain(409, 'Conflict', revertDetail(error))
    case 'argument':
      return plain(422, 'Unprocessable Content', argumentDetail(error))
    case 'result':
    case 'rpc':
      return plain(502, 'Bad Gateway', 'The chain gave no usable answer.')
    case 'unavailable':
      return { ...unavailable, retryAfterS: retryAfterOf(error) }
    case 'transaction':
      return unavailable
    case 'timeout':
      return plain(504, 'Gateway Timeout', 'The chain did not answer in time.')
    case 'pending':
      return plain(504, 'Gateway Timeout', pendingDetail(error))
    case 'setup':
      return plain(503, 'Service Unavailable', 'The server is not set up for this call.')
  }
}

const plain = (status: number, title: string, detail: string): ContractProblem => ({
  status,
  title,
  detail,
  retryAfterS: null,
})

const unavailable = plain(503, 'Service Unavailable', 'The chain cannot be used at the moment.')

const argumentDetail = (error: ContractError): string =>
  error instanceof ContractArgumentError
    ? `The smart contract's \`${error.argument}\` ${error.reason}.`
    : 'A value does not fit the smart contract.'

/** The hash is public, and without it the client could only do it twice. */
const pendingDetail = (error: ContractError): string => {
  const which = error instanceof ContractPendingError ? ` ${error.transactionHash}` : ''
  return `The transaction${which} was sent and was not seen mined yet.`
}

const revertDetail = (error: ContractError): string => {
  const name = error instanceof ContractRevertError ? error.errorName : null
  return typeof name === 'string' && name !== 'Error' && name !== 'Panic'
    ? `The contract refused the call with ${name}.`
    : 'The contract refused the call.'
}

const retryAfterOf = (error: ContractError): number | null => {
  const ms = error instanceof ContractUnavailableError ? error.retryAfterMs : null
  return ms === null ? null : Math.max(1, Math.ceil(ms / 1000))
}
