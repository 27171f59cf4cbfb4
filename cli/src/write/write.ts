// Owns bringing a compilation's files into the project: what changed, atomically, and nothing of the user's.

import { diagnostic } from '../diagnostics/codes.js'
import type { Diagnostic } from '../diagnostics/diagnostic.js'
import type { OutputFile } from '../ir/output.js'
import { type BaseDocuments, lastDocumentsPath, packDocuments } from './last-documents.js'
import { lockPath, type Rename, readLock } from './lock.js'
import { emptyLock, type Lock } from './lock-text.js'
import {
  digest,
  emptyManifest,
  isOwnedPath,
  type Manifest,
  manifestPath,
  parseManifest,
  printManifest,
} from './manifest.js'
import {
  type Conflict,
  type ConflictChoice,
  type Move,
  planScaffolds,
  type ScaffoldChanges,
} from './scaffolds.js'
import { EscapeError, type Staged, Target } from './target.js'

/** `check` and `dry-run` change nothing and say what `write` would do. */
export type WriteMode = 'write' | 'check' | 'dry-run'

/** Paths by what happened to them, or would happen. */
export interface WriteResult {
  readonly written: readonly string[]
  readonly unchanged: readonly string[]
  /** Modes that do not write: files that `write` would write. */
  readonly stale: readonly string[]
  readonly removed: readonly string[]
  readonly scaffolded: readonly string[]
  /** Files of the user that what the compiler changed was merged into. */
  readonly merged: readonly string[]
  /** Handlers that were set aside with their operation, or came back with it. */
  readonly moved: readonly Move[]
  /** What has another name than the last generation gave it. */
  readonly renamed: readonly Rename[]
  /** Files that both changed in the same place, which are left as they are. */
  readonly conflicts: readonly Conflict[]
  /** With an error among them, nothing was changed. */
  readonly diagnostics: readonly Diagnostic[]
}

/** The result of a run that changed nothing. */
export const nothingWritten: WriteResult = {
  written: [],
  stale: [],
  renamed: [],
  unchanged: [],
  removed: [],
  scaffolded: [],
  merged: [],
  moved: [],
  conflicts: [],
  diagnostics: [],
}

/** What a generation brings besides its files. */
export interface WriteOptions {
  /** Remembered for the next generation to compare with. */
  readonly documents: BaseDocuments | null
  readonly conflicts: ConflictChoice
  /** Names that were given, for the next generation to give again. */
  readonly names?: Lock['names']
}

interface Changes {
  readonly write: OutputFile[]
  readonly unchanged: string[]
  readonly remove: string[]
  readonly scaffolds: ScaffoldChanges
  readonly documents: BaseDocuments | null
  readonly diagnostics: Diagnostic[]
}

/**
 * Writes what differs. A file of the user is made when it is missing, and merged with what changes in it; a generated
 * file that is not generated any more goes when it is as it was written. All texts are put beside their
 * destinations before the first one is moved there, so that a full disk changes nothing.
 */
export const writeFiles = (
  projectDir: string,
  files: readonly OutputFile[],
  mode: WriteMode,
  options: WriteOptions = { documents: null, conflicts: 'refuse' },
): WriteResult => {
  try {
    const target = new Target(projectDir)
    const manifest = readManifest(target)
    if (manifest === null)
      return failed(diagnostic('NX5005', { message: `${manifestPath} cannot be read`, at: null }))
    const lock = readLock(target)
    if (lock === null)
      return failed(diagnostic('NX5031', { message: `${lockPath} cannot be read`, at: null }))
    const scaffolds = planScaffolds(target, lock, files, { names: emptyLock.names, ...options })
    const changes = planChanges(target, manifest, files, { ...options, scaffolds })
    if (mode === 'write') apply(target, changes)
    return resultOf(changes, mode)
  } catch (error) {
    return failed(explain(error))
  }
}

const readManifest = (target: Target): Manifest | null => {
  const text = target.read(manifestPath)
  return text === null ? emptyManifest : parseManifest(text)
}

