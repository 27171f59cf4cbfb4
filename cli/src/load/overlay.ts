// Owns Overlay documents (OpenAPI Initiative, Overlay Specification 1.0.0): actions that change a document before
// it is read. The file on disk stays as it is; places in diagnostics are those of the document underneath.

import { diagnostic } from '../diagnostics/codes.js'
import type { Diagnostic, PassResult, SourceRef } from '../diagnostics/diagnostic.js'
import { child } from '../diagnostics/pointer.js'
import type { SourceFile } from '../ir/document.js'
import { isObject, type JsonObject } from '../ir/json-values.js'
import type { JsonValue } from '../ir/schema.js'
import { limitError } from './limit-error.js'
import type { LoadLimits } from './limits.js'
import { type OpenFile, type Place, type Texts, viewOf } from './overlay-links.js'
import { type Path, targetsOf } from './overlay-targets.js'

/** Actions of one overlay; more are refused by name. */
const actionsMax = 10_000

interface Action {
  readonly target: string
  readonly update: JsonValue | undefined
  readonly remove: boolean
  readonly pointer: string
}

/** Files as they are under an overlay, by what they were. */
export type LaidOver = ReadonlyMap<SourceFile, SourceFile>

/**
 * The document, and files that its path items are in, with the actions of an overlay applied in their order. Never
 * throws.
 */
export const applyOverlay = (
  document: SourceFile,
  overlay: SourceFile,
  limits: LoadLimits,
  open: OpenFile,
): PassResult<LaidOver> => {
  const diagnostics: Diagnostic[] = []
  const work = new Work(document, limits, open)
  for (const action of readActions(overlay, diagnostics)) {
    const at = { file: overlay.file, pointer: child(action.pointer, 'target') }
    applyAction(work, action, at, diagnostics)
    if (work.nodesLeft < 0 || work.stepsLeft < 0) {
      const limit = work.nodesLeft < 0 ? work.nodesLimit : 'targetStepsMax'
      diagnostics.push(limitError(limit, limits[limit], at))
      break
    }
  }
  const roots = [...work.roots.values()]
  if (work.nodesLeft >= 0 && roots.some((root) => depthOf(root) > limits.nestingDepthMax))
    diagnostics.push(
      limitError('nestingDepthMax', limits.nestingDepthMax, { file: overlay.file, pointer: '' }),
    )
  const isBroken = diagnostics.some(({ severity }) => severity === 'error')
  return { value: isBroken ? null : work.laidOver(), diagnostics }
}

/** Looks at each value of the document that targets have for nothing: one at all of them costs two. */
const looksOfValue = 4

/** The texts that are changed in place: copies, so that an action costs what it changes. */
class Work implements Texts {
  readonly roots = new Map<SourceFile, JsonValue>()
  /** Values that targets and updates may still have. */
  nodesLeft: number
  /** Values that targets may still look at. */
  stepsLeft: number
  /** Which limit `nodesLeft` comes from. */
  readonly nodesLimit: 'nodesMax' | 'overlayValuesMax'
  readonly #opened = new Map<string, SourceFile | null>()

  constructor(
    readonly document: SourceFile,
    limits: LoadLimits,
    readonly openFile: OpenFile,
  ) {
    const values = nodesOf(document.root)
    const { nodesMax, overlayValuesMax, targetStepsMax } = limits
    this.nodesLimit = overlayValuesMax + values < nodesMax ? 'overlayValuesMax' : 'nodesMax'
    this.nodesLeft = Math.min(overlayValuesMax + values, nodesMax)
    this.stepsLeft = targetStepsMax + looksOfValue * values
  }

  rootOf(file: SourceFile): JsonValue {
    const known = this.roots.get(file)
    if (known !== undefined) return known
    const copy = copyOf(file.root)
    this.roots.set(file, copy)
    return copy
  }

  open(from: SourceFile, path: string): SourceFile | null {
    const key = `${from.file}\n${path}`
    const known = this.#opened.get(key)
    if (known !== undefined) return known
    const opened = this.openFile(from, path)
    this.#opened.set(key, opened)
    return opened
  }

