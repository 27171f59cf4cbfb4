// Owns whether a text is parsed as JSON or as YAML.

import type { PassResult } from '../diagnostics/diagnostic.js'
import type { SourceFile } from '../ir/document.js'
import { parseJson } from './json.js'
import { defaultLoadLimits, type LoadLimits } from './limits.js'
import { parseYaml } from './yaml.js'
/**
 * Parses text as JSON or YAML, by the file's extension, else by its first character. JSON inside a
 * `.yaml` file is parsed as JSON when it is valid JSON. Never throws.
 */
export const parseText = (
  file: string,
  text: string,
  limits: LoadLimits = defaultLoadLimits,
): PassResult<SourceFile> => {
  const looksLikeJson = /^\s*[{[]/.test(text)
  if (/\.json$/i.test(file) && text.trim() !== '') return parseJson(file, text, limits)
  if (!looksLikeJson) return parseYaml(file, text, limits)
  const json = parseJson(file, text, limits)
  return json.value !== null || isLimit(json) ? json : parseYaml(file, text, limits)
}

const isLimit = (result: PassResult<SourceFile>): boolean =>
  result.diagnostics.some(({ code }) => code === 'NX1020')
