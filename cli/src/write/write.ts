// Owns bringing a compilation's files into the project: what changed, atomically, and nothing of the user's.

import { diagnostic } from '../diagnostics/codes.js'
import type { Diagnostic } from '../diagnostics/diagnostic.js'
import type { OutputFile } from '../ir/output.js'
import { applyChanges, type Changes, editedStale, type Outcome, type StaleFile } from './apply.js'
import type { BaseDocuments } from './last-documents.js'
import { sameLines, withoutReturns } from './line-ends.js'
import { lockPath, type Rename, readLock } from './lock.js'
import { type ConfiguredInputs, inputEntries } from './lock-inputs.js'
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
  lockFile,
  type Move,
  planScaffolds,
} from './scaffolds.js'
import { EscapeError, Target } from './target.js'

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
  /** Handlers that somebody wrote, set aside with their operation, or back with it. */
  readonly moved: readonly Move[]
  /** What has another name than the last generation gave it. */
  readonly renamed: readonly Rename[]
  /** Files that both changed in the same place, which are left as they are. */
  readonly conflicts: readonly Conflict[]
  /** Files of the user that were saved after they were read, which are left as they are. */
  readonly savedMeanwhile: readonly string[]
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
  savedMeanwhile: [],
  diagnostics: [],
}

/** What a generation brings besides its files. */
export interface WriteOptions {
  /** Remembered for the next generation to compare with. */
  readonly documents: BaseDocuments | null
  readonly conflicts: ConflictChoice
  /** Names that were given, for the next generation to give again. */
  readonly names?: Lock['names']
  /** What nexus.config.ts says; without it what was remembered stays. */
  readonly configured?: ConfiguredInputs | null
}

interface Planned extends Changes {
  readonly write: OutputFile[]
  readonly remove: StaleFile[]
  readonly unchanged: string[]
  readonly diagnostics: Diagnostic[]
}

/**
 * Writes what differs. A file of the user is made when it is missing, and merged with what changes in it; a generated
 * file that is not generated any more goes when it is as it was written. All texts are put beside their
 * destinations before the first one is moved there, so that a full disk changes nothing; a file of the user that was saved
 * since is left as it is.
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
    const { configured, ...given } = options
    const inputs = configured ? inputEntries(configured) : lock.inputs
    const kept = { names: emptyLock.names, ...given, inputs }
    const scaffolds = planScaffolds(target, lock, files, kept)
    const { documents } = options
    const changes = planChanges(target, manifest, files, { documents, scaffolds, before: lock })
    return resultOf(
      changes,
      mode,
      mode === 'write' ? applyChanges(target, changes) : undone(changes),
    )
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
  given: Pick<Changes, 'scaffolds' | 'documents' | 'before'>,
): Planned => {
  const { scaffolds } = given
  const diagnostics = [...scaffolds.diagnostics]
  const changes: Planned = { ...given, write: [], unchanged: [], remove: [], diagnostics }
  const manifest: OutputFile = { path: manifestPath, text: manifestOf(files), owner: 'generated' }
  const generated = files.filter(({ owner }) => owner === 'generated')
  const { lock } = scaffolds
  for (const file of [...generated, ...(lock === null ? [] : [lockFile(lock)]), manifest]) {
    const found = target.read(file.path)
    if (found !== null && sameLines(found, file.text)) changes.unchanged.push(file.path)
    else changes.write.push(file)
  }
  removeStale(target, before, files, changes)
  return changes
}

const removeStale = (
  target: Target,
  before: Manifest,
  files: readonly OutputFile[],
  changes: Planned,
): void => {
  const current = new Set(files.map((file) => file.path))
  for (const [path, written] of before) {
    if (current.has(path) || !isOwnedPath(path)) continue
    const text = target.read(path)
    if (text === null) continue
    if ([text, withoutReturns(text)].some((each) => digest(each) === written))
      changes.remove.push({ path, text })
    else changes.diagnostics.push(editedStale(path))
  }
}

const manifestOf = (files: readonly OutputFile[]): string => {
  const generated = files.filter((file) => file.owner === 'generated')
  return printManifest(new Map(generated.map((file) => [file.path, digest(file.text)])))
}

/** What a run that writes nothing has to tell of. */
const undone = ({ scaffolds }: Changes): Outcome => ({
  left: new Set(),
  saved: [],
  diagnostics: scaffolds.follow.map(({ notice }) => notice),
})

const paths = (files: readonly { readonly path: string }[]): string[] =>
  files.map(({ path }) => path)

const resultOf = (
  changes: Planned,
  mode: WriteMode,
  { left, saved, diagnostics }: Outcome,
): WriteResult => {
  const { scaffolds, write, unchanged, remove } = changes
  const isDone = (path: string): boolean => !left.has(path)
  return {
    written: mode === 'write' ? paths(write) : [],
    stale: mode === 'write' ? [] : paths(write),
    unchanged,
    removed: [...paths(remove), ...paths(scaffolds.drop).filter(isDone)],
    scaffolded: paths(scaffolds.create).filter(isDone),
    merged: scaffolds.merge.map(({ file }) => file.path).filter(isDone),
    moved: [...scaffolds.move, ...scaffolds.follow.map(({ from, to }) => ({ from, to }))].filter(
      ({ to }) => isDone(to),
    ),
    renamed: scaffolds.renamed,
    conflicts: scaffolds.conflicts,
    savedMeanwhile: saved,
    diagnostics: [...changes.diagnostics, ...diagnostics],
  }
}

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
  const path = 'path' in error ? String(error.path) : null
  const code = String(error.code)
  const cause = causes[code] ?? error.message
  const message = path === null ? cause : `${path}: ${cause}`
  if (code !== 'ENOTDIR' && code !== 'EISDIR') return diagnostic('NX5002', { message, at: null })
  // Nothing else helps, and nothing was written: what is in the way is somebody's.
  const help = `move ${path ?? 'it'} elsewhere, or delete it, then run the command again`
  return diagnostic('NX5002', { message, at: null, help })
}
