// Owns Overlay documents (OpenAPI Initiative, Overlay Specification 1.0.0): actions that change a document before
// it is read. The file on disk stays as it is; places in diagnostics are those of the document underneath.

import { type JSONPathNode, jsonpath } from 'json-p3'
import { diagnostic } from '../diagnostics/codes.js'
import type { Diagnostic, PassResult } from '../diagnostics/diagnostic.js'
import { child } from '../diagnostics/pointer.js'
import type { SourceFile } from '../ir/document.js'
import type { JsonValue } from '../ir/schema.js'

/** Actions of one overlay; more are refused by name. */
const actionsMax = 10_000

type JsonObject = { readonly [key: string]: JsonValue }

interface Action {
  readonly target: string
  readonly update: JsonValue | undefined
  readonly remove: boolean
  readonly pointer: string
}

/** The document with the actions of an overlay applied in their order. Never throws. */
export const applyOverlay = (document: SourceFile, overlay: SourceFile): PassResult<SourceFile> => {
  const diagnostics: Diagnostic[] = []
  const actions = readActions(overlay, diagnostics)
  let { root } = document
  for (const action of actions) {
    const targets = targetsOf(root, action, overlay.file, diagnostics)
    // Later places first, so that removing an item moves none that is still to come.
    for (const path of targets.reverse()) {
      root = action.remove
        ? removedAt(root, path)
        : replacedAt(root, path, (old) => merged(old, action.update))
    }
  }
  const isBroken = diagnostics.some(({ severity }) => severity === 'error')
  return { value: isBroken ? null : { ...document, root }, diagnostics }
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const broken = (file: string, pointer: string, message: string): Diagnostic =>
  diagnostic('NX1040', { message, at: { file, pointer } })

const readActions = ({ root, file }: SourceFile, diagnostics: Diagnostic[]): readonly Action[] => {
  const fail = (pointer: string, message: string): readonly Action[] => {
    diagnostics.push(broken(file, pointer, message))
    return []
  }
  if (!isObject(root) || root.overlay === undefined)
    return fail('', `${file} has no key \`overlay\``)
  if (!/^1\.0\.\d+$/.test(String(root.overlay)))
    return fail('/overlay', `Overlay \`${String(root.overlay)}\` is not a version that can be read`)
  const { actions } = root
  if (!Array.isArray(actions) || actions.length === 0)
    return fail('/actions', '`actions` must be an array with at least one action')
  if (actions.length > actionsMax)
    return fail('/actions', `the overlay has more than ${actionsMax} actions (limit actionsMax)`)
  return actions.flatMap((action: JsonValue, index) => {
    const pointer = child('/actions', index)
    if (!isObject(action) || typeof action.target !== 'string')
      return fail(pointer, 'an action must be an object with the key `target`')
    if (action.update === undefined && action.remove !== true)
      return fail(pointer, 'an action needs `update`, or `remove: true`')
    const { target, update } = action
    return [{ target, update, remove: action.remove === true, pointer }]
  })
}

type Path = readonly (string | number)[]

const targetsOf = (
  root: JsonValue,
  { target, pointer }: Action,
  file: string,
  diagnostics: Diagnostic[],
): Path[] => {
  const at = { file, pointer: child(pointer, 'target') }
  try {
    const found = jsonpath.query(target, root as Parameters<typeof jsonpath.query>[1]).nodes
    if (found.length === 0)
      diagnostics.push(diagnostic('NX1041', { message: `\`${target}\` selects nothing`, at }))
    return found.map((node: JSONPathNode) => node.location)
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : 'unknown reason'
    const message = `\`${target}\` is no JSONPath (RFC 9535): ${reason}`
    diagnostics.push(diagnostic('NX1040', { message, at }))
    return []
  }
}

/** What the specification calls a recursive merge: objects by key, arrays one after the other, others replaced. */
const merged = (old: JsonValue | undefined, update: JsonValue | undefined): JsonValue => {
  if (update === undefined) return old ?? null
  if (Array.isArray(old)) return [...old, ...(Array.isArray(update) ? update : [update])]
  if (!isObject(old) || !isObject(update)) return update
  const both = new Map<string, JsonValue>(Object.entries(old))
  for (const [key, value] of Object.entries(update)) both.set(key, merged(old[key], value))
  return Object.fromEntries(both)
}

/** The value with another one at a place; only what lies on the way is copied. */
const replacedAt = (
  root: JsonValue,
  path: Path,
  change: (old: JsonValue) => JsonValue,
): JsonValue => {
  const [step, ...rest] = path
  if (step === undefined) return change(root)
  if (Array.isArray(root))
    return root.map((item: JsonValue, index) =>
      index === step ? replacedAt(item, rest, change) : item,
    )
  if (!isObject(root)) return root
  return Object.fromEntries(
    Object.entries(root).map(([key, value]) => [
      key,
      key === step ? replacedAt(value, rest, change) : value,
    ]),
  )
}

const removedAt = (root: JsonValue, path: Path): JsonValue => {
  const last = path.at(-1)
  if (last === undefined) return null
  return replacedAt(root, path.slice(0, -1), (owner) => {
    if (Array.isArray(owner)) return owner.filter((_, index) => index !== last)
    if (!isObject(owner)) return owner
    return Object.fromEntries(Object.entries(owner).filter(([key]) => key !== last))
  })
}
