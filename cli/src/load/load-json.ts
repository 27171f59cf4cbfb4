// Owns loading a JSON file that is no OpenAPI document, an ABI: the same limits, UTF-8 and places.

import type { PassResult } from '../diagnostics/diagnostic.js'
import type { NodePlace, SourceText } from '../diagnostics/source.js'
import { jsonPlaces } from './json-places.js'
import { findJsonError } from './json-syntax.js'
import { defaultLoadLimits, type LoadLimits } from './limits.js'
import { readText } from './read-text.js'

/** The text when it could be read, and what code frames need even when it could not. */
export interface LoadedJson extends PassResult<SourceText> {
  readonly source: SourceText | null
}

/**
 * Reads the file at `path`, called `file` in diagnostics. What its text holds is not judged here: in a
 * text that is not JSON, every place is where its syntax breaks. Never throws.
 *
 * @example
 * loadJson('/shop/abi/Token.json', 'abi/Token.json').value?.text
 */
export const loadJson = (
  path: string,
  file: string,
  limits: LoadLimits = defaultLoadLimits,
): LoadedJson => {
  const read = readText(path, file, null, limits, limits.totalBytesMax)
  if ('error' in read) {
    const source = read.text === null ? null : { file, text: read.text, locate: () => null }
    return { value: null, diagnostics: [read.error], source }
  }
  const source = { file, text: read.text, locate: lazily(read.text) }
  return { value: source, diagnostics: [], source }
}

/** Places are looked for when the first diagnostic asks. */
const lazily = (text: string): ((pointer: string) => NodePlace | null) => {
  let locate: ((pointer: string) => NodePlace | null) | null = null
  return (pointer) => {
    locate ??= placesOf(text)
    return locate(pointer)
  }
}

const placesOf = (text: string): ((pointer: string) => NodePlace | null) => {
  const broken = findJsonError(text)
  if (broken === null) return jsonPlaces(text)
  return () => ({ key: null, value: { start: broken.start, end: broken.end } })
}
