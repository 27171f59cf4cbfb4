// Owns finding revert data in a JSON-RPC error; every node family puts it somewhere else.

import { RpcAnswerError } from './failure.js'

/** geth, anvil, erigon: the call reverted. */
const executionReverted = 3

/** The revert data of a failed call, `0x` when it reverted without any; null when it is no revert. */
export const revertDataOf = (error: unknown): string | null => {
  if (!(error instanceof RpcAnswerError)) return null
  const data = hexIn(error.data, 3)
  if (data !== null) return data
  const says =
    error.code === executionReverted || /\brevert(ed)?\b|invalid opcode/i.test(error.message)
  return says ? '0x' : null
}

/** `data` itself (geth), in an object (ganache, hardhat), or behind `Reverted ` (parity). */
const hexIn = (data: unknown, depth: number): string | null => {
  if (typeof data === 'string') {
    return /^(?:Reverted )?(0x(?:[0-9a-fA-F]{2})*)$/.exec(data)?.[1] ?? null
  }
  if (typeof data !== 'object' || data === null || depth === 0) return null
  const { data: inner, originalError } = data as { data?: unknown; originalError?: unknown }
  return hexIn(inner, depth - 1) ?? hexIn(originalError, depth - 1)
}