  laidOver(): LaidOver {
    return new Map([...this.roots].map(([file, root]) => [file, { ...file, root }]))
  }
}

const applyAction = (
  work: Work,
  action: Action,
  at: SourceRef,
  diagnostics: Diagnostic[],
): void => {
  const view = viewOf(work)
  work.stepsLeft -= view.steps
  const targets = targetsOf(work, view, action, at, diagnostics)
  // A path item that two paths refer to is changed once.
  const places = new Map<string, Place>()
  for (const path of targets) {
    const place = view.placeOf(path, action)
    places.set(JSON.stringify([place.file.file, place.steps]), place)
  }
  apply(work, action, [...places.values()])
}

const apply = (work: Work, action: Action, places: readonly Place[]): void => {
  const size = action.update === undefined ? 1 : nodesOf(action.update)
  work.nodesLeft -= size * places.length
  if (work.nodesLeft < 0 || work.stepsLeft < 0) return
  // Later places first, so that removing an item moves none that is still to come.
  for (const { file, steps } of places.toReversed()) {
    const root = work.rootOf(file)
    const changed = action.remove
      ? removedAt(root, steps)
      : replacedAt(root, steps, (old) => merged(old, action.update))
    work.roots.set(file, changed)
  }
}

const childrenOf = (value: JsonValue): readonly JsonValue[] =>
  typeof value === 'object' && value !== null ? Object.values(value) : []

const nodesOf = (value: JsonValue): number =>
  childrenOf(value).reduce<number>((sum, each) => sum + nodesOf(each), 1)

/** Level by level: an overlay can nest deeper than anything recursive goes. */
const depthOf = (root: JsonValue): number => {
  let level: readonly JsonValue[] = [root]
  let depth = 0
  for (; level.length > 0; depth++) level = level.flatMap((each) => childrenOf(each))
  return depth - 1
}

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

/** What the specification calls a recursive merge: objects by key, arrays one after the other, others replaced. */
const merged = (old: JsonValue | undefined, update: JsonValue | undefined): JsonValue => {
  if (update === undefined) return old ?? null
  // Each target has its own copy: a later action changes one of them.
  if (Array.isArray(old))
    return [...old, ...(Array.isArray(update) ? update : [update]).map(copyOf)]
  if (!isObject(old) || !isObject(update)) return copyOf(update)
  for (const [key, value] of Object.entries(update))
    setOwn(old, key, merged(Object.hasOwn(old, key) ? old[key] : undefined, value))
  return old
}

/** Without what YAML aliases share: a change of one place is none of the others. */
const copyOf = (value: JsonValue): JsonValue => {
  if (Array.isArray(value)) return value.map(copyOf)
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, copyOf(each)]))
}

/** `__proto__` in a document is a key like any other. */
const setOwn = (owner: object, key: string | number, value: JsonValue): void =>
  void Object.defineProperty(owner, key, {
    value,
    enumerable: true,
    writable: true,
    configurable: true,
  })

/** What holds the last step of a path; null where the document has none any more. */
const ownerOf = (root: JsonValue, path: Path): JsonValue => {
  let node: JsonValue | undefined = root
  for (const step of path.slice(0, -1)) {
    if (typeof node !== 'object' || node === null || !Object.hasOwn(node, step)) return null
    node = (node as JsonObject)[step]
  }
  return node ?? null
}

const replacedAt = (
  root: JsonValue,
  path: Path,
  change: (old: JsonValue) => JsonValue,
): JsonValue => {
  const last = path.at(-1)
  if (last === undefined) return change(root)
  const owner = ownerOf(root, path)
  if (typeof owner === 'object' && owner !== null && Object.hasOwn(owner, last))
    setOwn(owner, last, change((owner as JsonObject)[last] ?? null))
  return root
}

const removedAt = (root: JsonValue, path: Path): JsonValue => {
  const last = path.at(-1)
  if (last === undefined) return null
  const owner = ownerOf(root, path)
  if (Array.isArray(owner)) owner.splice(Number(last), 1)
  else if (isObject(owner)) Reflect.deleteProperty(owner, last)
  return root
}
