// Owns the plan of multipart/form-data bodies (OpenAPI 3.1, 4.8.14.3 and 4.8.15): which parts are files, which are
// JSON, and what the form as a whole has to satisfy.

import { diagnostic } from '../../diagnostics/codes.js'
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import type { Encoding, MediaType, PartHeaders } from '../../ir/operation.js'
import type {
  BodyContentPlan,
  MemberPlan,
  OtherPartsPlan,
  PartHeadersPlan,
  PartPlan,
  TypePlan,
} from '../../ir/plan/api.js'
import type { CheckPlan, ObjectCheck } from '../../ir/plan/checks.js'
import { bodyCheckOf, checkOf } from '../checks/checks.js'
import type { PlanContext } from '../context.js'
import { schemaOf, typesOf } from '../schemas/graph.js'
import {
  anyItem,
  combine,
  type Expression,
  free,
  type Member,
  type ObjectShape,
  type Shape,
} from '../schemas/shape.js'
import { bodyTypeOf, typeOf, unknownType } from '../schemas/types.js'
import { formHintOf, hintOf } from './hints.js'

type FormPlan = Omit<BodyContentPlan, 'mediaType' | 'form'>

/** Units are looked into this deep for members that are files. */
const depthMax = 8

/** Plans the body of a form. */
export const planForm = (context: PlanContext, content: MediaType): FormPlan => {
  const { schema, encoding } = content
  const lists = listsOf(content)
  if (schema === null) {
    return {
      type: formType(unknownType, null, []),
      check: { kind: 'any' },
      hint: null,
      parts: [],
      otherParts: noOtherParts,
      lists,
      styles: [],
    }
  }
  const shape = context.inputShapes.ofSchema(schema)
  const object = shape.kind === 'shape' ? shape.object : null
  const members: ReadonlyMap<string, Member> = object?.members ?? new Map()
  const encodings = new Map(encoding.map((each) => [each.name, each]))
  const parts = [...members].map(([name, { expression }]) =>
    partOf(context, name, expression, encodings.get(name)),
  )
  const otherParts = othersOf(context, object)
  const { rest } = otherParts
  const files: Files = {
    named: new Map(parts.filter(({ kind }) => kind === 'file').map((part) => [part.name, part])),
    rest: typeof rest === 'object' && rest?.kind === 'file' ? rest : null,
  }
  const joined = parts.filter((part) => part.joined).map(({ name }) => name)
  const headers = headersType(parts, members)
  const hint = formHintOf(context.inputShapes, { kind: 'one', id: schema }, encoding)
  if (files.named.size === 0 && files.rest === null) {
    return {
      type: formType(typeOf(context, schema, 'input'), headers, joined),
      check: checkOf(context, schema),
      hint,
      parts,
      otherParts,
      lists,
      styles: [],
    }
  }
  return {
    type: formType(
      typeWithFiles(context, bodyTypeOf(context, schema, 'input'), files, 0),
      headers,
      joined,
    ),
    check: checkWithFiles(context, bodyCheckOf(context, schema), files, 0),
    hint,
    parts,
    otherParts,
    lists,
    styles: [],
  }
}

/** Nothing is said of parts beside those that have names. */
export const noOtherParts: OtherPartsPlan = { rest: null, hidden: [] }

const othersOf = (context: PlanContext, object: ObjectShape | null): OtherPartsPlan => {
  if (object === null) return noOtherParts
  const { patterns, closed } = object
  const rest = patterns.length > 0 ? restByPatterns(object) : object.rest
  return {
    rest:
      typeof rest === 'object'
        ? partOf(context, '', rest, undefined)
        : closed && rest === 'dropped'
          ? 'refused'
          : null,
    hidden: [...object.hidden],
  }
}

/** What parts without a name of their own may be; the whole form tells which. */
const restByPatterns = ({ patterns, unmatched, closed }: ObjectShape): ObjectShape['rest'] => {
  const isDescribed = typeof unmatched === 'object' || (unmatched === 'dropped' && closed)
  if (!isDescribed) return 'free'
  const others = typeof unmatched === 'object' ? [unmatched] : []
  return combine('or', [...patterns.map(({ expression }) => expression), ...others])
}

/** What parts the lists of fields that are one text. */
export const listsOf = ({ encoding }: MediaType): BodyContentPlan['lists'] =>
  Object.fromEntries(
    encoding
      .filter(({ separators }) => separators.length > 0)
      .map(({ name, separators }) => [name, separators.join('')]),
  )

