// Owns what is compared of a real document: its schemas alone, without what the two validators mean differently, and
// the same for Ajv as JSON Schema 2020-12.

import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { parse } from 'yaml'

/** Keywords left out of both, each with its reason. */
const leftOut = new Set([
  // Formats are switched off on both sides.
  'format',
  // A request is judged without what is readOnly; Ajv knows no requests.
  'readOnly',
  'writeOnly',
  // It chooses the branch of a union; in JSON Schema every branch is tried.
  'discriminator',
  // They say nothing about validity.
  'default',
  'example',
  'examples',
  'description',
  'title',
  'externalDocs',
  'deprecated',
  'xml',
])

/** Schemas of one document that are compared. */
const schemasMax = 150

/** A document with an operation per component schema, and the schemas as Ajv reads them. */
export const readDocument = (file) => {
  const source = parsed(file)
  const version = String(source.openapi ?? '3.0.3')
  const is30 = !version.startsWith('3.1') && !version.startsWith('3.2')
  const names = Object.keys(schemasOf(source))
    .filter((name) => /^[\w.-]+$/.test(name))
    .slice(0, schemasMax)
  const schemas = collected(file, Object.keys(schemasOf(source)))
  const paths = Object.fromEntries(
    names.map((name, i) => [`/s${i}`, { post: operationOf(name, i) }]),
  )
  return {
    names,
    document: {
      openapi: is30 ? '3.0.3' : '3.1.0',
      info: { title: 'differential', version: '1' },
      paths,
      components: { schemas },
    },
    ajvSchemas: is30 ? mapSchemas(schemas, ofVersion30) : schemas,
  }
}

const known = new Map()

const parsed = (file) => {
  if (!known.has(file)) known.set(file, parse(readFileSync(file, 'utf8'), { maxAliasCount: 1000 }))
  return known.get(file)
}

const schemasOf = (source) => source.components?.schemas ?? source.definitions ?? {}

/** Schemas of a file and all that they refer to: those of other files under the names of both. */
const collected = (main, names) => {
  const found = {}
  const open = names.map((name) => ({ file: main, name }))
  const keyOf = ({ file, name }) =>
    file === main ? name : `${basename(file).replace(/\W+/g, '_')}__${name}`
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const key = keyOf(next)
    if (Object.hasOwn(found, key)) continue
    const { file, name } = next
    found[key] = mapped(schemasOf(parsed(file))[name] ?? {}, (schema) =>
      plain(schema, (ref) => {
        const [, path, target] =
          /^(.*)#\/(?:components\/schemas|definitions)\/([^/]+)$/.exec(ref) ?? []
        if (target === undefined) return ref
        const other = { file: path === '' ? file : join(dirname(file), path), name: target }
        open.push(other)
        return `#/components/schemas/${keyOf(other)}`
      }),
    )
  }
  return found
}

const operationOf = (name, i) => ({
  operationId: `op${i}`,
  requestBody: {
    required: true,
    content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } },
  },
  responses: { 204: { description: 'valid' } },
})

const mapSchemas = (schemas, change) =>
  Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name, mapped(schema, change)]),
  )

const maps = new Set(['properties', 'patternProperties', 'dependentSchemas', '$defs'])
const lists = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems'])
const singles = new Set(
  'items additionalProperties not if then else contains propertyNames unevaluatedProperties unevaluatedItems'.split(
    ' ',
  ),
)

/** A schema with `change` made to it and to all schemas in it. */
const mapped = (schema, change) => {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return schema
  const below = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => {
      if (maps.has(key)) return [key, mapSchemas(value ?? {}, change)]
      if (lists.has(key) && Array.isArray(value))
        return [key, value.map((each) => mapped(each, change))]
      return [key, singles.has(key) ? mapped(value, change) : value]
    }),
  )
  return change(below)
}

const plain = (schema, refTo) =>
  Object.fromEntries(
    Object.entries(schema)
      .filter(([key]) => !leftOut.has(key) && !key.startsWith('x-'))
      .map(([key, value]) => [
        key,
        key === '$ref' && typeof value === 'string' ? refTo(value) : value,
      ]),
  )

/**
 * A Schema Object of OpenAPI 3.0 as JSON Schema: siblings of `$ref` are ignored there, `nullable` adds a type. Beside a
 * union and no type it means what its author means: null, or one of these.
 */
const ofVersion30 = (schema) => {
  if (typeof schema.$ref === 'string') return { $ref: schema.$ref }
  const { nullable, minimum, maximum, exclusiveMinimum, exclusiveMaximum, ...rest } = schema
  if (nullable === true && rest.type === undefined && (rest.allOf ?? rest.anyOf ?? rest.oneOf))
    return { anyOf: [{ type: 'null' }, rest] }
  return {
    ...rest,
    ...(nullable === true && typeof rest.type === 'string' ? { type: [rest.type, 'null'] } : {}),
    ...bound('minimum', 'exclusiveMinimum', minimum, exclusiveMinimum),
    ...bound('maximum', 'exclusiveMaximum', maximum, exclusiveMaximum),
  }
}

const bound = (name, exclusiveName, value, exclusive) => {
  if (value === undefined)
    return typeof exclusive === 'number' ? { [exclusiveName]: exclusive } : {}
  return exclusive === true ? { [exclusiveName]: value } : { [name]: value }
}
