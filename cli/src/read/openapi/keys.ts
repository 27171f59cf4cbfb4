// Owns holding objects against the registry of keywords, and typed access to their keys. Each accessor
// reports a wrong type once and answers as if the key were absent.

import { nearest } from '../../diagnostics/suggest.js'
import type { Keyword } from '../../ir/keywords/table.js'
import { keywordOf, keywords, type SpecObject } from '../../ir/keywords.js'
import type { JsonValue } from '../../ir/schema.js'
import { checkExtension } from './extensions.js'
import {
  type ArrayNode,
  at,
  atKey,
  atMember,
  describe,
  isArrayNode,
  isObjectNode,
  items,
  member,
  members,
  type Node,
  type ObjectNode,
} from './node.js'
import type { Reader } from './reader.js'

/** A specification object; which keys it has is in the registry. */
export interface Shape {
  /** As the registry calls it: `Operation`. */
  readonly name: SpecObject
  readonly required: readonly string[]
  /** The keys that are left of the registry's, where another key's value decides; absent: all. */
  readonly only?: readonly string[]
  /** Keys that only describe and have to be strings, beside those that are read. */
  readonly strings?: readonly string[]
  /** A part of a schema, where a key that nobody defines is an annotation. */
  readonly isOpen?: true
}

/** The node as an object, null and an error when it is none. */
export const objectNode = (reader: Reader, node: Node, what: string): ObjectNode | null => {
  if (isObjectNode(node)) return node
  wrongType(reader, node, `${what} must be an object`)
  return null
}

/** Reports missing, unknown and misspelt keys; notes those that are not compiled, and the object. */
export const checkKeys = (reader: Reader, node: ObjectNode, shape: Shape): void => {
  reader.visit(node, shape.name)
  for (const key of shape.required) {
    if (member(node, key) === null) missingKey(reader, node, shape, key)
  }
  for (const key of Object.keys(node.value)) {
    if (key.startsWith('x-')) {
      checkExtension(reader, node, shape.name, key)
      continue
    }
    const keyword = shape.only?.includes(key) === false ? null : keywordOf(shape.name, key)
    if (keyword === null) unknownKey(reader, node, shape, key)
    else if (keyword.support === 'ignored') reader.note(node, shape.name, key, 'notCompiled')
    else checkVersion(reader, node, shape, key, keyword)
  }
  for (const key of shape.strings ?? []) stringKey(reader, node, key)
  if (keywordOf(shape.name, 'externalDocs') !== null) checkExternalDocs(reader, node)
}

const keysOf = ({ name, only }: Shape): readonly string[] => only ?? Object.keys(keywords[name])

const externalDocs: Shape = {
  name: 'External Documentation',
  required: ['url'],
  strings: ['url', 'description'],
}

const checkExternalDocs = (reader: Reader, node: ObjectNode): void => {
  const docs = objectKey(reader, node, 'externalDocs')
  if (docs === null) return
  checkKeys(reader, docs, externalDocs)
  uriKey(reader, docs, 'url')
}

/**
 * A URI or a relative reference: what ends one in any text is an error (RFC 3986, appendix C). Spaces and characters
 * that browsers encode by themselves are let in.
 */
