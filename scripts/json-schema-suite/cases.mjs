// Owns which cases of the official JSON Schema test suite are run, and under which version of OpenAPI.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

/** Drafts by the version of OpenAPI whose schemas they describe. */
export const drafts = [
  { draft: 'draft2020-12', openapi: '3.1.0' },
  { draft: 'draft4', openapi: '3.0.3' },
]

/** Files under `optional/` that are about what the compiler claims: the formats it lists, regular expressions, numbers. */
const optionalFiles = new Set([
  'optional/bignum.json',
  'optional/ecmascript-regex.json',
  'optional/float-overflow.json',
  'optional/non-bmp-regex.json',
])

const formatFolder = 'optional/format'

/**
 * Every case of the suite in `dir`: its schema, its instances, and whether each is valid.
 * `shared` says whether a case stays with keywords that its version of OpenAPI has.
 */
export const readCases = (dir, formats) =>
  drafts.flatMap(({ draft, openapi }) => {
    const folder = join(dir, 'tests', draft)
    return filesOf(folder, formats).flatMap((file) =>
      JSON.parse(readFileSync(join(folder, file), 'utf8')).map((group, index) => ({
        draft,
        openapi,
        file,
        index,
        description: group.description,
        schema: group.schema,
        tests: group.tests,
        shared: openapi !== '3.0.3' || isShared(group.schema),
      })),
    )
  })

const filesOf = (folder, formats) => {
  const inFolder = (name) =>
    existsSync(join(folder, name))
      ? readdirSync(join(folder, name))
          .filter((file) => file.endsWith('.json'))
          .sort()
          .map((file) => (name === '' ? file : `${name}/${file}`))
      : []
  return [
    ...inFolder(''),
    ...inFolder('optional').filter((file) => optionalFiles.has(file)),
    ...inFolder(formatFolder).filter((file) => formats.has(basename(file, '.json'))),
  ]
}

/** Keywords of draft 4 that a Schema Object of OpenAPI 3.0 has too, with the same meaning. */
const keywords30 = new Set(
  `$ref type enum format multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern
  items maxItems minItems uniqueItems properties required additionalProperties maxProperties minProperties allOf
  anyOf oneOf not title description default definitions`.split(/\s+/),
)

/** Whether OpenAPI 3.0 can say what a draft 4 schema says: no other keyword, no list of types, no siblings of `$ref`. */
const isShared = (schema) => {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return false
  const keys = Object.keys(schema)
  if (!keys.every((key) => keywords30.has(key))) return false
  if (
    '$ref' in schema &&
    (typeof schema.$ref !== 'string' || keys.some((key) => key !== '$ref' && key !== 'definitions'))
  )
    return false
  if ('type' in schema && (typeof schema.type !== 'string' || schema.type === 'null')) return false
  if (schema.$ref?.includes('json-schema.org')) return false
  return subschemas(schema).every(isShared)
}

const subschemas = (schema) => {
  const single = ['items', 'not'].flatMap((key) => (key in schema ? [schema[key]] : []))
  const lists = ['allOf', 'anyOf', 'oneOf'].flatMap((key) => schema[key] ?? [])
  const maps = ['properties', 'definitions'].flatMap((key) => Object.values(schema[key] ?? {}))
  const rest = typeof schema.additionalProperties === 'object' ? [schema.additionalProperties] : []
  return [...single, ...lists, ...maps, ...rest]
}
