// Owns nexus.lock: what the compiler last made of each file that is the user's from then on, and the operation that
// a handler answers. It belongs into version control, so that every clone merges and follows renames alike. One
// file a line: two branches that add operations merge like any other text.

import { isDeepStrictEqual } from 'node:util'
import type { OperationIdentity } from '../ir/output.js'
import { sidesOf } from './conflict-marks.js'
import type { Target } from './target.js'

/** Where the lock lies in a project. */
export const lockPath = 'nexus.lock'

/** A file of the user as it was made or last merged. */
export interface Locked {
  readonly text: string
  /** null: it is no handler. */
  readonly operation: OperationIdentity | null
}

/** By path. */
export type Lock = ReadonlyMap<string, Locked>

const version = 1

const about =
  'What nexus made of files that are yours. Commit it: the next nexus generate merges by it, in every clone.'

/** The lock of a project, empty without one; null when it is damaged, or of a newer version. */
export const readLock = (target: Pick<Target, 'read'>): Lock | null => {
  const text = target.read(lockPath)
  return text === null ? new Map() : parseLock(text)
}

/**
 * Parses a lock; null when it is damaged, or of a newer version. Git marks a conflict where two branches add neighbouring
 * lines: it has the files of both then, unless they differ about a file, or about the handler of an operation.
 */
export const parseLock = (text: string): Lock | null => {
  const [ours = null, theirs = ours] = sidesOf(text).map(parseSide)
  if (ours === null || theirs === null) return null
  const lock = new Map([...ours, ...theirs])
  const routes = [...lock.values()].flatMap(({ operation }) => operation?.route ?? [])
  const agree = [...ours].every(([path, file]) => isDeepStrictEqual(lock.get(path), file))
  return agree && new Set(routes).size === routes.length ? lock : null
}

const parseSide = (text: string): Lock | null => {
  try {
    const value: unknown = JSON.parse(text)
    if (!isRecord(value) || value.version !== version || !isRecord(value.files)) return null
    const files = Object.entries(value.files).map(([path, file]) => [path, lockedOf(file)] as const)
    return files.every((entry): entry is readonly [string, Locked] => entry[1] !== null)
      ? new Map(files)
      : null
  } catch {
    return null
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

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
export const printLock = (lock: Lock): string => {
  const lines = [...lock]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([path, { operation, text }]) => {
      const value = operation === null ? { text } : { operation, text }
      return `  ${JSON.stringify(path)}: ${JSON.stringify(value)}`
    })
  const files = lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n }`
  return `{\n "about": ${JSON.stringify(about)},\n "version": ${version},\n "files": ${files}\n}\n`
}
