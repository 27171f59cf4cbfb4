// Owns which keywords a Schema Object may have in each version, and noting those that the IR does
// not carry. What becomes of each one is told by `ir/keyword-support.ts`.

import { nearest } from '../../diagnostics/suggest.js'
import type { KeywordReason } from '../../ir/api.js'
import { ignoredKeywords, keywordSupport } from '../../ir/keyword-support.js'
import type { ObjectNode } from './node.js'
import { member } from './node.js'
import type { Reader } from './reader.js'

/** Keywords of one version only; all that have no effect came with 3.1, `xml` aside. */
const since31: ReadonlySet<string> = new Set([
  'examples',
  'const',
  'prefixItems',
  '$defs',
  '$comment',
  '$schema',
  'definitions',
  '$ref',
  ...ignoredKeywords('Schema').filter((key) => key !== 'xml'),
])
const until30: ReadonlySet<string> = new Set(['nullable'])

type Reasons = ReadonlyMap<string, KeywordReason | null>

/** Every keyword, and why it is noted in the version that does not have `foreign` ones. */
const reasonsWithout = (foreign: ReadonlySet<string>): Reasons =>
  new Map(
    Object.entries(keywordSupport.Schema).map(([key, support]) => {
      if (foreign.has(key)) return [key, 'otherVersion']
      return [key, support === 'ignored' ? 'notCompiled' : null]
    }),
  )

const known30 = reasonsWithout(since31)
const known31 = reasonsWithout(until30)

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
  const known = reader.version === '3.0' ? known30 : known31
  for (const key of Object.keys(node.value)) {
    if (key.startsWith('x-')) continue
    const reason = known.get(key)
    if (key === '$schema' && reader.version !== '3.0') noteDialect(reader, node, 'Schema', key)
    if (reason === null) continue
    if (reason !== undefined) reader.note(node, 'Schema', key, reason)
    else unknownKeyword(reader, node, key, known)
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
  object: string,
  key: '$schema' | 'jsonSchemaDialect',
): void => {
  const dialect = member(node, key)
  const text = typeof dialect?.value === 'string' ? dialect.value.replace(/#$/, '') : dialect?.value
  if (dialect !== null && !dialects.includes(text)) reader.note(node, object, key, 'notCompiled')
}

// A near miss is told on its own, with what was meant; others are counted together.
const unknownKeyword = (reader: Reader, node: ObjectNode, key: string, known: Reasons): void => {
  const candidates = [...known.keys()].filter((each) => member(node, each) === null)
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
