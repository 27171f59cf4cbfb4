// Owns bringing a compilation's files into the project: what changed, atomically, and nothing of the user's.

import { diagnostic } from '../diagnostics/codes.js'
import type { Diagnostic } from '../diagnostics/diagnostic.js'
import type { OutputFile } from '../ir/output.js'
import {
  digest,
  emptyManifest,
  isOwnedPath,
  type Manifest,
  manifestPath,
  parseManifest,
  printManifest,
} from './manifest.js'
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
  /** With an error among them, nothing was changed. */
  readonly diagnostics: readonly Diagnostic[]
}

interface Changes {
  readonly write: OutputFile[]
  readonly unchanged: string[]
  readonly scaffold: OutputFile[]
  readonly remove: string[]
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
): WriteResult => {
  try {
    const target = new Target(projectDir)
    const manifest = readManifest(target)
    if (manifest === null)
      return failed(diagnostic('NX5005', { message: `${manifestPath} cannot be read`, at: null }))
    const changes = planChanges(target, manifest, files)
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
  const changes: Changes = { write: [], unchanged: [], scaffold: [], remove: [], diagnostics: [] }
  for (const file of files) {
    if (file.owner === 'user') {
      if (!target.exists(file.path)) changes.scaffold.push(file)
    } else if (target.read(file.path) === file.text) changes.unchanged.push(file.path)
    else changes.write.push(file)
  }
  removeStale(target, before, files, changes)
  const orphans = orphanedHandlers(target, before, files, changes)
  const manifest: OutputFile = {
    path: manifestPath,
    text: manifestOf(files, orphans),
    owner: 'generated',
  }
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

/** Scaffolds whose operation is gone stay where they are; they are remembered while they exist. */
const orphanedHandlers = (
  target: Target,
  before: Manifest,
  files: readonly OutputFile[],
  changes: Changes,
): string[] => {
  const current = new Set(files.filter((file) => file.owner === 'user').map((file) => file.path))
  const orphans = [...before.handlers].filter(
    (path) =>
      !current.has(path) &&
      /^src\/handlers\/[^\0]+$/.test(path) &&
      !path.includes('..') &&
      target.exists(path),
  )
  for (const path of orphans) {
    const message = `${path} answers an operation that the document does not have any more`
    changes.diagnostics.push(diagnostic('NX5003', { message, at: null }))
  }
  return orphans
}

const manifestOf = (files: readonly OutputFile[], orphans: readonly string[]): string => {
  const generated = files.filter((file) => file.owner === 'generated')
  const handlers = files.filter((file) => file.owner === 'user').map((file) => file.path)
  return printManifest({
    files: new Map(generated.map((file) => [file.path, digest(file.text)])),
    handlers: new Set([...handlers, ...orphans]),
  })
}

const apply = (target: Target, changes: Changes): void => {
  const staged: Staged[] = []
  try {
    for (const file of [...changes.scaffold, ...changes.write])
      staged.push(target.stage(file.path, file.text))
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
  diagnostics: changes.diagnostics,
})

const failed = (cause: Diagnostic): WriteResult => ({
  written: [],
  stale: [],
  unchanged: [],
  removed: [],
  scaffolded: [],
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
