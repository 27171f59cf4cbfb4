// Owns random ABI types with values for them, as generated clients have them and as ethers takes them.

import { getAddress, type ParamType } from 'ethers'
import fc from 'fast-check'

export interface Parameter {
  readonly name: string
  readonly type: string
  readonly components?: readonly Parameter[]
}

/** Random elementary types with a value as generated clients have it. */
const elementary: fc.Arbitrary<{ type: string; value: fc.Arbitrary<unknown> }> = fc.oneof(
  fc.integer({ min: 1, max: 32 }).map((bytes) => {
    const bits = bytes * 8
    const max = 2n ** BigInt(bits) - 1n
    const big = fc.oneof(fc.bigInt({ min: 0n, max }), fc.constantFrom(0n, max))
    return { type: `uint${bits}`, value: bits <= 48 ? big.map(Number) : big }
  }),
  fc.integer({ min: 1, max: 32 }).map((bytes) => {
    const bits = bytes * 8
    const half = 2n ** BigInt(bits - 1)
    const big = fc.oneof(
      fc.bigInt({ min: -half, max: half - 1n }),
      fc.constantFrom(-half, -1n, half - 1n),
    )
    return { type: `int${bits}`, value: bits <= 48 ? big.map(Number) : big }
  }),
  fc.constant({ type: 'bool', value: fc.boolean() }),
  fc.constant({ type: 'address', value: hex(20).map((text) => getAddress(text)) }),
  fc.constant({ type: 'string', value: fc.string({ unit: 'grapheme', maxLength: 70 }) }),
  fc.constant({ type: 'bytes', value: fc.integer({ min: 0, max: 70 }).chain((size) => hex(size)) }),
  fc.integer({ min: 1, max: 32 }).map((size) => ({ type: `bytes${size}`, value: hex(size) })),
)

export function hex(size: number): fc.Arbitrary<string> {
  return fc
    .uint8Array({ minLength: size, maxLength: size })
    .map((bytes) => `0x${Buffer.from(bytes).toString('hex')}`)
}

/** A parameter's type, and values for it. */
export interface Shape {
  readonly type: string
  readonly components?: readonly Parameter[]
  readonly value: fc.Arbitrary<unknown>
}

const arrayOf = (item: fc.Arbitrary<Shape>): fc.Arbitrary<Shape> =>
  fc.tuple(item, fc.option(fc.integer({ min: 1, max: 3 }))).map(([shape, length]) => ({
    ...shape,
    type: `${shape.type}[${length ?? ''}]`,
    value: fc.array(
      shape.value,
      length === null ? { maxLength: 4 } : { minLength: length, maxLength: length },
    ),
  }))

export const names = [
  'a',
  'to',
  'data',
  'constructor',
  'default',
  'value',
  'toString',
  'tail0',
  'uintWord',
  'at',
]

const tupleOf = (item: fc.Arbitrary<Shape>): fc.Arbitrary<Shape> =>
  fc.array(item, { minLength: 1, maxLength: 4 }).map((shapes) => {
    const named = shapes.map((shape, index) => ({ ...shape, name: names[index] ?? '' }))
    return {
      type: 'tuple',
      components: named.map(parameterOf),
      value: fc
        .tuple(...named.map(({ value }) => value))
        .map((values) => Object.fromEntries(values.map((value, i) => [named[i]?.name, value]))),
    }
  })

export const parameterOf = ({ name, type, components }: Shape & { name: string }): Parameter =>
  components ? { name, type, components } : { name, type }

export const { shape } = fc.letrec<{ shape: Shape }>((tie) => ({
  shape: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    elementary as fc.Arbitrary<Shape>,
    arrayOf(tie('shape')),
    tupleOf(tie('shape')),
  ),
}))

/** Structs by position: ethers cannot find a field named `constructor`. */
export const positional = (type: ParamType, value: unknown): unknown => {
  if (type.isArray())
    return (value as unknown[]).map((item) => positional(type.arrayChildren, item))
  if (!type.isTuple()) return value
  const fields = Array.isArray(value) ? [...value] : Object.values(value as object)
  return type.components.map((component, i) => positional(component, fields[i]))
}
