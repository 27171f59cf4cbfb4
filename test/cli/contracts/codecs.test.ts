// Emitted codecs against ethers': the same bytes out, the same values in, and malformed data refused.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { AbiCoder, getAddress, Interface, type ParamType } from 'ethers'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AbiData, ContractResultError } from '../../../runtime/src/web3/index.js'
import { hex, names, type Parameter, parameterOf, positional, shape } from './abi-values.js'
import { emitted, evaluate } from './generated.js'

const require = createRequire(import.meta.url)
const openZeppelin = join(
  dirname(require.resolve('@openzeppelin/contracts/package.json')),
  'build/contracts',
)
const coder = AbiCoder.defaultAbiCoder()

/** What a read was asked to do: its calldata, and how its result would be decoded. */
interface Captured {
  readonly data: string
  readonly decode: (data: AbiData) => unknown
}

type Client = Record<'read' | 'write', Record<string, (...args: unknown[]) => Promise<Captured>>>

/** A client whose calls go nowhere. */
const clientOf = (abi: string): Client => {
  const files = emitted({ subject: abi })
  const [path = ''] = [...files.keys()]
  const exported = evaluate(files)(path)
  const capture = async (_spec: unknown, _name: string, encode: () => string, decode: unknown) => ({
    data: encode(),
    decode,
  })
  const Class = Object.values(exported).find((value) => String(value).startsWith('class')) as new (
    link: unknown,
  ) => Client
  return new Class({ address: null, read: capture, write: capture })
}

/** Calls a member that has to be there. */
const call = async (
  members: Client['read'],
  name: string,
  args: readonly unknown[],
): Promise<Captured> => {
  const member = members[name]
  if (!member) throw new Error(`the client has no ${name}`)
  return member(...args)
}

/** One function with these inputs and outputs, and values for them. */
const subject = fc.array(shape, { minLength: 1, maxLength: 4 }).chain((shapes) =>
  fc.record({
    parameters: fc.constant(shapes.map((s, i) => parameterOf({ ...s, name: names[i] ?? '' }))),
    values: fc.tuple(...shapes.map(({ value }) => value)),
  }),
)

const abiOf = (parameters: readonly Parameter[]): string =>
  JSON.stringify([
    {
      type: 'function',
      name: 'f',
      stateMutability: 'pure',
      inputs: parameters,
      outputs: parameters,
    },
    { type: 'function', name: 'g', stateMutability: 'nonpayable', inputs: parameters, outputs: [] },
  ])

const typesOf = (abi: string): readonly ParamType[] =>
  new Interface(abi).getFunction('f')?.outputs ?? []

/** ethers' encoding; structs are given by position, as it cannot find a field named `constructor`. */
const encodedBy = (types: readonly ParamType[], values: readonly unknown[]): string =>
  coder.encode(
    [...types],
    types.map((type, i) => positional(type, values[i])),
  )

describe('emitted codecs', () => {
  it('encode what ethers encodes and decode it again, whatever the types', async () => {
    await fc.assert(
      fc.asyncProperty(subject, async ({ parameters, values }) => {
        const abi = abiOf(parameters)
        const types = typesOf(abi)
        const encoded = encodedBy(types, values)
        const client = clientOf(abi)
        const { data, decode } = await call(client.read, 'f', values)
        expect(data.slice(10)).toBe(encoded.slice(2))
        const named = Object.fromEntries(parameters.map(({ name }, i) => [name, values[i]]))
        expect((await call(client.write, 'g', [named])).data.slice(10)).toBe(encoded.slice(2))
        const decoded = decode(new AbiData(encoded.slice(2)))
        expect(decoded).toEqual(values.length === 1 ? values[0] : named)
      }),
      { numRuns: 150 },
    )
  }, 60_000)

  it('accept a changed encoding only when ethers reads the same from it', async () => {
    await fc.assert(
      fc.asyncProperty(
        subject,
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), {
          minLength: 1,
          maxLength: 3,
        }),
        fc.option(fc.nat(), { freq: 3 }),
        async ({ parameters, values }, changes, cut) => {
          const abi = abiOf(parameters)
          const types = typesOf(abi)
          const bytes = Buffer.from(encodedBy(types, values).slice(2), 'hex')
          for (const [at, byte] of changes) bytes[at % bytes.length] = byte
          const kept = cut === null ? bytes : bytes.subarray(0, cut % bytes.length)
          const { decode } = await call(clientOf(abi).read, 'f', values)
          let decoded: unknown
          try {
            decoded = decode(new AbiData(kept.toString('hex')))
          } catch (error) {
            expect(error).toBeInstanceOf(ContractResultError)
            return
          }
          const theirs = coder.decode([...types], kept)
          const list = parameters.length === 1 ? [decoded] : Object.values(decoded as object)
          expect(encodedBy(types, list)).toBe(encodedBy(types, [...theirs]))
        },
      ),
      { numRuns: 250 },
    )
  }, 60_000)

  it.each(['ERC20', 'ERC721', 'ERC1155', 'Governor', 'AccessManager', 'ERC4337Utils', 'Multicall'])(
    'handle every function of OpenZeppelin %s as ethers does',
    async (name) => {
      const text = readFileSync(join(openZeppelin, `${name}.json`), 'utf8')
      const contract = new Interface(JSON.parse(text).abi)
      const client = clientOf(text)
      for (const fragment of contract.fragments) {
        if (fragment.type !== 'function') continue
        const fn = contract.getFunction(fragment.format('sighash'))
        if (!fn) continue
        const [values = []] = fc.sample(fc.tuple(...fn.inputs.map(valuesOf)), {
          numRuns: 1,
          seed: 7,
        })
        const key =
          Object.hasOwn(client.read, fn.name) || Object.hasOwn(client.write, fn.name)
            ? fn.name
            : fn.format('sighash')
        const theirs = contract.encodeFunctionData(fn, values)
        const read = client.read[key]
        const named = Object.fromEntries(
          fn.inputs.map(({ name }, i) => [name || `_${i}`, values[i]]),
        )
        const captured = await (read
          ? read(...values)
          : client.write[key]?.(...(fn.inputs.length > 0 ? [named] : [])))
        expect(captured?.data).toBe(theirs)
      }
    },
  )
})

