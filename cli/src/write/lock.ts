// Owns nexus.lock in a project: what the compiler last made of each file that is the user's from then on, the operation that
// a handler answers, and the names that were given. It belongs into version control, so that every clone merges and follows renames alike. One
// file or name a line: two branches that add operations merge like any other text.

import { emptyLock, type Lock, parseLock } from './lock-text.js'
import { EscapeError, Target } from './target.js'

/** Where the lock lies in a project. */
export const lockPath = 'nexus.lock'

/** The lock of a project, empty without one; null when it is damaged, or of a newer version. */
export const readLock = (target: Pick<Target, 'read'>): Lock | null => {
  const text = target.read(lockPath)
  return text === null ? emptyLock : parseLock(text)
}

/** Names that the last generation gave; none where that cannot be read, which writing tells. */
export const lockedNames = (projectDir: string): Lock['names'] => {
  try {
    return (readLock(new Target(projectDir)) ?? emptyLock).names
  } catch (error) {
    if (error instanceof EscapeError || (error instanceof Error && 'code' in error))
      return emptyLock.names
    throw error
  }
}

/** Something that is called differently now. */
export interface Rename {
  /** `GET /pets/{}`, or what else a name was given to. */
  readonly of: string
  readonly from: string
  readonly to: string
}

/** What has another name now: what stayed itself, and operations of the same method and path. */
export const renamesBetween = (before: Lock, after: Lock): readonly Rename[] => {
  const routes = (lock: Lock) =>
    new Map(
      [...lock.files.values()].flatMap(({ operation }) =>
        operation === null ? [] : [[operation.route, operation.name] as const],
      ),
    )
  const now = new Map([...after.names, ...routes(after)])
  return [...before.names, ...routes(before)].flatMap(([of, from]) => {
    const to = now.get(of)
    return to === undefined || to === from ? [] : [{ of, from, to }]
  })
}
