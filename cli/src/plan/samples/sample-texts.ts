// Owns texts that are tried for a schema: of its format, of its pattern, words, and any text of its length.

import type { Api } from '../../ir/api.js'
import { isCheckedFormat } from '../../ir/formats.js'
import type { JsonValue, Schema, SchemaId } from '../../ir/schema.js'
import { schemaOf } from '../schemas/graph.js'
import { sampleOfPattern } from './pattern-samples.js'

/** Texts of each format, the usual one first. */
const formatTexts: ReadonlyMap<string, readonly string[]> = new Map([
  ['date-time', ['2024-02-29T10:00:00Z']],
  ['date', ['2024-02-29']],
  ['time', ['10:00:00Z']],
  ['duration', ['P1D']],
  ['email', ['somebody@example.com']],
  ['hostname', ['example.com']],
  ['ipv4', ['192.0.2.1', '10.0.0.1', '127.0.0.1']],
  ['ipv6', ['2001:db8::1', '::1']],
  ['uri', ['https://example.com/a', 'http://example.com', 'urn:example:a']],
  ['uri-reference', ['/a']],
  ['uuid', ['123e4567-e89b-42d3-a456-426614174000']],
  ['regex', ['a']],
  ['byte', ['YQ==', 'YWFh', 'YWFhYWFhYWFhYWFh']],
  ['json-pointer', ['/a']],
  ['decimal', ['12.50']],
])

/** Formats that validators check are trusted only for texts of the table above. */
const isTextOfFormat = (format: string | null, text: string): boolean =>
  format === null || !isCheckedFormat(format) || formatTexts.get(format)?.includes(text) === true

const words = [
  'text',
  'a',
  '1',
  'A1',
  'abc',
  'ABC',
  '123',
  'en',
  'USD',
  '0x1',
  '2024-02-29',
  'a-b',
  '12345678',
]

/** What passes for a password wherever one is asked for. */
const mixed = 'Aa1!Aa1!'

/** Longer texts are not made up. */
const lengthMax = 64 * 1024

/** Texts that may satisfy the schema, the likeliest first. */
export function* texts(schema: Schema): Generator<string> {
  const format = schema.format === null ? undefined : formatTexts.get(schema.format)
  if (format !== undefined) {
    yield* format
    return
  }
  const least = schema.minLength ?? 0
  const matching = schema.pattern === null ? null : sampleOfPattern(schema.pattern)
  if (matching !== null) yield matching
  yield* words
  const length = Math.max(least, 1)
  if (length > lengthMax) return
  for (const unit of units) yield unit.repeat(length)
  if (matching !== null && matching.length < least)
    for (const unit of units) {
      const rest = unit.repeat(least - matching.length)
      yield `${matching}${rest}`
      yield `${rest}${matching}`
    }
  yield mixed.repeat(Math.ceil(length / mixed.length)).slice(0, Math.max(length, mixed.length))
}

const units = ['a', '1', 'A', 'f']

/** Whether every text in a value is of its format, as far as that is known. */
export const formatsFit = (api: Api, id: SchemaId, value: JsonValue): boolean => {
  const schema = schemaOf(api, id)
  if (typeof value === 'string') {
    return isTextOfFormat(schema.format, value)
  }
  if (typeof value !== 'object' || value === null) return true
  if (Array.isArray(value))
    return schema.items === null || value.every((item) => formatsFit(api, schema.items ?? '', item))
  const members = value as { readonly [name: string]: JsonValue }
  return schema.properties.every((property) => {
    const member = members[property.name]
    return member === undefined || formatsFit(api, property.schema, member)
  })
}
