// Owns comparing how values are written: parameters, headers of answers, fields and parts of forms.

import type { SourceRef } from '../../diagnostics/diagnostic.js'
import { isMultipartForm } from '../../ir/media-types.js'
import type { Encoding, MediaType, Parameter, ResponseHeader } from '../../ir/operation.js'
import type { SchemaId } from '../../ir/schema.js'
import type { OperationRuleId } from './rules.js'

/** A change of how one thing is written. */
export interface WrittenChange {
  readonly rule: OperationRuleId
  readonly place: string
  readonly message: string
  readonly at: SourceRef
}

/** What changed in how a parameter is written, or may be left empty. */
export const compareParameters = (old: Parameter, now: Parameter): readonly WrittenChange[] => {
  const place = `${now.place} ${now.name}`
  const what = `the ${now.place} parameter \`${now.name}\``
  const { at } = now
  const [was, is] = [parameterStyle(old), parameterStyle(now)]
  const changes: WrittenChange[] = []
  if (was !== is) {
    const message = `${what} was ${was}, is ${is}`
    changes.push({ rule: 'parameter-style-changed', place, message, at })
  }
  if (old.allowEmptyValue && !now.allowEmptyValue) {
    const message = `an empty value of ${what} stands for none no more`
    changes.push({ rule: 'empty-value-refused', place, message, at })
  }
  if (!old.allowEmptyValue && now.allowEmptyValue && now.required) {
    const message = `${what} may be empty now, and is none then`
    changes.push({ rule: 'empty-value-allowed', place, message, at })
  }
  return changes
}

const parameterStyle = ({ style, explode, nested, contentType }: Parameter): string => {
  if (contentType !== null) return `\`content: ${contentType}\``
  const inner = nested.length === 0 ? '' : `, inner lists by ${JSON.stringify(nested.join(''))}`
  return `\`style: ${style}, explode: ${explode}\`${inner}`
}

/** What changed in how a header of an answer is written. */
export const compareHeaders = (
  old: ResponseHeader,
  now: ResponseHeader,
  where: { readonly place: string; readonly what: string },
): readonly WrittenChange[] => {
  const [was, is] = [headerStyle(old), headerStyle(now)]
  if (was === is) return []
  const message = `${where.what} was ${was}, is ${is}`
  return [{ rule: 'response-header-style-changed', place: where.place, message, at: now.at }]
}

const headerStyle = ({ explode, separators, contentType }: ResponseHeader): string => {
  if (contentType !== null) return `\`content: ${contentType}\``
  const lists = separators.length === 0 ? '' : `, lists by ${JSON.stringify(separators.join(''))}`
  return `\`explode: ${explode}\`${lists}`
}

/** Headers of one part, whose schemas are to be compared. */
export interface PartPair {
  readonly place: string
  /** null: nothing was said of them. */
  readonly schemas: readonly [SchemaId | null, SchemaId]
  readonly at: SourceRef
}

/** What changed in how the fields or parts of a form are written. */
export const compareForms = (
  old: MediaType,
  now: MediaType,
): { readonly changes: readonly WrittenChange[]; readonly headers: readonly PartPair[] } => {
  const changes: WrittenChange[] = []
  const headers: PartPair[] = []
  const known = new Map(old.encoding.map((each) => [each.name, each]))
  const next = new Map(now.encoding.map((each) => [each.name, each]))
  for (const name of new Set([...known.keys(), ...next.keys()])) {
    const [left, right] = [known.get(name) ?? plain(name), next.get(name) ?? plain(name)]
    const at = right.style?.at ?? now.at
    const of = { name, place: `body /${name}`, at }
    if (isMultipartForm(now.type)) changes.push(...partTypes(left, right, of))
    const [was, is] = [fieldStyle(left, now.type), fieldStyle(right, now.type)]
    if (was !== is) {
      const message = `the field \`${name}\` was ${was}, is ${is}`
      changes.push({ rule: 'field-style-changed', place: of.place, message, at })
    }
    if (right.headers !== null) {
      const schemas = [left.headers?.schema ?? null, right.headers.schema] as const
      headers.push({ place: `${of.place} headers`, schemas, at })
    }
  }
  return { changes, headers }
}

const plain = (name: string): Encoding => {
  return { name, contentType: null, separators: [], style: null, headers: null }
}

const typesOf = ({ contentType }: Encoding): readonly string[] =>
  (contentType ?? '')
    .split(',')
    .flatMap((type) => type.split(';', 1))
    .map((type) => type.trim().toLowerCase())
    .filter((type) => type !== '')

/** Where nothing is said, all media types are taken. */
const partTypes = (
  old: Encoding,
  now: Encoding,
  { name, place, at }: { readonly name: string; readonly place: string; readonly at: SourceRef },
): readonly WrittenChange[] => {
  const [was, is] = [typesOf(old), typesOf(now)]
  if (is.length === 0) return []
  const gone = was.length === 0 ? ['*/*'] : was
  const lost = gone.filter((type) => !is.some((other) => covers(other, type)))
  if (lost.length === 0) return []
  const message = `the part \`${name}\` may not be ${lost.map((type) => `\`${type}\``).join(', ')} any more`
  return [{ rule: 'part-media-type-removed', place, message, at }]
}

/** Whether a media type or range takes in another. */
export const covers = (range: string, type: string): boolean =>
  range === type || range === '*/*' || (range.endsWith('/*') && type.startsWith(range.slice(0, -1)))

const fieldStyle = ({ style, separators }: Encoding, type: string): string => {
  const { style: name, explode } = style ?? { style: 'form', explode: true }
  const lists = separators.length === 0 ? '' : `, lists by ${JSON.stringify(separators.join(''))}`
  return isMultipartForm(type)
    ? `as parts${lists}`
    : `\`style: ${name}, explode: ${explode}\`${lists}`
}