/** Parts that are objects are JSON, whatever style the document gives them. */
export const unwrittenParts = (
  context: PlanContext,
  { schema, encoding }: MediaType,
): readonly Diagnostic[] => {
  const shape = schema === null ? null : context.inputShapes.ofSchema(schema)
  const members = shape?.kind === 'shape' ? shape.object?.members : undefined
  return encoding.flatMap(({ name, style }) => {
    const expression = members?.get(name)?.expression
    const part = expression === undefined ? null : context.inputShapes.of(expression)
    if (style === null || part?.kind !== 'shape' || part.object === null) return []
    const message = `the part \`${name}\` is an object, which is read as JSON: its style is not applied`
    return [diagnostic('NX4090', { message, at: style.at })]
  })
}

/** Parts that are files: those that have names, and all others. */
interface Files {
  readonly named: ReadonlyMap<string, PartPlan>
  readonly rest: PartPlan | null
}

const formType = (of: TypePlan, headers: TypePlan | null, joined: readonly string[]): TypePlan => {
  return { kind: 'runtime', name: 'Multipart', of, headers, joined }
}

/** Headers by the names of their parts, as many as there are parts of a list. */
const headersType = (
  parts: readonly PartPlan[],
  members: ReadonlyMap<string, Member>,
): TypePlan | null => {
  const typed = parts.flatMap(({ name, list, headers }): MemberPlan[] => {
    if (headers === null) return []
    const type: TypePlan = list ? { kind: 'list', item: headers.type } : headers.type
    const optional = members.get(name)?.required !== true
    return [{ name, optional, received: true, type, doc: null }]
  })
  return typed.length === 0 ? null : { kind: 'object', members: typed, rest: null }
}

const planHeaders = (context: PlanContext, { schema, written }: PartHeaders): PartHeadersPlan => {
  const hint = hintOf(context.inputShapes, { kind: 'one', id: schema })
  const fields = typeof hint === 'object' && 'fields' in hint ? hint.fields : {}
  const whole = Object.entries(fields).map(([name, each]) => {
    const way = written[name]
    return [name, way === 'json' ? 'json' : way === 'text' ? 'string' : each] as const
  })
  return {
    schema,
    type: typeOf(context, schema, 'input'),
    hint: { fields: Object.fromEntries(whole), rest: null },
    exploded: Object.keys(written).filter((name) => written[name] === 'exploded'),
    check: checkOf(context, schema),
  }
}

const mediaTypes = (contentType: string | null): string[] =>
  (contentType ?? '')
    .split(',')
    .map((type) => (type.split(';')[0] ?? '').trim().toLowerCase())
    .filter((type) => type !== '')

const partOf = (
  context: PlanContext,
  name: string,
  expression: Expression,
  encoding: Encoding | undefined,
): PartPlan => {
  const shape = context.inputShapes.of(expression)
  const items = shape.kind === 'shape' ? shape.array : null
  if (items === null) return planPart(context, name, expression, encoding)
  const whole = anyItem(items)
  const item = whole.kind === 'free' ? null : whole
  const isText = encoding !== undefined && encoding.separators.length > 0
  if (isText && !isBinary(context, item ?? expression)) {
    const joined = encoding.separators[0] !== '&'
    const part = planPart(context, name, item ?? free, encoding)
    return { ...part, kind: 'text', list: true, joined, checks: checksOf(context, item ?? free) }
  }
  const part = planPart(context, name, item ?? expression, encoding)
  const isFile = part.kind === 'file'
  return { ...part, list: true, checks: isFile ? [] : checksOf(context, item ?? free) }
}

/** The part of one value, however many there are. */
export const planPart = (
  context: PlanContext,
  name: string,
  expression: Expression,
  encoding: Encoding | undefined,
): PartPlan => {
  const types = mediaTypes(encoding?.contentType ?? null)
  const headers = encoding?.headers ? planHeaders(context, encoding.headers) : null
  // What the schema calls bytes is a file, whatever its media type is.
  const isFile = types.length === 0 || isBinaryFormat(context, expression)
  const kind = isFile
    ? kindOfShape(context, expression, context.inputShapes.of(expression))
    : kindOfType(types[0] ?? '')
  const checks = kind === 'file' ? [] : checksOf(context, expression)
  return { name, kind, list: false, types, joined: false, checks, headers }
}

