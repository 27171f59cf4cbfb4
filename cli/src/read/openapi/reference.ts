// Owns following `$ref`: from file to file, by JSON pointer, through chains, around no circle.

import { posix } from 'node:path'
import type { SourceRef } from '../../diagnostics/diagnostic.js'
import { tokensOf } from '../../diagnostics/pointer.js'
import { suggestionsFrom } from '../../diagnostics/suggest.js'
import { isList, isObject, type JsonObject } from '../../ir/json-values.js'
import { wrongType } from './keys.js'
import { at, atMember, below, isObjectNode, member, type Node, type ObjectNode } from './node.js'
import type { Reader } from './reader.js'
import { absoluteUri, leadsSomewhere, type Resource } from './schema/identifiers.js'
import { resourceOfAll, resourceOfOpened } from './schema/other-resources.js'

/** Whether a node is a reference: an object with a `$ref`. */
export const isReference = (node: Node): node is ObjectNode =>
  isObjectNode(node) && Object.hasOwn(node.value, '$ref')

/** Follows a node's references to a node that is none. Null, and an error, when they lead nowhere. */
export const follow = (reader: Reader, start: Node): Node | null => {
  let node = start
  for (let steps = 0; isReference(node); steps++) {
    if (reader.hasTooMuch) return null
    if (steps >= reader.limits.refChainMax) {
      refuseChain(reader, atRef(start), node)
      return null
    }
    const target = step(reader, node)
    if (target === null) return null
    node = target
  }
  return node
}

/** A chain that comes by the same place again has no end; another one is too long. */
export const refuseChain = (reader: Reader, at: SourceRef, end: Node): void => {
  const isEndless = isReference(end) && returns(reader, end)
  if (isEndless) reader.report('NX2011', { message: 'this `$ref` leads back to itself', at })
  else reader.refuse('refChainMax', (max) => `more than ${max} references follow each other`, at)
}

