// Owns bringing a compilation's files into the project: what changed, atomically, and nothing of the user's.

import { diagnostic } from '../diagnostics/codes.js'
import type { Diagnostic } from '../diagnostics/diagnostic.js'
import type { OutputFile } from '../ir/output.js'
import { type Base, type BaseDocuments, basePath, packBase, readBase } from './base.js'
import {
  digest,
  emptyManifest,
  isOwnedPath,
  type Manifest,
  manifestPath,
  parseManifest,
  printManifest,
} from './manifest.js'
import { mergeTexts } from './merge.js'
import { freePlace, removedPlace, returnsFrom } from './removed.js'
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
  /** Files that both changed in the same place, which are left as they are. */
  readonly conflicts: readonly Conflict[]
  /** With an error among them, nothing was changed. */
  readonly diagnostics: readonly Diagnostic[]
}

/** A file that moved, or would. */
export interface Move {
  readonly from: string
  readonly to: string
}

/** Lines of the user's file (`-`) where the compiler would put others (`+`). */
export interface Conflict {
  readonly path: string
  readonly diff: string
}

/** What is remembered for the next generation; without it nothing is merged, and nothing remembered. */
export interface WriteOptions {
  readonly documents: BaseDocuments | null
  /** What to do where the user and the compiler changed the same lines: tell it, or take the user's as it is. */
  readonly conflicts: 'refuse' | 'keep'
}

interface Changes {
  readonly write: OutputFile[]
  readonly unchanged: string[]
  readonly scaffold: OutputFile[]
  readonly merge: OutputFile[]
  readonly move: Move[]
  readonly conflicts: Conflict[]
  readonly remove: string[]
  /** null: nothing is remembered. */
  base: Base | null
  readonly diagnostics: Diagnostic[]
}

/**
 * Writes what differs. A file of the user is made when it is missing and never touched again; a generated
 * file that is not generated any more goes when it is as it was written. All texts are put beside their
 * destinations before the first one is moved there, so that a full disk changes nothing.
 */
export const writeFiles = (
  projectDir: string,
  files: readonly OutputFile[],
  mode: WriteMode,
  options: WriteOptions | null = null,
): WriteResult => {
  try {
    const target = new Target(projectDir)
    const manifest = readManifest(target)
    if (manifest === null)
      return failed(diagnostic('NX5005', { message: `${manifestPath} cannot be read`, at: null }))
    const changes = planChanges(target, manifest, files)
    if (options !== null) mergeScaffolds(target, files, changes, options)
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

const planChanges = (target: Target, before: Manifest, files: readonly OutputFile[]): Changes => {
  const changes: Changes = {
    write: [],
    unchanged: [],
    scaffold: [],
    merge: [],
    move: [],
    conflicts: [],
    remove: [],
    base: null,
    diagnostics: [],
  }
  for (const file of files) {
    if (file.owner === 'user') {
      if (target.exists(file.path)) continue
      const from = returnsFrom(target, file)
      if (from === null) changes.scaffold.push(file)
      else changes.move.push({ from, to: file.path })
    } else if (target.read(file.path) === file.text) changes.unchanged.push(file.path)
    else changes.write.push(file)
  }
  removeStale(target, before, files, changes)
  setAside(target, before, files, changes)
  const manifest: OutputFile = { path: manifestPath, text: manifestOf(files), owner: 'generated' }
  if (target.read(manifestPath) === manifest.text) changes.unchanged.push(manifestPath)
  else changes.write.push(manifest)
  return changes
}

const removeStale = (
  target: Target,
  before: Manifest,
  files: readonly OutputFile[],
  changes: Changes,
): void => {
  const current = new Set(files.map((file) => file.path))
  for (const [path, written] of before.files) {
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

/** Scaffolds whose operation is gone are moved aside: nothing of the user's is deleted. */
const setAside = (
  target: Target,
  before: Manifest,
  files: readonly OutputFile[],
  changes: Changes,
): void => {
  const current = new Set(files.filter((file) => file.owner === 'user').map((file) => file.path))
  for (const path of [...before.handlers].sort()) {
    const place = current.has(path) ? null : removedPlace(path)
    if (place === null || target.read(path) === null) continue
    const to = freePlace(target, place)
    changes.move.push({ from: path, to })
    const message = `${path} answers an operation that the document does not have any more; it goes to ${to}`
    changes.diagnostics.push(diagnostic('NX5003', { message, at: null }))
  }
}

/** Brings what the compiler changed in a scaffold since it was made into the user's file. */
const mergeScaffolds = (
  target: Target,
  files: readonly OutputFile[],
  changes: Changes,
  { documents, conflicts }: WriteOptions,
): void => {
  const base = readBase(target)
  const scaffolds: Record<string, string> = {}
  for (const { path, text, owner } of files) {
    if (owner !== 'user') continue
    scaffolds[path] = text
    const last =
      base !== null && Object.hasOwn(base.scaffolds, path) ? base.scaffolds[path] : undefined
    const mine = last === undefined || last === text ? null : target.read(path)
    if (last === undefined || mine === null || mine === text) continue
    const merged = mergeTexts({ mine, base: last, made: text })
    if (merged.kind === 'merged') {
      if (merged.text !== mine) changes.merge.push({ path, text: merged.text, owner })
    } else if (conflicts === 'refuse') {
      // The old base stays, so that the same is told until the user decides.
      scaffolds[path] = last
      const message = `${path} was changed by you and by the compiler in the same place`
      changes.conflicts.push({ path, diff: merged.diff })
      changes.diagnostics.push(diagnostic('NX5010', { message, at: null }))
    }
  }
  changes.base = { documents, scaffolds }
}

const manifestOf = (files: readonly OutputFile[]): string => {
  const generated = files.filter((file) => file.owner === 'generated')
  const handlers = files.filter((file) => file.owner === 'user').map((file) => file.path)
  return printManifest({
    files: new Map(generated.map((file) => [file.path, digest(file.text)])),
    handlers: new Set(handlers),
  })
}

const apply = (target: Target, changes: Changes): void => {
  const staged: Staged[] = []
  try {
    for (const file of [...changes.scaffold, ...changes.merge, ...changes.write])
      staged.push(target.stage(file.path, file.text))
    if (changes.base !== null) staged.push(target.stage(basePath, packBase(changes.base)))
    for (const { from, to } of changes.move) target.move(from, to)
    for (const entry of staged) if (entry.path !== manifestPath) entry.commit()
    for (const path of changes.remove) target.remove(path)
    // Last: as long as the old one is there, a run that was interrupted is done again, removals too.
    for (const entry of staged) if (entry.path === manifestPath) entry.commit()
  } catch (error) {
    for (const entry of staged) entry.discard()
    throw error
  }
}

const paths = (files: readonly OutputFile[]): string[] => files.map((file) => file.path)

const resultOf = (changes: Changes, mode: WriteMode): WriteResult => ({
  written: mode === 'write' ? paths(changes.write) : [],
  stale: mode === 'write' ? [] : paths(changes.write),
  unchanged: changes.unchanged,
  removed: changes.remove,
  scaffolded: paths(changes.scaffold),
  merged: paths(changes.merge),
  moved: changes.move,
  conflicts: changes.conflicts,
  diagnostics: changes.diagnostics,
})

const failed = (cause: Diagnostic): WriteResult => ({
  written: [],
  stale: [],
  unchanged: [],
  removed: [],
  scaffolded: [],
  merged: [],
  moved: [],
  conflicts: [],
  diagnostics: [cause],
})

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