/** All that holds of a value whatever else its form has; of alternatives only the whole form tells. */
const checksOf = (context: PlanContext, expression: Expression): readonly CheckPlan[] => {
  if (expression.kind === 'one') {
    const check = checkOf(context, expression.id)
    return check.kind === 'any' ? [] : [check]
  }
  return expression.kind === 'and' ? expression.of.flatMap((each) => checksOf(context, each)) : []
}

const kindOfType = (type: string): PartPlan['kind'] => {
  if (/[/+]json$/.test(type)) return 'json'
  return type.startsWith('text/') ? 'text' : 'file'
}

/** The default content type of a part: by the type of its schema (OpenAPI 3.1, 4.8.15). */
const kindOfShape = (
  context: PlanContext,
  expression: Expression,
  shape: Shape,
): PartPlan['kind'] => {
  if (isBinary(context, expression)) return 'file'
  return shape.kind === 'shape' && (shape.object !== null || shape.array !== null) ? 'json' : 'text'
}

const isBinary = (context: PlanContext, expression: Expression): boolean => {
  if ('of' in expression) return expression.of.some((part) => isBinary(context, part))
  if (expression.kind !== 'one') return false
  return schemaOf(context.api, expression.id).boolean ?? isBinaryFormat(context, expression)
}

const isBinaryFormat = (context: PlanContext, expression: Expression): boolean => {
  if ('of' in expression) return expression.of.some((part) => isBinaryFormat(context, part))
  if (expression.kind !== 'one') return false
  const schema = schemaOf(context.api, expression.id)
  return schema.format === 'binary' && (typesOf(schema) ?? ['string']).includes('string')
}

export const fileType: TypePlan = { kind: 'runtime', name: 'UploadedFile' }

/** The same type, with files where the form has them. */
const typeWithFiles = (
  context: PlanContext,
  type: TypePlan,
  files: Files,
  depth: number,
): TypePlan => {
  const inner = (part: TypePlan): TypePlan => typeWithFiles(context, part, files, depth + 1)
  if (depth > depthMax) return type
  if (type.kind === 'named') return inner(bodyTypeOf(context, type.unit, 'input'))
  if (type.kind === 'both' || type.kind === 'union') return { ...type, of: type.of.map(inner) }
  if (type.kind !== 'object') return type
  const member = (entry: MemberPlan): MemberPlan => {
    const file = files.named.get(entry.name)
    return file === undefined ? entry : { ...entry, type: typeOfFile(file) }
  }
  // An index signature has to fit the declared members as well (TS2411), and is `unknown` beside them.
  const isTyped = files.rest !== null && type.rest !== null && type.members.length === 0
  const rest = isTyped ? typeOfFile(files.rest) : type.rest
  return { ...type, members: type.members.map(member), rest }
}

const typeOfFile = ({ list }: PartPlan): TypePlan =>
  list ? { kind: 'list', item: fileType } : fileType

/** The same check, that looks at files only for being there, and for how many they are. */
const checkWithFiles = (
  context: PlanContext,
  check: CheckPlan,
  files: Files,
  depth: number,
): CheckPlan => {
  const inner = (part: CheckPlan): CheckPlan => checkWithFiles(context, part, files, depth + 1)
  if (depth > depthMax) return check
  if (check.kind === 'call') return inner(bodyCheckOf(context, check.unit, check.mode))
  if (check.kind !== 'value') return check
  return {
    ...check,
    object: check.object === null ? null : objectWithFiles(check.object, files),
    allOf: check.allOf.map(inner),
    anyOf: check.anyOf.map(inner),
    oneOf: check.oneOf.map(inner),
  }
}

const objectWithFiles = (object: ObjectCheck, files: Files): ObjectCheck => ({
  ...object,
  members: object.members.map((entry) =>
    files.named.has(entry.name) ? { ...entry, check: countOnly(entry.check) } : entry,
  ),
  rest: files.rest === null || object.rest.kind === 'never' ? object.rest : countOnly(object.rest),
})

const countOnly = (check: CheckPlan): CheckPlan => {
  if (check.kind !== 'value' || check.array === null) return { kind: 'any' }
  const { itemsMin, itemsMax } = check.array
  const array = {
    ...check.array,
    prefix: [],
    items: { kind: 'any' } as const,
    unique: false,
    itemsMin,
    itemsMax,
  }
  return { ...check, array, allOf: [], anyOf: [], oneOf: [], not: null, enum: null }
}
