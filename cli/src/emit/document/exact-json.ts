// Owns JSON that keeps the digits of a document's numbers: those that a double has lost are taken from its text.

import type { SourceFile } from '../../ir/document.js'
import { isRecord } from '../../ir/json-values.js'
import type { JsonValue } from '../../ir/schema.js'

/** A number as a document has it. */
class Digits {
  constructor(readonly text: string) {}
}

/** JSON whose numbers may be more than a double holds. */
export type ExactJson = JsonValue | Digits | readonly ExactJson[] | ExactObject

export type ExactObject = { readonly [key: string]: ExactJson }

export const isExactObject = (value: ExactJson | undefined): value is ExactObject =>
  isRecord(value) && !(value instanceof Digits)

/** A number of a document with all of its digits. */
export const exactNumber = (value: number, file: SourceFile, pointer: string): ExactJson => {
  if (Number.isSafeInteger(value)) return value
  const place = file.locate(pointer)
  if (place === null) return value
  const text = file.text.slice(place.value.start, place.value.end).trim()
  // The text of an overlay, or of a YAML number such as 0x10, is no number of JSON, or another one.
  const isSame = jsonNumber.test(text) && Number(text) === value
  return isSame && significant(text) !== significant(String(value)) ? new Digits(text) : value
}

const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/

/** The digits that count: `0.10e5` and `1e4` have the same. */
const significant = (text: string): string =>
  text
    .replace(/[eE].*$/, '')
    .replace(/[-.]/g, '')
    .replace(/^0+|0+$/g, '')

/** As `JSON.stringify` writes it, digits as they are. */
export const exactText = (value: ExactJson): string => {
  if (value instanceof Digits) return value.text
  if (Array.isArray(value)) return `[${value.map(exactText).join(',')}]`
  if (!isExactObject(value)) return JSON.stringify(value)
  const members = Object.entries(value)
  return `{${members.map(([key, each]) => `${JSON.stringify(key)}:${exactText(each)}`).join(',')}}`
}
