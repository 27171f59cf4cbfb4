// Owns what the contract says of a multipart form: its parts, which of them are files, and what they have to satisfy.

import type { Hint } from '../../validate/coerce.js'
import type { Issues } from '../../validate/issues.js'
import type { Part } from './part.js'
import type { PartHeadersSpec } from './part-headers.js'

/** How the contract describes the parts of one name (OpenAPI 3.1, 4.8.15). */
export interface PartSpec {
  /** `text` is coerced by the form's hint, `json` is parsed, `file` is kept as bytes. */
  readonly kind: 'text' | 'json' | 'file'
  /** Parts of this name make an array, one part too. */
  readonly list: boolean
  /** A part of a list is the text of several items. */
  readonly joined?: boolean
  /** Accepted media types, lower case, `image/*` among them; absent or empty: any. */
  readonly types?: readonly string[]
  /** Of what stands before the part, beside its media type. */
  readonly headers?: PartHeadersSpec
  /** Adds to `issues` what is wrong with one part's value; absent: nothing can be, or only the whole form tells. */
  readonly check?: (value: unknown, issues: Issues) => unknown
  /** What a checked value becomes: a number its digits. */
  become?(value: unknown): unknown
}

/** A form as its contract describes it; a constant of generated code. */
export interface MultipartSpec<Form, Headers = unknown, Joined extends string = string> {
  readonly parts: Readonly<Record<string, PartSpec>>
  /** Parts that are not named. Absent: files when they have a filename, else text. */
  readonly rest?: PartSpec
  /** No part may come that is not named. */
  readonly closed?: boolean
  /** Names that requests do not have (readOnly): clients may send them, handlers do not see them. */
  readonly hidden?: readonly string[]
  /** Parts have no names: they are the items of a list, and named by their positions. */
  readonly byPosition?: true
  /** Of a list nothing is asked but of its items: none has to be kept to judge the whole. */
  readonly eachAlone?: true
  /** Of the text parts, as for urlencoded forms. */
  readonly hint: Hint | null
  /** Adds what does not match to `issues`. Files are there, their content is not looked at. */
  readonly validate: (value: unknown, issues: Issues) => unknown
  /** Never there; ties the constant to the form's type. */
  readonly form?: Form
  readonly headers?: Headers
  readonly joined?: Joined
}

type AnySpec = MultipartSpec<unknown>

/** What the contract says of a part; null where it says nothing. */
export const declaredPart = ({ parts, rest }: AnySpec, name: string): PartSpec | null =>
  (Object.hasOwn(parts, name) ? parts[name] : rest) ?? null

/** How a part is read: as declared, else by whether it has a file name. */
export const partSpecOf = (
  spec: AnySpec,
  { name, filename }: Pick<Part, 'name' | 'filename'>,
): PartSpec =>
  declaredPart(spec, name) ?? { kind: filename === null ? 'text' : 'file', list: false }
