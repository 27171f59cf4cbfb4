// Owns which keywords a Schema Object may have in each version, and noting those that the IR does
// not carry. What becomes of each one is told by the registry, `ir/keywords.ts`.

import { nearest } from '../../../diagnostics/suggest.js'
import type { KeywordReason } from '../../../ir/api.js'
import { isOfVersion } from '../../../ir/keywords/table.js'
import { keywords, type SpecObject } from '../../../ir/keywords.js'
import { checkExtension } from '../extensions.js'
import type { ObjectNode } from '../node.js'
import { member } from '../node.js'
import type { Reader, Version } from '../reader.js'

type Reasons = ReadonlyMap<string, KeywordReason | null>

/** Every keyword, and why it is noted in a version that does not have it, or nowhere compiled. */
const reasonsIn = (version: Version): Reasons =>
  new Map(
    Object.entries(keywords.Schema).map(([key, keyword]) => {
      if (!isOfVersion(keyword, version)) return [key, 'otherVersion']
      return [key, keyword.support === 'ignored' ? 'notCompiled' : null]
    }),
  )

const known: Readonly<Record<Version, Reasons>> = {
  '2.0': reasonsIn('2.0'),
  '3.0': reasonsIn('3.0'),
  '3.1': reasonsIn('3.1'),
  '3.2': reasonsIn('3.2'),
}

const annotations = new Set([
  'title',
  'summary',
  'description',
  'example',
  'examples',
  '$comment',
  'externalDocs',
])

/** Whether a key beside `$ref` only describes. */
export const isAnnotation = (key: string): boolean => annotations.has(key) || key.startsWith('x-')

/** Notes keywords that the IR does not carry, and misspelt ones. */
export const checkSchemaKeywords = (reader: Reader, node: ObjectNode): void => {
  reader.visit(node, 'Schema')
  const reasons = known[reader.version]
  for (const key of Object.keys(node.value)) {
    if (key.startsWith('x-')) {
      checkExtension(reader, node, 'Schema', key)
      continue
    }
    const reason = reasons.get(key)
    if (key === '$schema' && !reader.isDraft4) noteDialect(reader, node, 'Schema', key)
    if (reason === null) continue
    if (reason !== undefined) reader.note(node, 'Schema', key, reason)
    else unknownKeyword(reader, node, key, reasons)
  }
}

const dialects: readonly unknown[] = [
  'https://json-schema.org/draft/2020-12/schema',
  'https://spec.openapis.org/oas/3.1/dialect/base',
  'https://spec.openapis.org/oas/3.1/dialect/2024-10-25',
  'https://spec.openapis.org/oas/3.1/dialect/2024-11-10',
]

/** Notes a dialect other than that of OpenAPI 3.1, which is how every schema is read. */
export const noteDialect = (
  reader: Reader,
  node: ObjectNode,
  object: SpecObject,
  key: '$schema' | 'jsonSchemaDialect',
): void => {
  const dialect = member(node, key)
  const text = typeof dialect?.value === 'string' ? dialect.value.replace(/#$/, '') : dialect?.value
  if (dialect !== null && !dialects.includes(text)) reader.note(node, object, key, 'notCompiled')
}

// A near miss is told on its own, with what was meant; others are counted together.
const unknownKeyword = (reader: Reader, node: ObjectNode, key: string, reasons: Reasons): void => {
  const candidates = [...reasons.keys()].filter((each) => member(node, each) === null)
  const meant = nearest(key, candidates)
  if (meant === null) {
    reader.note(node, 'Schema', key, 'unknown')
    return
  }
  reader.report('NX2015', {
    message: `a schema has no keyword \`${key}\``,
    at: {
      file: node.file,
      pointer: `${node.pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`,
      part: 'key',
    },
    help: `did you mean \`${meant}\`?`,
  })
}