export const uriKey = (reader: Reader, node: ObjectNode, key: string): void => {
  const found = member(node, key)
  if (typeof found?.value !== 'string' || !/[<>"\\\p{Cc}]/u.test(found.value.trimEnd())) return
  reader.report('NX2008', {
    message: `\`${key}\` must be a URL, not \`${found.value}\``,
    at: at(found),
    help: 'write it like `https://example.com/terms`',
  })
}

// What came with 3.2 is let in everywhere: tools write it into older documents.
const checkVersion = (
  reader: Reader,
  node: ObjectNode,
  shape: Shape,
  key: string,
  keyword: Keyword,
): void => {
  if (keyword.since !== '3.1' || reader.version !== '3.0') return
  reader.report('NX2007', {
    message: `the ${shape.name} Object of OpenAPI 3.0 has no key \`${key}\``,
    at: atMember(node, key),
    help: `\`${key}\` came with OpenAPI 3.1: declare \`openapi: 3.1.0\`, or remove it`,
  })
}

const missingKey = (reader: Reader, node: ObjectNode, shape: Shape, key: string): void => {
  const known = keysOf(shape)
  const misspelt = Object.keys(node.value).find(
    (each) => !known.includes(each) && nearest(each, [key]) !== null,
  )
  reader.report('NX2006', {
    message: `the ${shape.name} Object needs the key \`${key}\``,
    at: atKey(node),
    ...(misspelt === undefined
      ? {}
      : { help: `did you mean \`${key}\` where \`${misspelt}\` stands?` }),
  })
}

const unknownKey = (reader: Reader, node: ObjectNode, shape: Shape, key: string): void => {
  const meant = nearest(key, keysOf(shape))
  if (meant === null && shape.isOpen === true) {
    reader.note(node, shape.name, key, 'unknown')
    return
  }
  reader.report('NX2007', {
    message: `the ${shape.name} Object has no key \`${key}\``,
    at: atMember(node, key),
    ...(meant === null ? {} : { help: `did you mean \`${meant}\`?` }),
  })
}

export const stringKey = (reader: Reader, node: ObjectNode, key: string): string | null => {
  const found = member(node, key)
  if (found === null) return null
  if (typeof found.value === 'string') return found.value
  wrongType(reader, found, `\`${key}\` must be a string`)
  return null
}

export const booleanKey = (reader: Reader, node: ObjectNode, key: string): boolean | null => {
  const found = member(node, key)
  if (found === null) return null
  if (typeof found.value === 'boolean') return found.value
  wrongType(reader, found, `\`${key}\` must be true or false`)
  return null
}

export const numberKey = (reader: Reader, node: ObjectNode, key: string): number | null => {
  const found = member(node, key)
  if (found === null) return null
  if (typeof found.value === 'number') return found.value
  wrongType(reader, found, `\`${key}\` must be a number`)
  return null
}

/** A length or a count: an integer from 0 on. */
export const countKey = (reader: Reader, node: ObjectNode, key: string): number | null => {
  const value = numberKey(reader, node, key)
  if (value === null || (Number.isInteger(value) && value >= 0)) return value
  reader.report('NX2008', {
    message: `\`${key}\` must be an integer from 0 on, not ${value}`,
    at: at(member(node, key) ?? node),
  })
  return null
}

export const objectKey = (reader: Reader, node: ObjectNode, key: string): ObjectNode | null => {
  const found = member(node, key)
  return found === null ? null : objectNode(reader, found, `\`${key}\``)
}

export const arrayKey = (reader: Reader, node: ObjectNode, key: string): ArrayNode | null => {
  const found = member(node, key)
  if (found === null) return null
  if (isArrayNode(found)) return found
  wrongType(reader, found, `\`${key}\` must be an array`)
  return null
}

/** Items of an array of which there may be so many; more are refused by the name of the limit. */
export const limitedItems = (
  reader: Reader,
  node: ObjectNode,
  key: string,
  limit: 'alternativesMax' | 'parametersMax',
): readonly Node[] => {
  const list = reader.hasTooMuch ? null : arrayKey(reader, node, key)
  if (list === null) return []
  if (list.value.length <= reader.limits[limit]) return items(list)
  reader.refuse(limit, (max) => `\`${key}\` has more than ${max} items`, at(list))
  return []
}

export const stringsKey = (reader: Reader, node: ObjectNode, key: string): readonly string[] => {
  const list = arrayKey(reader, node, key)
  return list === null ? [] : strings(reader, list, key)
}

const strings = (reader: Reader, list: ArrayNode, key: string): readonly string[] =>
  items(list).flatMap((item) => {
    if (typeof item.value === 'string') return [item.value]
    wrongType(reader, item, `\`${key}\` must list strings`)
    return []
  })

/**
 * Members of a map such as `headers`. Names in it are free, so that `x-rate-limit` is one; what is no object is some
 * tool's extension all the same.
 */
export const mapEntries = (
  reader: Reader,
  node: ObjectNode,
  key: string,
): readonly (readonly [string, Node])[] => {
  const map = reader.hasTooMuch ? null : objectKey(reader, node, key)
  if (map === null) return []
  return members(map).filter(([name, each]) => !name.startsWith('x-') || isObjectNode(each))
}

/** Members of an object whose keys are patterns, `paths` or `content`: those that begin with `x-` extend it. */
export const patternedEntries = (
  reader: Reader,
  node: ObjectNode,
): readonly (readonly [string, Node])[] => {
  if (reader.hasTooMuch) return []
  for (const key of Object.keys(node.value)) {
    if (key.startsWith('x-')) checkExtension(reader, node, null, key)
  }
  return members(node).filter(([name]) => !name.startsWith('x-'))
}

/** One of a few words; anything else is an error that lists them. */
export const wordKey = <Word extends string>(
  reader: Reader,
  node: ObjectNode,
  key: string,
  words: readonly Word[],
): Word | null => {
  const value = stringKey(reader, node, key)
  if (value === null) return null
  const found = words.find((word) => word === value)
  if (found !== undefined) return found
  const meant = nearest(value, words)
  reader.report('NX2008', {
    message: `\`${key}\` cannot be \`${value}\``,
    at: at(member(node, key) ?? node),
    help:
      meant === null
        ? `it is one of ${words.map((word) => `\`${word}\``).join(', ')}`
        : `did you mean \`${meant}\`?`,
  })
  return null
}

export const wrongType = (reader: Reader, node: Node, rule: string): void => {
  reader.report('NX2005', {
    message: `${rule}, not ${describe(node.value)}${quoteHint(node.value)}`,
    at: at(node),
  })
}

const quoteHint = (value: JsonValue): string =>
  typeof value === 'string' && value.length <= 40 ? ` (\`${value}\`)` : ''