/** Values for one of ethers' parameter types. */
const valuesOf = (type: ParamType): fc.Arbitrary<unknown> => {
  if (type.isArray()) return fc.array(valuesOf(type.arrayChildren), { minLength: 2, maxLength: 2 })
  if (type.isTuple()) {
    const entries = type.components.map((component, i) => [
      component.name || `_${i}`,
      valuesOf(component),
    ])
    return fc.record(Object.fromEntries(entries) as Record<string, fc.Arbitrary<unknown>>)
  }
  if (type.type === 'bool') return fc.boolean()
  if (type.type === 'string') return fc.string()
  if (type.type === 'address') return hex(20).map((text) => getAddress(text))
  if (type.type.startsWith('bytes')) return hex(Number(type.type.slice(5) || 37))
  const bits = Number(type.type.replace(/^u?int/, ''))
  const max = 2n ** BigInt(bits - 1) - 1n
  return bits <= 48 ? fc.bigInt({ min: 0n, max }).map(Number) : fc.bigInt({ min: 0n, max })
}

describe('strict decoding', () => {
  const word = (value: bigint | number) =>
    BigInt.asUintN(256, BigInt(value)).toString(16).padStart(64, '0')

  const decoderOf = async (type: string, components?: readonly Parameter[]) => {
    const outputs = [components ? { name: '', type, components } : { name: '', type }]
    const abi = [{ type: 'function', name: 'f', stateMutability: 'view', inputs: [], outputs }]
    const captured = await call(clientOf(JSON.stringify(abi)).read, 'f', [])
    return (digits: string) => captured.decode(new AbiData(digits))
  }

  it.each<[string, string, string]>([
    ['bool', word(2), 'not a bool|0 or 1'],
    ['bool', `1${word(1).slice(1)}`, 'not a bool'],
    ['uint8', word(256), 'not a uint8'],
    ['uint48', word(2n ** 48n), 'not a uint48'],
    ['uint248', word(2n ** 248n), 'not a uint248'],
    ['int8', word(128), 'not an int8'],
    ['int8', `0${word(-1).slice(1)}`, 'not an int8'],
    ['int128', word(2n ** 127n), 'not an int128'],
    ['address', word(2n ** 160n), 'not an address'],
    ['bytes4', word(1), 'not a bytes4'],
    ['uint256', word(1).slice(2), 'ends too early'],
    ['string', word(0) + word(0), 'backwards'],
    ['string', word(64) + word(0), 'outside'],
    ['string', word(2n ** 255n) + word(0), 'within the data'],
    ['string', word(32) + word(33) + word(0), 'longer'],
    ['string', word(32) + word(1) + 'ff'.padEnd(64, '0'), 'UTF-8'],
    ['uint8[]', word(32) + word(2n ** 40n), 'longer'],
    ['string[]', word(32) + word(1) + word(0), 'backwards'],
  ])('refuses %s in %s', async (type, digits, reason) => {
    const decode = await decoderOf(type)
    expect(() => decode(digits)).toThrow(new RegExp(reason))
  })

  it.each<[string, string, unknown]>([
    ['int8', word(-128), -128],
    ['int256', word(-1), -1n],
    ['bool', word(1), true],
    ['uint48', word(2n ** 48n - 1n), 2 ** 48 - 1],
    ['string', word(32) + word(3) + 'efbbbf'.padEnd(64, '0'), '\uFEFF'],
    ['uint256', word(7) + word(9), 7n],
  ])('accepts %s in %s', async (type, digits, value) => {
    expect((await decoderOf(type))(digits)).toBe(value)
  })

  it('gives up on a decode bomb: each level points at one tail many times', async () => {
    const levels = 6
    const width = 40
    const type = `string${'[]'.repeat(levels)}`
    // Every element of a level is the same offset, so width ** levels strings would come out.
    let tail = word(0)
    for (let level = 0; level < levels; level++) {
      tail = word(width) + word(width * 32).repeat(width) + tail
    }
    const decode = await decoderOf(type)
    expect(() => decode(word(32) + tail)).toThrow(/overlap so often/)
  })

  it('gives up on a bomb of structs that share one large fixed array', async () => {
    const components = [
      { name: 'name', type: 'string' },
      { name: 'many', type: 'uint256[400]' },
    ]
    const body = word(401 * 32) + word(1).repeat(400) + word(0)
    const count = 400
    const digits = word(32) + word(count) + word(count * 32).repeat(count) + body
    const decode = await decoderOf('tuple[]', components)
    expect(() => decode(digits)).toThrow(/overlap so often/)
  })
})
