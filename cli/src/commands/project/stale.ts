// Owns saying which files of a project generating would change, and what is wrong with each.

import { type Conflict, lockPath, type WriteResult } from '../../pipeline.js'

/** A file that is not as the next generation would leave it. */
export interface StaleFile {
  readonly file: string
  readonly what: string
}

const conflictTexts: { readonly [kind in Conflict['kind']]: string } = {
  lines:
    'was changed by you and by the compiler in the same place: `nexus generate` shows the difference, `nexus generate --keep` takes the file as it is',
  name: 'has the new name of its operation for something else',
  bytes: 'is not UTF-8, so what the compiler changes there is left out',
  exchanged: 'is the handler of an operation that has another name now',
  link: 'is a symbolic link, so it does not follow its operation',
}

/** What an upgrade of Nexus leaves behind: the same code, and a lock that has less in it, or says it in other words. */
const olderLock =
  'is not as this version of nexus writes it for nexus.config.ts as it is now, and all code is the same: run `nexus generate` once, and commit the lock'

/** `edited`: files that the user owns, and that a flag of this call would change. */
export const staleFiles = (
  written: WriteResult,
  edited: readonly string[] = [],
): readonly StaleFile[] => {
  const all = (files: readonly string[], what: string): readonly StaleFile[] =>
    files.map((file) => ({ file, what }))
  const isLockAlone = [
    ...written.stale,
    ...written.scaffolded,
    ...written.merged,
    ...written.removed,
    ...written.conflicts,
    ...written.moved,
  ].every((each) => each === lockPath)
  return [
    ...all(written.stale, isLockAlone ? olderLock : 'is not what the document makes'),
    ...all(written.scaffolded, 'is missing'),
    ...all(written.merged, 'lacks what the compiler makes now'),
    ...written.conflicts.map(({ kind, path }) => ({ file: path, what: conflictTexts[kind] })),
    ...written.moved.map(({ from, to }) => ({ file: from, what: `goes to ${to}` })),
    ...all(written.removed, 'is not generated any more'),
    ...all(edited, 'lacks a contract that --abi names'),
  ]
}