const returns = (reader: Reader, start: ObjectNode): boolean => {
  let node: Node | null = start
  for (let steps = 0; steps < reader.limits.refChainMax; steps++) {
    node = node !== null && isReference(node) ? step(reader, node) : null
    if (node?.file === start.file && node.pointer === start.pointer) return true
  }
  return false
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

/** Follows a reference that stands at `ref`; what it finds is in the same dynamic scope. */
export const stepTo = (reader: Reader, ref: Node, text: string): Node | null => {
  const [path = '', fragment = ''] = splitOnce(text)
  const resource = resourceFor(reader, ref, path)
  if (resource === null) return null
  const found = placeIn(reader, resource, decodeFragment(fragment), ref)
  if (found !== null) {
    const { file, pointer } = found
    reader.references.set(`${ref.file}#${ref.pointer}`, { file, pointer })
  }
  return found === null || ref.scope === undefined ? found : { ...found, scope: ref.scope }
}

/** Whether a node has a `$dynamicRef`. */
export const isDynamicReference = (node: Node): node is ObjectNode =>
  isObjectNode(node) && typeof node.value.$dynamicRef === 'string'

/**
 * What a `$dynamicRef` means where it was reached (JSON Schema 2020-12, 8.2.3.2): that of a `$ref`, unless it finds a
 * dynamic anchor; then the outermost resource on the way that has one of this name.
 */
export const dynamicTarget = (reader: Reader, node: ObjectNode): Node | null => {
  const ref = member(node, '$dynamicRef')
  if (ref === null || typeof ref.value !== 'string') return null
  const initial = stepTo(reader, ref, ref.value)
  const [, fragment = ''] = splitOnce(ref.value)
  const name = decodeFragment(fragment)
  const isAnchored =
    initial !== null && isObjectNode(initial) && initial.value.$dynamicAnchor === name
  if (name === null || !isAnchored) return initial
  const outermost = node.scope?.targets.get(name)
  return outermost === undefined || node.scope === undefined
    ? initial
    : { ...outermost, scope: node.scope }
}

// The resource itself, another one of its file, or another file.
const resourceFor = (reader: Reader, ref: Node, path: string): Resource | null => {
  const here = reader.document.files.get(ref.file) ?? reader.document.root
  const identifiers = reader.identifiersOf(here)
  const around = identifiers.resourceAt(ref.pointer)
  if (path === '') return around
  const uri = absoluteUri(path, around.uri)
  const own = uri === null ? undefined : identifiers.byUri(uri)
  if (own !== undefined) return own
  // A path of the disk is what it says; only a URI can be the `$id` of a file that lies elsewhere.
  const told = identifiers.hasOwnBase(ref.pointer) ? uri : null
  const identity = reader.isDraft4 ? null : (told ?? absoluteUri(path))
  const known = identity === null ? undefined : resourceOfOpened(reader, identity)
  return known ?? openedResource(reader, ref, path, told, identity)
}

const openedResource = (
  reader: Reader,
  ref: Node,
  path: string,
  told: string | null,
  identity: string | null,
): Resource | null => {
  const { value, diagnostics } = reader.document.open(at(ref), path, told)
  if (value !== null) {
    for (const found of diagnostics) reader.add(found)
    return reader.identifiersOf(value).root
  }
  const isRefused = diagnostics.some(({ code }) => code === 'NX1031')
  const named = isRefused && identity !== null ? resourceOfAll(reader, identity) : undefined
  if (named !== undefined) return named
  const meant = componentMeant(reader, path)
  for (const found of diagnostics)
    reader.add(found.code === 'NX1001' && meant !== null ? { ...found, help: meant } : found)
  if (diagnostics.length === 0) brokenFile(reader, ref, path)
  return null
}

/** What to write for a reference that has only a schema's name, or has it where another version keeps schemas. */
const componentMeant = (reader: Reader, text: string): string | null => {
  const name = text.slice(text.lastIndexOf('/') + 1)
  const { root } = reader.document.root
  const components = isObject(root) && isObject(root.components) ? root.components.schemas : null
  const [schemas, place] =
    reader.version === '2.0' && isObject(root)
      ? [root.definitions, '#/definitions']
      : [components, '#/components/schemas']
  const isOne = name !== '' && isObject(schemas) && Object.hasOwn(schemas, name)
  return isOne ? `did you mean \`${place}/${name}\`?` : null
}

const placeIn = (
  reader: Reader,
  resource: Resource,
  fragment: string | null,
  ref: Node,
): Node | null => {
  if (fragment === null) return badFragment(reader, ref, '`%` of its fragment encodes nothing')
  if (fragment === '' || fragment.startsWith('/')) return byPointer(reader, resource, fragment, ref)
  const anchored = resource.anchors.get(fragment)
  if (anchored === undefined)
    return badFragment(reader, ref, 'its fragment is neither a JSON pointer nor an anchor there')
  if (!resource.ambiguous.has(fragment)) return anchored
  reader.report('NX2052', {
    message: `\`$ref\` to \`${String(ref.value)}\`: more than one schema has the anchor \`${fragment}\``,
    at: at(ref),
    related: [{ message: 'one is at {place}', at: at(anchored) }],
  })
  return null
}

const badFragment = (reader: Reader, ref: Node, why: string): null => {
  reader.report('NX2012', { message: `\`$ref\` to \`${String(ref.value)}\`: ${why}`, at: at(ref) })
  return null
}

// Tools write pointers from the document into schemas with an `$id`, where they are relative to the schema.
const byPointer = (reader: Reader, { node }: Resource, pointer: string, ref: Node): Node | null => {
  const file = reader.document.files.get(node.file)
  const isBeyond = node.pointer !== '' && file !== undefined && !leadsSomewhere(node.value, pointer)
  if (!isBeyond || !leadsSomewhere(file.root, pointer)) return walk(reader, node, pointer, ref)
  reader.report('NX2053', {
    message: `\`$ref\` to \`${String(ref.value)}\` is read from the start of ${node.file}, not of the schema with this \`$id\``,
    at: at(ref),
    related: [{ message: 'the `$id` is at {place}', at: atMember(node, '$id') }],
  })
  return walk(reader, reader.identifiersOf(file).root.node, pointer, ref)
}

const brokenFile = (reader: Reader, ref: Node, path: string): void =>
  reader.reportUnreadable(posix.join(posix.dirname(ref.file), path), {
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
  if (!isList(node.value) || !/^(?:0|[1-9]\d*)$/.test(token)) return null
  const value = node.value[Number(token)]
  return value === undefined ? null : below(node, token, value)
}

// Thousands of references may miss in one place.
const suggestions = new WeakMap<JsonObject, (word: string) => string | null>()

const nearestIn = (object: JsonObject): ((word: string) => string | null) => {
  const known = suggestions.get(object) ?? suggestionsFrom(Object.keys(object))
  suggestions.set(object, known)
  return known
}

const nothingThere = (
  reader: Reader,
  node: Node,
  token: string,
  passed: readonly string[],
  ref: Node,
): void => {
  const meant = isObject(node.value) ? nearestIn(node.value)(token) : null
  const help =
    meant === null ? componentMeant(reader, String(ref.value)) : `did you mean \`${meant}\`?`
  const place = passed.length === 0 ? 'the document' : `\`${passed.join('.')}\``
  reader.report('NX2010', {
    message: `\`$ref\` to \`${String(ref.value)}\`: there is no \`${token}\` in ${place}`,
    at: at(ref),
    ...(help === null ? {} : { help }),
  })
}

const atRef = (node: Node) =>
  isObjectNode(node) ? { ...atMember(node, '$ref'), part: 'value' as const } : at(node)
