// Owns following `$ref`: from file to file, by JSON pointer, through chains, around no circle.

import { tokensOf } from '../../diagnostics/pointer.js'
import { nearest } from '../../diagnostics/suggest.js'
import type { SourceFile } from '../../ir/document.js'
import { identifiersOf, mayHaveIds } from './identifiers.js'
import { wrongType } from './keys.js'
import {
  at,
  atMember,
  isArray,
  isObject,
  isObjectNode,
  member,
  type Node,
  type ObjectNode,
} from './node.js'
import { type Reader, readLimits } from './reader.js'

/** Whether a node is a reference: an object with a `$ref`. */
export const isReference = (node: Node): node is ObjectNode =>
  isObjectNode(node) && Object.hasOwn(node.value, '$ref')

/** Follows a node's references to a node that is none. Null, and an error, when they lead nowhere. */
export const follow = (reader: Reader, start: Node): Node | null => {
  let node = start
  for (let steps = 0; isReference(node); steps++) {
    if (steps >= readLimits.refChainMax) {
      reader.report('NX2011', { message: 'this `$ref` leads back to itself', at: atRef(start) })
      return null
    }
    const target = step(reader, node)
    if (target === null) return null
    node = target
  }
  return node
}

/** Follows one reference by one step. */
export const step = (reader: Reader, node: ObjectNode): Node | null => {
  const ref = member(node, '$ref')
  if (ref === null) return node
  if (typeof ref.value !== 'string') {
    wrongType(reader, ref, '`$ref` must be a string')
    return null
  }
  reader.visit(node, 'Reference')
  return stepTo(reader, ref, ref.value)
}

/** Follows a reference that stands at `ref`. */
export const stepTo = (reader: Reader, ref: Node, text: string): Node | null => {
  const identified = byIdentifier(reader, ref, text)
  if (identified !== null) return walk(reader, identified.node, identified.pointer, ref)
  const [path = '', fragment = ''] = splitOnce(text)
  const opened = reader.document.open(at(ref), path)
  for (const found of opened.diagnostics) reader.add(found)
  if (opened.value === null) {
    if (opened.diagnostics.length === 0) brokenFile(reader, ref, path)
    return null
  }
  const pointer = decodeFragment(fragment)
  const anchored = anchorIn(reader, opened.value, fragment)
  if (anchored !== null) return anchored
  if (pointer === null || (pointer !== '' && !pointer.startsWith('/'))) {
    reader.report('NX2012', {
      message: `\`$ref\` to \`${text}\` is not a JSON pointer`,
      at: at(ref),
    })
    return null
  }
  return walk(
    reader,
    { value: opened.value.root, file: opened.value.file, pointer: '' },
    pointer,
    ref,
  )
}

// Only schemas since 3.1 have `$id`; files without any are not looked through.
const byIdentifier = (reader: Reader, ref: Node, text: string) => {
  const { document, isDraft4 } = reader
  const here = document.files.get(ref.file) ?? document.root
  return isDraft4 || !mayHaveIds(here) ? null : identifiersOf(here).resolve(ref.pointer, text)
}

const anchorIn = (reader: Reader, file: SourceFile, fragment: string): Node | null =>
  reader.isDraft4 || fragment === '' || fragment.startsWith('/')
    ? null
    : (identifiersOf(file).resolve('', `#${fragment}`)?.node ?? null)

const brokenFile = (reader: Reader, ref: Node, path: string): void =>
  reader.report('NX2010', {
    message: `\`$ref\` to ${path}, which cannot be read`,
    at: at(ref),
    help: 'correct that file first',
  })

const splitOnce = (ref: string): readonly string[] => {
  const hash = ref.indexOf('#')
  return hash === -1 ? [ref] : [ref.slice(0, hash), ref.slice(hash + 1)]
}

const decodeFragment = (fragment: string): string | null => {
  try {
    return decodeURIComponent(fragment)
  } catch {
    return null
  }
}

const walk = (reader: Reader, root: Node, pointer: string, ref: Node): Node | null => {
  let node = root
  const passed: string[] = []
  for (const token of tokensOf(pointer)) {
    const next = memberOf(node, token)
    if (next === null) {
      nothingThere(reader, node, token, passed, ref)
      return null
    }
    passed.push(token)
    node = next
  }
  return node
}

const memberOf = (node: Node, token: string): Node | null => {
  if (isObjectNode(node)) {
    // RFC 3986 keeps `+` as it is; some tools write it for a space, which no other key then means.
    return (
      member(node, token) ?? (token.includes('+') ? member(node, token.replaceAll('+', ' ')) : null)
    )
  }
  if (!isArray(node.value) || !/^(?:0|[1-9]\d*)$/.test(token)) return null
  const value = node.value[Number(token)]
  return value === undefined
    ? null
    : { value, file: node.file, pointer: `${node.pointer}/${token}` }
}

const nothingThere = (
  reader: Reader,
  node: Node,
  token: string,
  passed: readonly string[],
  ref: Node,
): void => {
  const meant = isObject(node.value) ? nearest(token, Object.keys(node.value)) : null
  const place = passed.length === 0 ? 'the document' : `\`${passed.join('.')}\``
  reader.report('NX2010', {
    message: `\`$ref\` to \`${String(ref.value)}\`: there is no \`${token}\` in ${place}`,
    at: at(ref),
    ...(meant === null ? {} : { help: `did you mean \`${meant}\`?` }),
  })
}

const atRef = (node: Node) =>
  isObjectNode(node) ? { ...atMember(node, '$ref'), part: 'value' as const } : at(node)
