// Owns what has come of a form: its texts, values and files by name, and the judgement of the whole.

import { BodyError } from '../../http/body-error.js'
import { MalformedBody } from '../../http/malformed-body.js'
import { coerceFields, type Hint } from '../../validate/coerce.js'
import { Issues } from '../../validate/issues.js'
import type { BodyLimits } from '../body-source.js'
import { parseJsonText, utf8Text } from '../json-text.js'
import { declaredPart, type MultipartSpec, type PartSpec } from './form-spec.js'
import type { Part } from './part.js'
import { readHeaders } from './part-headers.js'

/** A file of a form that was read whole. */
export interface UploadedFile {
  /** Without any folder. Still the client's words: no path to write to. */
  readonly filename: string
  readonly contentType: string
  readonly bytes: Uint8Array
}

/** What came under each name, in order. */
type Named = Record<string, { readonly values: unknown[]; readonly list: boolean }>

/** A form while its parts come in. */
export class GatheredForm {
  readonly issues = new Issues()
  readonly #texts: Record<string, string[]> = Object.create(null)
  readonly #others: Named = Object.create(null)
  readonly #headers: Named = Object.create(null)

  constructor(
    readonly spec: MultipartSpec<unknown>,
    readonly limits: BodyLimits,
  ) {}

  /** How many parts of a name came. */
  countOf(name: string): number {
    return (this.#texts[name]?.length ?? 0) + (this.#others[name]?.values.length ?? 0)
  }

  /** Judges what stands before a part's content; the headers that the contract describes. */
  judgeHead(part: Part, { types, headers, list }: PartSpec, issues: Issues): object | undefined {
    const { name, contentType } = part
    if (!isAccepted(types, contentType)) {
      const given = JSON.stringify(contentType)
      issues.addAt(
        name,
        'contentType',
        `must have the media type ${types?.join(' or ')}, not ${given}`,
      )
    }
    if (headers === undefined) return undefined
    const index = list ? (this.#headers[name]?.values.length ?? 0) : null
    const found = readHeaders(part, index, headers, issues)
    put(this.#headers, name, found, list)
    return found
  }

  /** The value of a part of JSON; undefined, with a violation, where it is none. */
  jsonIn({ name }: Part, bytes: Uint8Array, issues: Issues): unknown {
    try {
      return parseJsonText(utf8Text(bytes), this.limits.jsonDepthMax)
    } catch (error) {
      if (!(error instanceof MalformedBody)) throw error
      issues.addAt(name, error.code, error.message)
      return undefined
    }
  }

  addText(name: string, text: string): void {
    const list = this.#texts[name]
    if (list === undefined) this.#texts[name] = [text]
    else list.push(text)
  }

  addValue(name: string, value: unknown, { list }: PartSpec): void {
    put(this.#others, name, value, list)
  }

  /** No check looks into files, and who declares one gets no array. */
  addFile({ name }: Part, spec: PartSpec, file: UploadedFile): void {
    const isDeclared = declaredPart(this.spec, name) !== null
    if (isDeclared && !spec.list && this.countOf(name) > 0) {
      const message = 'must be one file, and is there several times'
      this.issues.addAt(name, 'type', message)
    }
    this.addValue(name, file, spec)
  }

  /** The form as its contract describes it, what is wrong with it in `issues`. */
  check(): object {
    const form = coerceFields(this.#texts, this.spec.hint ?? noHint)
    Object.assign(form, valuesOf(this.#others))
    // Positions are whole numbers, and such keys come in their order.
    const whole = this.spec.byPosition === true ? Object.values(form) : form
    this.spec.validate(whole, this.issues)
    return whole
  }

  headers(): object {
    return valuesOf(this.#headers)
  }
}

const noHint: Hint = { fields: {}, rest: 'string' }

/** What a client is told whose form does not match. */
export const invalidForm = ({ list }: Issues): BodyError =>
  new BodyError(400, 'The form does not match the contract.', list)

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

const isAccepted = (types: readonly string[] = [], contentType: string): boolean =>
  types.length === 0 ||
  types.some(
    (type) =>
      type === contentType ||
      type === '*/*' ||
      (type.endsWith('/*') && contentType.startsWith(type.slice(0, -1))),
  )