const planChanges = (
  target: Target,
  before: Manifest,
  files: readonly OutputFile[],
  { scaffolds, documents }: { scaffolds: ScaffoldChanges; documents: BaseDocuments | null },
): Changes => {
  const diagnostics = [...scaffolds.diagnostics]
  const changes: Changes = {
    write: [],
    unchanged: [],
    remove: [],
    scaffolds,
    documents,
    diagnostics,
  }
  const manifest: OutputFile = { path: manifestPath, text: manifestOf(files), owner: 'generated' }
  const generated = files.filter(({ owner }) => owner === 'generated')
  const { lock } = scaffolds
  for (const file of [...generated, ...(lock === null ? [] : [lock]), manifest])
    if (target.read(file.path) === file.text) changes.unchanged.push(file.path)
    else changes.write.push(file)
  removeStale(target, before, files, changes)
  return changes
}

const removeStale = (
  target: Target,
  before: Manifest,
  files: readonly OutputFile[],
  changes: Changes,
): void => {
  const current = new Set(files.map((file) => file.path))
  for (const [path, written] of before) {
    if (current.has(path) || !isOwnedPath(path)) continue
    const text = target.read(path)
    if (text === null) continue
    if (digest(text) === written) changes.remove.push(path)
    else
      changes.diagnostics.push(
        diagnostic('NX5004', {
          message: `${path} was edited and is not generated any more`,
          at: null,
        }),
      )
  }
}

const manifestOf = (files: readonly OutputFile[]): string => {
  const generated = files.filter((file) => file.owner === 'generated')
  return printManifest(new Map(generated.map((file) => [file.path, digest(file.text)])))
}

/** Last, in this order: as long as the old ones are there, a run that was interrupted is done again. */
const last = [lockPath, manifestPath]

const apply = (target: Target, { scaffolds, write, remove, documents }: Changes): void => {
  const { create, merge, move, follow } = scaffolds
  const staged: Staged[] = []
  try {
    for (const file of [...create, ...merge, ...follow.map(({ file }) => file), ...write])
      staged.push(target.stage(file.path, file.text))
    staged.push(...remembered(target, documents))
    for (const { from, to } of move) target.move(from, to)
    for (const entry of staged) if (!last.includes(entry.path)) entry.commit()
    for (const path of [...follow.map(({ from }) => from), ...remove]) target.remove(path)
    for (const path of last) staged.find((entry) => entry.path === path)?.commit()
  } catch (error) {
    for (const entry of staged) entry.discard()
    throw error
  }
}

/** A cache: where it cannot be written, the next comparison is with a revision of git. */
const remembered = (target: Target, documents: BaseDocuments | null): Staged[] => {
  if (documents === null) return []
  try {
    return [target.stage(lastDocumentsPath, packDocuments(documents))]
  } catch (error) {
    if (error instanceof EscapeError || (error instanceof Error && 'code' in error)) return []
    throw error
  }
}

const paths = (files: readonly OutputFile[]): string[] => files.map((file) => file.path)

const resultOf = (changes: Changes, mode: WriteMode): WriteResult => ({
  written: mode === 'write' ? paths(changes.write) : [],
  stale: mode === 'write' ? [] : paths(changes.write),
  unchanged: changes.unchanged,
  removed: changes.remove,
  scaffolded: paths(changes.scaffolds.create),
  merged: paths(changes.scaffolds.merge),
  moved: [
    ...changes.scaffolds.move,
    ...changes.scaffolds.follow.map(({ from, to }) => ({ from, to })),
  ],
  renamed: changes.scaffolds.renamed,
  conflicts: changes.scaffolds.conflicts,
  diagnostics: changes.diagnostics,
})

const failed = (cause: Diagnostic): WriteResult => ({ ...nothingWritten, diagnostics: [cause] })

const causes: { readonly [code: string]: string } = {
  ENOSPC: 'there is no space left on the device',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'permission is denied',
  EPERM: 'the operation is not permitted',
  EROFS: 'the file system is read-only',
  EISDIR: 'a folder is where a file belongs',
  ENOTDIR: 'a file is where a folder belongs',
  EEXIST: 'a file is where a folder belongs',
  ENOENT: 'the folder does not exist',
}

const explain = (error: unknown): Diagnostic => {
  if (error instanceof EscapeError)
    return diagnostic('NX5001', { message: error.message, at: null })
  if (!(error instanceof Error) || !('code' in error)) throw error
  const path = 'path' in error ? `${String(error.path)}: ` : ''
  const cause = causes[String(error.code)] ?? error.message
  return diagnostic('NX5002', { message: `${path}${cause}`, at: null })
}
