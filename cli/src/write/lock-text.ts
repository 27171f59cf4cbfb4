// Owns the text of nexus.lock: what it says, how it is written, and reading it again, also while Git marks a conflict in it.

import { isDeepStrictEqual } from 'node:util'
import { isRecord } from '../ir/json-values.js'
import type { OperationIdentity } from '../ir/output.js'
import { sidesOf } from './conflict-marks.js'

/** A file of the user as it was made or last merged. */
export interface Locked {
  readonly text: string
  /** null: it is no handler. */
  readonly operation: OperationIdentity | null
}

/** What the last generation made. */
export interface Lock {
  /** By path. */
  readonly files: ReadonlyMap<string, Locked>
  /** Names of operations, schemas and webhooks by what they were given to: none of them changes. */
  readonly names: ReadonlyMap<string, string>
  /** What nexus.config.ts says of documents and ABIs, by what it is; empty where there is none. */
  readonly inputs: ReadonlyMap<string, unknown>
}

/** The lock of a project without one. */
export const emptyLock: Lock = { files: new Map(), names: new Map(), inputs: new Map() }

const version = 1

const about =
  'Names that nexus gave, and what it made of files that are yours. Commit it: in every clone, the next nexus generate keeps the names and merges by it.'

/**
 * Parses a lock; null when it is damaged, or of a newer version. Git marks a conflict where two branches add neighbouring
 * lines: it has the files and names of both then, unless they differ about a file, or about the handler of an operation.
 */
export const parseLock = (text: string): Lock | null => {
  const [ours = null, theirs = ours] = sidesOf(text).map(parseSide)
  if (ours === null || theirs === null) return null
  const files = new Map([...ours.files, ...theirs.files])
  const routes = [...files.values()].flatMap(({ operation }) => operation?.route ?? [])
  const agree = [...ours.files].every(([path, file]) => isDeepStrictEqual(files.get(path), file))
  const names = new Map([...ours.names, ...theirs.names])
  const inputs = new Map([...theirs.inputs, ...ours.inputs])
  return agree && new Set(routes).size === routes.length ? { files, names, inputs } : null
}

const parseSide = (text: string): Lock | null => {
  try {
    const value: unknown = JSON.parse(text)
    if (!isRecord(value) || value.version !== version || !isRecord(value.files)) return null
    const files = Object.entries(value.files).map(([path, file]) => [path, lockedOf(file)] as const)
    const names = namesOf(value.names)
    const { inputs = {} } = value
    return names !== null &&
      isRecord(inputs) &&
      files.every((entry): entry is readonly [string, Locked] => entry[1] !== null)
      ? { files: new Map(files), names, inputs: new Map(Object.entries(inputs)) }
      : null
  } catch {
    return null
  }
}

/** Older locks have none. */
const namesOf = (value: unknown = {}): ReadonlyMap<string, string> | null => {
  if (!isRecord(value)) return null
  const names = Object.entries(value)
  return names.every((entry): entry is [string, string] => typeof entry[1] === 'string')
    ? new Map(names)
    : null
}

const lockedOf = (value: unknown): Locked | null => {
  if (!isRecord(value) || typeof value.text !== 'string') return null
  const { text, operation = null } = value
  if (operation === null) return { text, operation }
  if (!isRecord(operation)) return null
  const { route, name, module } = operation
  return typeof route === 'string' && typeof name === 'string' && typeof module === 'string'
    ? { text, operation: { route, name, module } }
    : null
}

/** The lock's text: sorted, the same for the same files. */
export const printLock = ({ files, names, inputs }: Lock): string => {
  const made = new Map(
    [...files].map(([path, { operation, text }]) => [
      path,
      operation === null ? { text } : { operation, text },
    ]),
  )
  const head = `"about": ${JSON.stringify(about)},\n "version": ${version}`
  const read = inputs.size === 0 ? '' : ` "inputs": ${lines(inputs)},\n`
  return `{\n ${head},\n${read} "names": ${lines(names)},\n "files": ${lines(made)}\n}\n`
}

/** One entry a line, sorted. */
const lines = (entries: ReadonlyMap<string, unknown>): string => {
  const printed = [...entries]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`)
  return printed.length === 0 ? '{}' : `{\n${printed.join(',\n')}\n }`
}
