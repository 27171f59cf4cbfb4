// Owns printing decoders: straight-line TypeScript from returned data to values.

import type { AbiParameter, AbiType } from '../../ir/contract.js'
import { type FieldPlan, fieldsOf, typeKey } from '../../ir/plan/contract-types.js'
import type { CodecPlan, EventPlan, FunctionPlan } from '../../ir/plan/contracts.js'
import { type Code, code, ident, join, literalKey, num } from '../code/code.js'
import { headBytes, headBytesOf, isDynamic } from './layout.js'
import { type ContractPrinting, numberBitsMax, resultText, typeText } from './type-text.js'

/** Where a value stands: `at + 64`, or a number when the base is the start of the data. */
type Place = (bytes: number) => Code

const fromStart: Place = (bytes) => num(bytes)
const fromAt: Place = (bytes) => (bytes === 0 ? code`at` : code`at + ${num(bytes)}`)

/** The function that turns returned data into what a read resolves to. */
export const outputDecoder = (plan: FunctionPlan, printing: ContractPrinting): Code => {
  const { outputs } = plan
  const [only] = outputs
  const result = resultText(outputs, printing)
  const name = ident(plan.decoder)
  if (!only) return code`const ${name} = (): void => {}`
  const head = headBytesOf(outputs)
  const body =
    outputs.length === 1
      ? decodeValue(only.type, fromStart, 0, head, printing)
      : code`({
  ${decodeFields(outputs, fromStart, printing)}
})`
  return code`const ${name} = (data: ${printing.useType('AbiData')}): ${result} =>
  ${body}`
}

/** The properties of an object literal of a list of values, one line each. */
const decodeFields = (
  fields: readonly FieldPlan[],
  place: Place,
  printing: ContractPrinting,
): Code => {
  const head = headBytesOf(fields)
  let bytes = 0
  const entries = fields.map((field) => {
    const value = decodeValue(field.type, place, bytes, head, printing)
    bytes += headBytes(field.type)
    return code`${literalKey(field.name)}: ${value},`
  })
  return join(entries, '\n')
}

/** The properties of a custom error's arguments; its data starts behind the selector. */
export const errorArgs = (fields: readonly FieldPlan[], printing: ContractPrinting): Code =>
  decodeFields(fields, fromStart, printing)

/** The properties of an event's arguments: indexed ones are a word each, the data of the log follows them. */
export const eventArgs = ({ fields }: EventPlan, printing: ContractPrinting): Code => {
  const data = fields.filter(({ place }) => place === 'data')
  const head = headBytesOf(data)
  let topic = 0
  let bytes = (fields.length - data.length) * 32
  const start = bytes
  const behindTopics: Place = (more) => num(start + more)
  const entries = fields.map(({ name, type, place }) => {
    if (place === 'data') {
      const value = decodeValue(type, behindTopics, bytes - start, head, printing)
      bytes += headBytes(type)
      return code`${literalKey(name)}: ${value},`
    }
    const kept = place === 'hash' ? hashType : type
    topic += 32
    return code`${literalKey(name)}: ${staticAt(kept, num(topic - 32), printing)},`
  })
  return join(entries, '\n')
}

const hashType: AbiType = { kind: 'fixedBytes', size: 32 }

/** `decodeX` of a tuple or an array that stands at byte `at`. */
export const codecDecoder = (plan: CodecPlan, printing: ContractPrinting): Code => {
  const { type } = plan
  const body =
    type.kind === 'tuple' ? tupleBody(type.components, printing) : arrayBody(type, printing)
  return code`const ${ident(`decode${plan.name}`)} = (data: ${printing.useType('AbiData')}, at: number): ${typeText(type, printing)} => {
  ${join([...spendHead(type), body], '\n')}
}`
}

/** A shared tail may be decoded many times, so each time costs; `lengthAt` charges dynamic arrays. */
const spendHead = (type: CodecPlan['type']): readonly Code[] => {
  if (!isDynamic(type) || (type.kind === 'array' && type.length === null)) return []
  const bytes =
    type.kind === 'tuple' ? headBytesOf(type.components) : (type.length ?? 0) * headBytes(type.item)
  return [code`data.spend(${num(bytes / 32)}, at)`]
}

const tupleBody = (components: readonly AbiParameter[], printing: ContractPrinting): Code =>
  code`return {
  ${decodeFields(fieldsOf(components), fromAt, printing)}
}`

const arrayBody = (type: Extract<AbiType, { kind: 'array' }>, printing: ContractPrinting): Code => {
  const step = num(headBytes(type.item))
  const start =
    type.length === null
      ? code`const length = ${printing.use('lengthAt')}(data, at, ${step})
const base = at + 32`
      : code`const length = ${num(type.length)}
const base = at`
  const at = code`base + i * ${step}`
  const item = isDynamic(type.item)
    ? dynamicAt(
        type.item,
        code`${printing.use('offsetAt')}(data, base, ${at}, length * ${step})`,
        printing,
      )
    : staticAt(type.item, at, printing)
  return code`${start}
const out: ${mutableArray(type.item, printing)} = []
for (let i = 0; i < length; i++) out.push(${item})
return out`
}

const mutableArray = (item: AbiType, printing: ContractPrinting): Code =>
  item.kind === 'array'
    ? code`(${typeText(item, printing)})[]`
    : code`${typeText(item, printing)}[]`

/** A value at `bytes` behind the place's base, in a list whose head takes `head` bytes. */
const decodeValue = (
  type: AbiType,
  place: Place,
  bytes: number,
  head: number,
  printing: ContractPrinting,
): Code => {
  if (!isDynamic(type)) return staticAt(type, place(bytes), printing)
  const offset = code`${printing.use('offsetAt')}(data, ${place(0)}, ${place(bytes)}, ${num(head)})`
  return dynamicAt(type, offset, printing)
}

const dynamicAt = (type: AbiType, at: Code, printing: ContractPrinting): Code => {
  if (type.kind === 'string') return code`${printing.use('stringAt')}(data, ${at})`
  if (type.kind === 'bytes') return code`${printing.use('bytesAt')}(data, ${at})`
  return composite(type, at, printing)
}

const composite = (type: AbiType, at: Code, printing: ContractPrinting): Code =>
  code`${ident(`decode${printing.codecNames.get(typeKey(type)) ?? ''}`)}(data, ${at})`

const staticAt = (type: AbiType, at: Code, printing: ContractPrinting): Code => {
  switch (type.kind) {
    case 'uint':
    case 'int': {
      const small = type.bits <= numberBitsMax
      const reader = printing.use(readerNames[type.kind][small ? 'small' : 'large'])
      return code`${reader}(data, ${at}, ${num(type.bits)})`
    }
    case 'address':
      return code`${printing.use('addressAt')}(data, ${at})`
    case 'bool':
      return code`${printing.use('boolAt')}(data, ${at})`
    case 'fixedBytes':
      return code`${printing.use('fixedBytesAt')}(data, ${at}, ${num(type.size)})`
    case 'function':
      return code`${printing.use('fixedBytesAt')}(data, ${at}, 24)`
    default:
      return composite(type, at, printing)
  }
}

const readerNames = {
  uint: { small: 'smallUintAt', large: 'uintAt' },
  int: { small: 'smallIntAt', large: 'intAt' },
} as const
