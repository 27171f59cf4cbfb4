// Owns printing encoders: straight-line TypeScript from values to hex digits.

import type { AbiType } from '../../ir/contract.js'
import { type FieldPlan, fieldsOf, typeKey } from '../../ir/plan/contract-types.js'
import type { CodecPlan, FunctionPlan } from '../../ir/plan/contracts.js'
import { Code, code, ident, join, member, num, str } from '../code.js'
import { headBytes, headBytesOf, isDynamic } from './layout.js'
import { numberBitsMax, type TypeNames, typeText } from './type-text.js'

/** A value to encode: its type, the expression that gives it, and what messages call it. */
interface Part {
  readonly type: AbiType
  readonly value: Code
  readonly label: Code
}

/** The function that turns a call's arguments into calldata. */
export const inputEncoder = (plan: FunctionPlan, names: TypeNames): Code => {
  const parts = plan.fields.map((field, index) => {
    const local = ident(plan.locals[index] ?? `arg${index}`)
    return { type: field.type, value: local, label: str(field.name) }
  })
  const parameters = parts.map((part) => code`${part.value}: ${typeText(part.type, names)}`)
  const head = code`const ${ident(plan.encoder)} = (${join(parameters, ', ')}): Hex =>`
  const { tails, digits } = encodeParts(Code.of(plan.function.selector), parts, names)
  if (tails.length === 0) return code`${head}\n  ${digits}`
  return code`${head} {
  ${join(tails, '\n')}
  return ${digits}
}`
}

/** `encodeX` of a tuple or an array; gives digits without `0x`. */
export const codecEncoder = (plan: CodecPlan, names: TypeNames): Code => {
  const { type } = plan
  const body = type.kind === 'tuple' ? tupleBody(type.components, names) : arrayBody(type, names)
  const value = typeText(type, names)
  return code`const ${ident(`encode${plan.name}`)} = (value: ${value}, label: string): string => {
  ${body}
}`
}

const tupleBody = (components: Parameters<typeof fieldsOf>[0], names: TypeNames): Code => {
  const parts = fieldsOf(components).map((field: FieldPlan) => ({
    type: field.type,
    value: code`value${member(field.name)}`,
    label: str(field.name),
  }))
  const { tails, digits } = encodeParts(null, parts, names)
  return join([code`fields(value, label)`, ...tails, code`return ${digits}`], '\n')
}

/** How a list of values is encoded: constants for the tails, then one template literal. */
interface EncodedParts {
  readonly tails: readonly Code[]
  readonly digits: Code
}

/** `prefix` is the selector of a call. */
const encodeParts = (
  prefix: Code | null,
  parts: readonly Part[],
  names: TypeNames,
): EncodedParts => {
  const dynamic = parts.filter((part) => isDynamic(part.type))
  const tails = dynamic.map(
    (part, index) => code`const ${tailName(index)} = ${encodeValue(part, names)}`,
  )
  let seen = 0
  const heads = parts.map((part) => {
    if (!isDynamic(part.type)) return hole(encodeValue(part, names))
    return hole(offsetOf(headBytesOf(parts), seen++))
  })
  const ends = dynamic.map((_, index) => hole(tailName(index)))
  const digits = join([...(prefix ? [prefix] : []), ...heads, ...ends], '')
  return { tails, digits: code`\`${digits}\`` }
}

/** `${expression}` inside a template literal. */
const hole = (expression: Code): Code => code`\${${expression}}`

const tailName = (index: number): Code => ident(`tail${index}`)

/** The word of the offset of tail `index`: the head, and the tails before it at two digits a byte. */
const offsetOf = (head: number, index: number): Code => {
  if (index === 0) return code`countWord(${num(head)})`
  const before = Array.from({ length: index }, (_, tail) => code`${tailName(tail)}.length`)
  return code`countWord(${num(head)} + (${join(before, ' + ')}) / 2)`
}

const encodeValue = ({ type, value, label }: Part, names: TypeNames): Code => {
  switch (type.kind) {
    case 'uint':
    case 'int': {
      const small = type.bits <= numberBitsMax
      const word = Code.of(wordNames[type.kind][small ? 'small' : 'large'])
      return code`${word}(${value}, ${num(type.bits)}, ${label})`
    }
    case 'address':
      return code`addressWord(${value}, ${label})`
    case 'bool':
      return code`boolWord(${value}, ${label})`
    case 'fixedBytes':
      return code`fixedBytesWord(${value}, ${num(type.size)}, ${label})`
    case 'function':
      return code`fixedBytesWord(${value}, 24, ${label})`
    case 'string':
      return code`stringTail(${value}, ${label})`
    case 'bytes':
      return code`bytesTail(${value}, ${label})`
    default:
      return code`${ident(`encode${names.codecNames.get(typeKey(type)) ?? ''}`)}(${value}, ${label})`
  }
}

const wordNames = {
  uint: { small: 'smallUintWord', large: 'uintWord' },
  int: { small: 'smallIntWord', large: 'intWord' },
} as const

const arrayBody = (type: Extract<AbiType, { kind: 'array' }>, names: TypeNames): Code => {
  const item = { type: type.item, value: code`item`, label: code`label` }
  const length = type.length === null ? code`null` : num(type.length)
  const list = code`items(value, ${length}, label)`
  const count = type.length === null ? code`countWord(value.length)` : code`''`
  if (!isDynamic(type.item)) {
    return code`let out = ''
for (const item of ${list}) out += ${encodeValue(item, names)}
return ${type.length === null ? code`${count} + out` : code`out`}`
  }
  return code`let head = ''
let out = ''
for (const item of ${list}) {
  head += countWord(value.length * ${num(headBytes(type.item))} + out.length / 2)
  out += ${encodeValue(item, names)}
}
return ${type.length === null ? code`${count} + head + out` : code`head + out`}`
}
