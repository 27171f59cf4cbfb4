// Owns what a transaction logged: raw logs, and the events of the called contract decoded by its ABI.

import { setImmediate } from 'node:timers/promises'
import { type Address, type Hex, spelledPerTurn } from './address.js'
import { decodeResult } from './codec/result.js'
import { ContractResultError } from './errors.js'
import { type ContractSpec, type EventCodec, eventKey } from './spec.js'

/** What a contract logged, not decoded. */
export interface TransactionLog {
  readonly address: Address
  readonly topics: readonly Hex[]
  readonly data: Hex
}

/**
 * An event of `Events`, which a generated client gives; `eventName` tells which.
 *
 * @example
 * type Paid = LoggedEvent<{ Paid: { amount: bigint }; Refunded: { amount: bigint } }>
 * const sum = (events: readonly Paid[]) => events.reduce((all, { args }) => all + args.amount, 0n)
 */
export type LoggedEvent<Events> = {
  readonly [Name in keyof Events]: {
    readonly eventName: Name
    readonly args: Events[Name]
    readonly log: TransactionLog
  }
}[keyof Events]

/** Whose logs are decoded, by what, and how long one may be. */
interface LoggedBy {
  readonly to: Address
  readonly spec: ContractSpec
  readonly resultBytesMax: number
}

/** The events that the contract itself logged. What its ABI does not describe, or not so, stays a log. */
export const eventsOf = async <Events>(
  logs: readonly TransactionLog[],
  { to, spec, resultBytesMax }: LoggedBy,
): Promise<readonly LoggedEvent<Events>[]> => {
  const events: unknown[] = []
  const own = logs.filter(({ address }) => address.toLowerCase() === to.toLowerCase())
  for (const [index, log] of own.entries()) {
    const codec = spec.events.get(eventKey(log.topics[0] ?? '', log.topics.length - 1))
    const args = codec === undefined ? null : await argsOf(log, codec, resultBytesMax)
    if (codec !== undefined && args !== null) events.push({ eventName: codec.name, args, log })
    if ((index + 1) % spelledPerTurn === 0) await setImmediate()
  }
  return events as readonly LoggedEvent<Events>[]
}

const argsOf = async (
  { topics, data }: TransactionLog,
  { decode }: EventCodec,
  bytesMax: number,
): Promise<unknown> => {
  const digits = [...topics.slice(1), data].map((hex) => hex.slice(2)).join('')
  try {
    return await decodeResult(digits, bytesMax, decode)
  } catch (error) {
    // The transaction is mined, whatever it logged: to reject would let it look as if it were not.
    if (error instanceof ContractResultError) return null
    throw error
  }
}
