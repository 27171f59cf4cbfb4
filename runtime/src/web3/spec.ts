// Owns what a generated client tells the runtime about its contract: the name, its custom errors and its events.

import { AbiData, offsetAt, stringAt, uintAt } from './codec/decode.js'
import { type ContractRevert, ContractRevertError, isContractError } from './errors.js'

/** One custom error: its selector and the decoder of its arguments. */
export interface ErrorCodec {
  /** Four bytes, `0x` and lower case hex. */
  readonly selector: string
  readonly name: string
  readonly decode: (data: AbiData) => unknown
}

/** One event: how its logs are told from others, and the decoder of its arguments. */
export interface EventCodec {
  /** The first topic, `0x` and lower case hex. */
  readonly topic: string
  readonly name: string
  /** So many topics follow the first: ERC-20 and ERC-721 have one signature of `Transfer`, and index differently. */
  readonly indexed: number
  /** `data` is those topics, and then the data of the log. */
  readonly decode: (data: AbiData) => unknown
}

/** The codecs of `Events`, each of which makes the arguments that its name stands for. */
export type EventCodecs<Events> = readonly {
  [Name in keyof Events]: EventCodec & {
    readonly name: Name
    readonly decode: (data: AbiData) => Events[Name]
  }
}[keyof Events][]

/** A contract, as far as calls need to know it. */
export interface ContractSpec<Events = unknown> {
  readonly name: string
  /** By selector. */
  readonly errors: ReadonlyMap<string, ErrorCodec>
  /** By `eventKey`. */
  readonly events: ReadonlyMap<string, EventCodec>
  /** Only a type: nothing is here. */
  readonly eventTypes?: Events
}

export const eventKey = (topic: string, indexed: number): string => `${topic} ${indexed}`

/**
 * What generated code tells of its contract: the name for messages, the custom errors by selector, the events by topic.
 *
 * @internal
 */
export const contractSpec = <Events = Record<never, never>>(
  name: string,
  errors: readonly ErrorCodec[],
  events: EventCodecs<Events> = [],
): ContractSpec<Events> => ({
  name,
  errors: new Map(errors.map((error) => [error.selector, error])),
  events: new Map(events.map((event) => [eventKey(event.topic, event.indexed), event])),
})

/** An object without a prototype: `then`, `constructor` and `toString` are what the contract says. */
export const namespace = <T extends object>(members: T): T =>
  Object.freeze(Object.assign(Object.create(null), members))

/** Contracts that raised an error; another contract's error of the same name is not this one's. */
const raisedBy = new WeakMap<object, ContractSpec>()

/** True for a revert of this contract; generated code gives `Errors`. */
export const isRevertOf = <Errors>(
  error: unknown,
  spec: ContractSpec,
): error is ContractRevert<Errors> => isContractError(error) && raisedBy.get(error) === spec

const hexPattern = /^0x(?:[0-9a-fA-F]{2})*$/

/** Bytes of revert data; what is longer is cut and not decoded. */
const revertBytesMax = 16 * 1024

/** The typed error for revert data; `0x` when the node gave none. */
export const revertError = (
  spec: ContractSpec,
  data: string,
  transactionHash: string | null = null,
): ContractRevertError => {
  const kept = data.slice(0, 2 + revertBytesMax * 2)
  const hex = hexPattern.test(kept) ? kept.toLowerCase() : '0x'
  const known = kept === data ? decodeRevert(spec, hex) : tooLong
  const error = new ContractRevertError(known.name, known.args, hex, known.message, transactionHash)
  raisedBy.set(error, spec)
  return error
}

interface DecodedRevert {
  readonly name: string | null
  readonly args: unknown
  readonly message: string
}

const nothingKnown: DecodedRevert = { name: null, args: null, message: 'reverted without a reason' }

const tooLong: DecodedRevert = {
  ...nothingKnown,
  message: `reverted with more than ${revertBytesMax} bytes`,
}

const decodeRevert = (spec: ContractSpec, hex: string): DecodedRevert => {
  if (hex === '0x') return nothingKnown
  const selector = hex.slice(0, 10)
  const codec = standardErrors.get(selector) ?? spec.errors.get(selector)
  if (!codec)
    return { ...nothingKnown, message: `reverted with an error the ABI lacks (${selector})` }
  try {
    const args = codec.decode(new AbiData(hex.slice(10)))
    return { name: codec.name, args, message: messageOf(codec.name, args) }
  } catch {
    return { ...nothingKnown, message: `reverted with a malformed ${codec.name}` }
  }
}

const standardErrors: ReadonlyMap<string, ErrorCodec> = new Map(
  [
    {
      selector: '0x08c379a0',
      name: 'Error',
      decode: (data: AbiData) => ({ reason: stringAt(data, offsetAt(data, 0, 0, 32)) }),
    },
    {
      selector: '0x4e487b71',
      name: 'Panic',
      decode: (data: AbiData) => ({ code: uintAt(data, 0, 256) }),
    },
  ].map((codec) => [codec.selector, codec]),
)

const messageOf = (name: string, args: unknown): string => {
  const shown = Object.entries(args as Record<string, unknown>).map(
    ([key, value]) => `${key}: ${show(value)}`,
  )
  return `reverted with ${name}(${shown.join(', ')})`
}

const show = (value: unknown): string => {
  const text =
    typeof value === 'object' && value !== null
      ? JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? item.toString() : item))
      : String(value)
  return text.length > 120 ? `${text.slice(0, 120)}...` : text
}
