// Owns printing TypeScript types.

import type { MemberPlan, RuntimeTypePlan, TypePlan } from '../../ir/plan/api.js'
import {
  type Code,
  code,
  comment,
  ident,
  integer,
  join,
  json,
  key,
  nothing,
  str,
} from '../code/code.js'
import { type Printing, unitOf } from '../code/printing.js'

/** A type expression. Objects take several lines. */
export const printType = (printing: Printing, type: TypePlan): Code => {
  switch (type.kind) {
    case 'keyword':
      return ident(type.name === 'bytes' ? 'Uint8Array' : type.name)
    case 'literal':
      return json(type.value)
    case 'integer':
      return integer(type.digits)
    case 'union':
      return unionType(type.of.map((part) => printPart(printing, part)))
    case 'both':
      return join(
        type.of.map((part) => printPart(printing, part)),
        ' & ',
      )
    case 'list':
      return code`${printPart(printing, type.item)}[]`
    case 'tuple':
      return tupleType(printing, type)
    case 'object':
      return objectType(printing, type.members, type.rest)
    case 'named': {
      const unit = unitOf(printing, type.unit)
      const name = type.direction === 'input' ? unit.inputName : unit.name
      return printing.imports.type(unit.file, name)
    }
    case 'runtime':
      return printing.outside?.runtime(type) ?? runtimeType(printing, type)
  }
}

const runtimeEntries = {
  UploadedFile: '@nexusrt/runtime/body',
  ByteStream: '@nexusrt/runtime/body',
  Multipart: '@nexusrt/runtime/body',
  MultipartList: '@nexusrt/runtime/body',
  Parts: '@nexusrt/runtime/body',
  PartContent: '@nexusrt/runtime/body',
  JsonLines: '@nexusrt/runtime/body',
  Lines: '@nexusrt/runtime/body',
  EventStream: '@nexusrt/runtime/realtime',
  Events: '@nexusrt/runtime/realtime',
  ServerEvent: '@nexusrt/runtime/realtime',
  NamedEvent: '@nexusrt/runtime/realtime',
  RawMessage: '@nexusrt/runtime/realtime',
  ReplyBody: '@nexusrt/runtime/http',
  ReplyText: '@nexusrt/runtime/http',
  Int64: '@nexusrt/runtime',
  Uint64: '@nexusrt/runtime',
  Decimal: '@nexusrt/runtime',
} as const

const runtimeType = (printing: Printing, type: RuntimeTypePlan): Code => {
  const name = printing.imports.runtimeType(runtimeEntries[type.name], type.name as never)
  if (!('of' in type)) return name
  const parts = 'joined' in type ? partTypes(printing, type) : nothing
  return code`${name}<${eventNames(type)}${printType(printing, type.of)}${parts}>`
}

/** What the type of a form has behind it: headers of parts, and parts that are the text of several items. */
export const partTypes = (
  printing: Printing,
  { headers, joined }: Extract<RuntimeTypePlan, { readonly joined: readonly string[] }>,
): Code => {
  if (headers === null && joined.length === 0) return nothing
  const typed = headers === null ? code`Record<never, never>` : printType(printing, headers)
  return joined.length === 0 ? code`, ${typed}` : code`, ${typed}, ${join(joined.map(str), ' | ')}`
}

/** The names of an event, as the first type argument; nothing for other types. */
export const eventNames = (type: RuntimeTypePlan): Code =>
  'events' in type ? code`${join(type.events.map(str), ' | ')}, ` : nothing

const printPart = (printing: Printing, type: TypePlan): Code => {
  const text = printType(printing, type)
  return type.kind === 'union' || type.kind === 'both' ? code`(${text})` : text
}

const lineMax = 90

const unionType = (parts: readonly Code[]): Code => {
  const line = join(parts, ' | ')
  if (parts.length < 2 || line.text.length <= lineMax || line.text.includes('\n')) return line
  return join(
    parts.map((part) => code`\n  | ${part}`),
    '',
  )
}

const tupleType = (printing: Printing, type: Extract<TypePlan, { kind: 'tuple' }>): Code => {
  const items = type.items.map((item, i) =>
    i < (type.itemsMin ?? i + 1) ? printType(printing, item) : code`${printPart(printing, item)}?`,
  )
  const rest = type.rest === null ? [] : [code`...${printPart(printing, type.rest)}[]`]
  return code`[${join([...items, ...rest], ', ')}]`
}

/** `{ ... }` with a doc comment before each member. */
export const objectType = (
  printing: Printing,
  members: readonly MemberPlan[],
  rest: TypePlan | null,
): Code => {
  const lines = members.map((member) => printMember(printing, member))
  if (rest !== null) lines.push(code`[name: string]: ${printType(printing, rest)}`)
  if (lines.length === 0) return code`Record<never, never>`
  return code`{\n  ${lines}\n}`
}

const printMember = (printing: Printing, member: MemberPlan): Code => {
  const { name, type, doc } = member
  const optional = member.optional || (member.filled === true && printing.outside !== undefined)
  const text = printType(printing, type)
  const isUndefinable = type.kind === 'keyword' && type.name === 'unknown'
  // Under exactOptionalPropertyTypes `{ ...found, ...body }` keeps the undefined of a type that names it.
  const isGiven = member.received === true && printing.outside === undefined
  const suffix = optional && !isUndefinable && !isGiven ? code`${text} | undefined` : text
  return code`${comment(doc)}${key(name)}${optional ? code`?` : nothing}: ${suffix}`
}

/** `export interface X {...}` where the type is one object, else `export type X = ...`. */
export const declareType = (
  printing: Printing,
  name: Code,
  type: TypePlan,
  doc: string | null,
): Code => {
  if (type.kind === 'object' && (type.members.length > 0 || type.rest !== null)) {
    return code`${comment(doc)}export interface ${name} ${printType(printing, type)}`
  }
  return code`${comment(doc)}export type ${name} = ${printType(printing, type)}`
}
