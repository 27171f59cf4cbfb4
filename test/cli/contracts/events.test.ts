// Emitted event codecs against ethers': the same arguments out of every log, and what is no such event stays a log.

import { AbiCoder, Interface, keccak256, type ParamType } from 'ethers'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eventsOf, type TransactionLog } from '../../../runtime/src/web3/events.js'
import type { ContractSpec } from '../../../runtime/src/web3/index.js'
import { names, type Parameter, parameterOf, positional, shape } from './abi-values.js'
import { emitted, evaluate } from './generated.js'

const to = '0x00000000000000000000000000000000000000aa'
const indexedMax = 3
const coder = AbiCoder.defaultAbiCoder()

/** What the client of an ABI with a function `g` tells the runtime of its contract. */
const specOf = async (abi: readonly object[]): Promise<ContractSpec> => {
  const g = { type: 'function', name: 'g', stateMutability: 'nonpayable', inputs: [], outputs: [] }
  const files = emitted({ subject: JSON.stringify([g, ...abi]) })
  const [path = ''] = [...files.keys()]
  const Class = Object.values(evaluate(files)(path)).find((value) =>
    String(value).startsWith('class'),
  ) as new (
    link: unknown,
  ) => { write: { g(): Promise<ContractSpec> } }
  return new Class({ write: async (spec: ContractSpec) => spec }).write.g()
}

const decoded = async (
  abi: readonly object[],
  log: Partial<TransactionLog>,
  bytesMax = 1 << 20,
) => {
  const whole = { address: to, topics: [], data: '0x', ...log } as TransactionLog
  return eventsOf([whole], { to, spec: await specOf(abi), resultBytesMax: bytesMax })
}

/** One event, which of its values are indexed, and values for them. */
const subject = fc.array(shape, { maxLength: 5 }).chain((shapes) =>
  fc.record({
    inputs: fc.uniqueArray(fc.nat({ max: 4 }), { maxLength: indexedMax }).map((indexed) =>
      shapes.map((each, i) => ({
        ...parameterOf({ ...each, name: names[i] ?? '' }),
        indexed: indexed.includes(i),
      })),
    ),
    values: fc.tuple(...shapes.map(({ value }) => value)),
  }),
)

const isHashed = ({ type, indexed }: Parameter & { indexed: boolean }) =>
  indexed && /^(?:string|bytes|tuple)$|\]$/.test(type)

const event = (name: string, inputs: readonly object[], more: object = {}) => ({
  type: 'event',
  name,
  inputs,
  ...more,
})

const amount = [{ name: 'amount', type: 'uint256', indexed: false }]

describe('events', () => {
  it('have the arguments that ethers logs, whatever their types and whichever are indexed', async () => {
    await fc.assert(
      fc.asyncProperty(subject, async ({ inputs, values }) => {
        const abi = [event('E', inputs)]
        const types = new Interface(abi).getEvent('E')?.inputs ?? []
        const encoded = (i: number) =>
          coder.encode(types.slice(i, i + 1), [positional(types[i] as ParamType, values[i])])
        const at = (indexed: boolean) =>
          inputs.flatMap((input, i) => (input.indexed === indexed ? [i] : []))
        // What is hashed in a topic does not matter: ethers does not encode it, and nobody decodes it.
        const topicOf = (i: number) =>
          isHashed(inputs[i] as (typeof inputs)[0]) ? keccak256(`0x0${i}`) : encoded(i)
        const topics = [new Interface(abi).getEvent('E')?.topicHash, ...at(true).map(topicOf)]
        const inData = at(false)
        const data = coder.encode(
          inData.map((i) => types[i] as ParamType),
          inData.map((i) => positional(types[i] as ParamType, values[i])),
        )
        const log = { topics, data } as Partial<TransactionLog>
        const hashes = topics.slice(1)
        const args: [string, unknown][] = inputs.map((input, i) => {
          const topic = input.indexed ? hashes.shift() : undefined
          return [input.name, isHashed(input) ? topic : values[i]]
        })
        const expected = {
          eventName: 'E',
          args: Object.fromEntries(args),
          log: { address: to, ...log },
        }
        expect(await decoded(abi, log)).toEqual([expected])
      }),
      { numRuns: 150 },
    )
  }, 60_000)

  it('of one name go by their signature', async () => {
    const abi = ['uint256', 'address'].map((type) =>
      event('Moved', [{ name: 'what', type, indexed: true }]),
    )
    const { topicHash } = new Interface(abi).getEvent('Moved(uint256)') ?? {}
    const topics = [topicHash, `0x${'7'.padStart(64, '0')}`] as TransactionLog['topics']
    const expected = [{ eventName: 'Moved(uint256)', args: { what: 7n } }]
    expect(await decoded(abi, { topics })).toMatchObject(expected)
  })

  it('that are listed twice are one', async () => {
    const twice = [event('Paid', amount), event('Paid', amount)]
    const data = `0x${'7'.padStart(64, '0')}` as const
    const expected = [{ eventName: 'Paid', args: { amount: 7n } }]
    expect(await decoded(twice, { topics: [topic], data })).toMatchObject(expected)
  })

  const topic = new Interface([event('Paid', amount)]).getEvent('Paid')?.topicHash as `0x${string}`
  const word = `0x${'0'.repeat(64)}` as const

  it.each<[string, Partial<TransactionLog>, number]>([
    ['another contract', { address: `0x${'b'.repeat(40)}`, topics: [topic], data: word }, 1024],
    ['an event that the ABI lacks', { topics: [`0x${'c'.repeat(64)}`], data: word }, 1024],
    ['an anonymous event', { topics: [], data: word }, 1024],
    ['the same signature that indexes otherwise', { topics: [topic, word], data: word }, 1024],
    ['less data than its arguments take', { topics: [topic], data: '0x00' }, 1024],
    ['more data than is decoded', { topics: [topic], data: word }, 31],
  ])('that are not there: a log of %s stays a log', async (_, log, bytesMax) => {
    const abi = [event('Paid', amount), event('Hidden', amount, { anonymous: true })]
    expect(await decoded(abi, { topics: [topic], data: word })).toHaveLength(1)
    expect(await decoded(abi, log, bytesMax)).toEqual([])
  })
})
