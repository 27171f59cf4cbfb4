// Owns a whole form in memory: texts coerced, JSON parsed, files kept, all of it checked by the contract.

import { BodyError } from '../../http/body-error.js'
import { MalformedBody } from '../../http/malformed-body.js'
import { coerceFields, type Hint } from '../../validate/coerce.js'
import { type Issue, Issues } from '../../validate/issues.js'
import type { BodyLimits } from '../body-source.js'
import { parseJsonText, utf8Text } from '../json-text.js'
import type { Part } from './part.js'
import { type PartHeadersSpec, readHeaders } from './part-headers.js'

/** How the contract describes the parts of one name (OpenAPI 3.1, 4.8.15). */
export interface PartSpec {
  /** `text` is coerced by the form's hint, `json` is parsed, `file` is kept as bytes. */
  readonly kind: 'text' | 'json' | 'file'
  /** Parts of this name make an array, one part too. */
  readonly list: boolean
  /** Accepted media types, lower case, `image/*` among them; absent or empty: any. */
  readonly types?: readonly string[]
  /** Of what stands before the part, beside its media type. */
  readonly headers?: PartHeadersSpec
}

/** A form as its contract describes it; a constant of generated code. */
export interface MultipartSpec<Form, Headers = unknown> {
  readonly parts: Readonly<Record<string, PartSpec>>
  /** Parts that are not named. Absent: files when they have a filename, else text. */
  readonly rest?: PartSpec
  /** Of the text parts, as for urlencoded forms. */
  readonly hint: Hint | null
  /** Adds what does not match to `issues`. Files are there, their content is not looked at. */
  readonly validate: (value: unknown, issues: Issues) => unknown
  /** Never there; ties the constant to the form's type. */
  readonly form?: Form
  readonly headers?: Headers
}

/** A file of a form that was read whole. */
export interface UploadedFile {
  /** Without any folder. Still the client's words: no path to write to. */
  readonly filename: string
  readonly contentType: string
  readonly bytes: Uint8Array
}

/** What the contract says of a part. */
export const partSpecOf = (
  { parts, rest }: MultipartSpec<unknown, unknown>,
  { name, filename }: Pick<Part, 'name' | 'filename'>,
): PartSpec => {
  const declared = Object.hasOwn(parts, name) ? parts[name] : rest
  return declared ?? { kind: filename === null ? 'text' : 'file', list: false }
}

/** Reads all parts into one value and checks it. Rejects with a BodyError. */
export const readForm = async <Form, Headers>(
  parts: AsyncIterable<Part>,
  spec: MultipartSpec<Form, Headers>,
  { multipartFormBytesMax: bytesMax, jsonDepthMax }: BodyLimits,
): Promise<{ readonly form: Form; readonly headers: Headers }> => {
  const issues = new Issues()
  const texts: Record<string, string[]> = Object.create(null)
  const others: Named = Object.create(null)
  const headers: Named = Object.create(null)
  let total = 0
  for await (const part of parts) {
    const partSpec = partSpecOf(spec, part)
    const content = partSpec.kind === 'text' ? await part.text() : await part.bytes()
    total += Buffer.byteLength(content)
    if (total > bytesMax) throw new BodyError(413, `The form has more than ${bytesMax} bytes.`)
    if (!isAccepted(partSpec, part.contentType)) refuseType(issues, part)
    if (partSpec.headers !== undefined) {
      const index = partSpec.list ? (headers[part.name]?.values.length ?? 0) : null
      put(headers, part.name, readHeaders(part, index, partSpec.headers, issues), partSpec.list)
    }
    if (typeof content === 'string') addTo(texts, part.name, content)
    else {
      const bytes = content
      const value =
        partSpec.kind === 'file' ? fileIn(part, bytes) : jsonIn(part, bytes, jsonDepthMax, issues)
      put(others, part.name, value, partSpec.list)
    }
  }
  const form = coerceFields(texts, spec.hint ?? noHint)
  Object.assign(form, valuesOf(others))
  spec.validate(form, issues)
  if (issues.count > 0) throw invalid(issues.list)
  issues.apply()
  return { form: form as Form, headers: valuesOf(headers) as Headers }
}

const noHint: Hint = { fields: {}, rest: 'string' }

const invalid = (issues: readonly Issue[]): BodyError =>
  new BodyError(400, 'The form does not match the contract.', issues)

const fileIn = ({ filename, contentType }: Part, bytes: Uint8Array): UploadedFile => ({
  filename: filename ?? '',
  contentType,
  bytes,
})

const jsonIn = ({ name }: Part, bytes: Uint8Array, depthMax: number, issues: Issues): unknown => {
  try {
    return parseJsonText(utf8Text(bytes), depthMax)
  } catch (error) {
    if (!(error instanceof MalformedBody)) throw error
    issues.addAt(name, error.code, error.message)
    return undefined
  }
}

const addTo = (lists: Record<string, string[]>, name: string, text: string): void => {
  const list = lists[name]
  if (list === undefined) lists[name] = [text]
  else list.push(text)
}

/** What came under each name, in order. */
type Named = Record<string, { readonly values: unknown[]; readonly list: boolean }>

const put = (named: Named, name: string, value: unknown, list: boolean): void => {
  const before = named[name]
  if (before === undefined) named[name] = { values: [value], list }
  else before.values.push(value)
}

// What is there several times and no list becomes an array, which the contract's check then refuses.
const valuesOf = (named: Named): Record<string, unknown> => {
  const all: Record<string, unknown> = Object.create(null)
  for (const [name, { values, list }] of Object.entries(named)) {
    all[name] = list || values.length > 1 ? values : values[0]
  }
  return all
}

const isAccepted = ({ types = [] }: PartSpec, contentType: string): boolean =>
  types.length === 0 ||
  types.some(
    (type) =>
      type === contentType ||
      type === '*/*' ||
      (type.endsWith('/*') && contentType.startsWith(type.slice(0, -1))),
  )

const refuseType = (issues: Issues, { name, contentType }: Part): void => {
  issues.addAt(name, 'contentType', `must not have the media type ${JSON.stringify(contentType)}`)
}
