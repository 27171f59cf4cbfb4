// Owns printing encoders: straight-line TypeScript from values to hex digits.

import type { AbiType } from '../../ir/contract.js'
import { type FieldPlan, fieldsOf, typeKey } from '../../ir/plan/contract-types.js'
import type { CodecPlan, FunctionPlan } from '../../ir/plan/contracts.js'
import { Code, code, ident, join, member, num, str } from '../code/code.js'
import { headBytes, headBytesOf, isDynamic } from './layout.js'
import { type ContractPrinting, numberBitsMax, typeText } from './type-text.js'

/** A value to encode: its type, the expression that gives it, and what messages call it. */
interface Part {
  readonly type: AbiType
  readonly value: Code
  readonly label: Code
}

/** The function that turns a call's arguments into calldata. */
export const inputEncoder = (plan: FunctionPlan, printing: ContractPrinting): Code => {
  const parts = plan.fields.map((field, index) => {
    const local = ident(plan.locals[index] ?? `arg${index}`)
    return { type: field.type, value: local, label: str(field.name) }
  })
  const parameters = parts.map((part) => code`${part.value}: ${typeText(part.type, printing)}`)
  const head = code`const ${ident(plan.encoder)} = (${join(parameters, ', ')}): ${printing.useType('Hex')} =>`
  const { tails, digits } = encodeParts(Code.of(plan.function.selector), parts, printing)
  if (tails.length === 0) return code`${head}\n  ${digits}`
  return code`${head} {
  ${join(tails, '\n')}
  return ${digits}
}`
}

/** `encodeX` of a tuple or an array; gives digits without `0x`. */
export const codecEncoder = (plan: CodecPlan, printing: ContractPrinting): Code => {
  const { type } = plan
  const body =
    type.kind === 'tuple' ? tupleBody(type.components, printing) : arrayBody(type, printing)
  const value = typeText(type, printing)
  return code`const ${ident(`encode${plan.name}`)} = (value: ${value}, label: string): string => {
  ${body}
}`
}

const tupleBody = (
  components: Parameters<typeof fieldsOf>[0],
  printing: ContractPrinting,
): Code => {
  const parts = fieldsOf(components).map((field: FieldPlan) => ({
    type: field.type,
    value: code`value${member(field.name)}`,
    label: str(field.name),
  }))
  const { tails, digits } = encodeParts(null, parts, printing)
  return join(
    [code`${printing.use('fields')}(value, label)`, ...tails, code`return ${digits}`],
    '\n',
  )
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
  printing: ContractPrinting,
): EncodedParts => {
  const dynamic = parts.filter((part) => isDynamic(part.type))
  const tails = dynamic.map(
    (part, index) => code`const ${tailName(index)} = ${encodeValue(part, printing)}`,
  )
  let seen = 0
  const heads = parts.map((part) => {
    if (!isDynamic(part.type)) return hole(encodeValue(part, printing))
    return hole(offsetOf(headBytesOf(parts), seen++, printing))
  })
  const ends = dynamic.map((_, index) => hole(tailName(index)))
  const digits = join([...(prefix ? [prefix] : []), ...heads, ...ends], '')
  return { tails, digits: code`\`${digits}\`` }
}

/** `${expression}` inside a template literal. */
const hole = (expression: Code): Code => code`\${${expression}}`

const tailName = (index: number): Code => ident(`tail${index}`)

/** The word of the offset of tail `index`: the head, and the tails before it at two digits a byte. */
const offsetOf = (head: number, index: number, printing: ContractPrinting): Code => {
  if (index === 0) return code`${printing.use('countWord')}(${num(head)})`
  const before = Array.from({ length: index }, (_, tail) => code`${tailName(tail)}.length`)
  return code`${printing.use('countWord')}(${num(head)} + (${join(before, ' + ')}) / 2)`
}

const encodeValue = ({ type, value, label }: Part, printing: ContractPrinting): Code => {
  switch (type.kind) {
    case 'uint':
    case 'int': {
      const small = type.bits <= numberBitsMax
      const word = printing.use(wordNames[type.kind][small ? 'small' : 'large'])
      return code`${word}(${value}, ${num(type.bits)}, ${label})`
    }
    case 'address':
      return code`${printing.use('addressWord')}(${value}, ${label})`
    case 'bool':
      return code`${printing.use('boolWord')}(${value}, ${label})`
    case 'fixedBytes':
      return code`${printing.use('fixedBytesWord')}(${value}, ${num(type.size)}, ${label})`
    case 'function':
      return code`${printing.use('fixedBytesWord')}(${value}, 24, ${label})`
    case 'string':
      return code`${printing.use('stringTail')}(${value}, ${label})`
    case 'bytes':
      return code`${printing.use('bytesTail')}(${value}, ${label})`
    default:
      return code`${ident(`encode${printing.codecNames.get(typeKey(type)) ?? ''}`)}(${value}, ${label})`
  }
}

const wordNames = {
  uint: { small: 'smallUintWord', large: 'uintWord' },
  int: { small: 'smallIntWord', large: 'intWord' },
} as const

const arrayBody = (type: Extract<AbiType, { kind: 'array' }>, printing: ContractPrinting): Code => {
  const item = { type: type.item, value: code`item`, label: code`label` }
  const length = type.length === null ? code`null` : num(type.length)
  const list = code`${printing.use('items')}(value, ${length}, label)`
  const count = type.length === null ? code`${printing.use('countWord')}(value.length)` : code`''`
  if (!isDynamic(type.item)) {
    return code`let out = ''
for (const item of ${list}) out += ${encodeValue(item, printing)}
return ${type.length === null ? code`${count} + out` : code`out`}`
  }
  return code`let head = ''
let out = ''
for (const item of ${list}) {
  head += ${printing.use('countWord')}(value.length * ${num(headBytes(type.item))} + out.length / 2)
  out += ${encodeValue(item, printing)}
}
return ${type.length === null ? code`${count} + head + out` : code`head + out`}`
}
