// Owns access to the project's folder: nothing is read or written outside of it, through links neither.

import { isUtf8 } from 'node:buffer'
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
} from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { removeAbandoned, type StagedFile, stageWhole } from '../files/whole.js'

/** A path that leads out of the project. */
export class EscapeError extends Error {
  override readonly name = 'EscapeError'
  constructor(readonly path: string) {
    super(`${path} leads out of the project`)
  }
}

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error ? String(error.code) : undefined

/** The project's folder. Paths are relative to it, with forward slashes. */
export class Target {
  readonly #root: string
  readonly #safe = new Set<string>()
  readonly #made = new Set<string>()
  /** Folders that were not there, and the outermost that was made for each. */
  readonly #new: { readonly folder: string; readonly first: string }[] = []

  constructor(dir: string) {
    this.#root = realpathSync(dir)
  }

  /**
   * @throws {EscapeError} when the path, or a link on its way, leads out of the project.
   * @throws {Error} with the code ENOTDIR, and the path of the file that stands on the way.
   */
  #resolve(path: string): string {
    const segments = path.split('/')
    if (segments.some((segment) => segment === '..' || segment === '' || segment.includes('\0'))) {
      throw new EscapeError(path)
    }
    const full = join(this.#root, ...segments)
    this.#checkFolder(dirname(full), path)
    return full
  }

  #checkFolder(folder: string, path: string): void {
    if (folder === this.#root || this.#safe.has(folder)) return
    this.#checkFolder(dirname(folder), path)
    const found = lstat(folder)
    if (found !== null && !found.isDirectory() && !found.isSymbolicLink())
      throw refused('ENOTDIR', relative(this.#root, folder).split(sep).join('/'))
    if (found?.isSymbolicLink()) {
      const outside = relative(this.#root, realpathOf(folder) ?? sep)
      if (outside === '..' || outside.startsWith(`..${sep}`) || outside.startsWith(sep)) {
        throw new EscapeError(path)
      }
    }
    this.#safe.add(folder)
  }

  /** Whether anything is there, a broken link included. */
  exists(path: string): boolean {
    return lstat(this.#resolve(path)) !== null
  }

  /** @throws {Error} with the code EISDIR where a folder is in the place of a file. */
  refuseFolder(path: string): void {
    if (lstat(this.#resolve(path))?.isDirectory()) throw refused('EISDIR', path)
  }

  isLink(path: string): boolean {
    return lstat(this.#resolve(path))?.isSymbolicLink() === true
  }

  /** Whether the file's bytes are its text: what is no UTF-8 could not be written back as it was. */
  isText(path: string): boolean {
    return isUtf8(this.readBytes(path) ?? new Uint8Array())
  }

  /** The file's text; null when there is none, or a link in its place. */
  read(path: string): string | null {
    const full = this.#resolve(path)
    if (!lstat(full)?.isFile()) return null
    return readFileSync(full, 'utf8')
  }

  /** The file's bytes; null when there is none, or a link in its place. */
  readBytes(path: string): Uint8Array | null {
    const full = this.#resolve(path)
    return lstat(full)?.isFile() ? readFileSync(full) : null
  }

  /** Folders in a folder, links not followed; none where there is none. Sorted. */
  folders(path: string): readonly string[] {
    const full = this.#resolve(path)
    if (!lstat(full)?.isDirectory()) return []
    const entries = readdirSync(full, { withFileTypes: true })
    return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort()
  }

  /** Moves a file; folders on the way are made, and the one that it leaves goes when it is empty. */
  move(from: string, to: string): void {
    const [source, destination] = [this.#resolve(from), this.#resolve(to)]
    toldOf(to, () => {
      this.#makeFolder(dirname(destination))
      renameSync(source, destination)
    })
    this.remove(from)
  }

  /**
   * Writes a text beside its destination, for those who may have the file `like`. `replace` or `create` of the result puts
   * it there in one step.
   */
  stage(path: string, text: string | Uint8Array, like: string = path): Staged {
    const full = this.#resolve(path)
    this.refuseFolder(path)
    return toldOf(path, () => {
      this.#makeFolder(dirname(full))
      const { replace, create, discard } = stageWhole(full, text, this.#modeOf(like))
      return {
        path,
        replace: () => toldOf(path, replace),
        create: () => toldOf(path, create),
        discard,
      }
    })
  }

  /** Who may read, write and run it; null where no file is. */
  #modeOf(path: string): number | null {
    const found = lstat(this.#resolve(path))
    return found?.isFile() ? found.mode & 0o777 : null
  }

  #makeFolder(folder: string): void {
    if (this.#made.has(folder)) return
    const first = mkdirSync(folder, { recursive: true })
    if (first !== undefined) this.#new.push({ folder, first })
    removeAbandoned(folder)
    this.#made.add(folder)
  }

  /** Removes folders that were made in vain: nothing was put in them, or in those that were made in them. */
  removeNewFolders(): void {
    for (const { folder, first } of this.#new.toReversed())
      for (let each = folder; each.startsWith(first); each = dirname(each))
        if (!removeEmpty(each)) break
  }

  /** Removes a file, and folders that became empty up to the one that the compiler owns. */
  remove(path: string): void {
    const full = this.#resolve(path)
    rmSync(full, { force: true })
    const kept = join(this.#root, ...path.split('/').slice(0, 2))
    for (
      let folder = dirname(full);
      folder !== kept && folder.startsWith(kept);
      folder = dirname(folder)
    ) {
      if (!removeEmpty(folder)) return
    }
  }
}

/** What the system would refuse, told by the path in the project of what is in the way. */
const refused = (code: 'EISDIR' | 'ENOTDIR', path: string): Error =>
  Object.assign(new Error(`${code}: ${path}`), { code, path })

/** What the system refuses, told by the path of the file that is written: not of the text that waits beside it, or of none. */
const toldOf = <T>(path: string, act: () => T): T => {
  try {
    return act()
  } catch (error) {
    if (codeOf(error) === undefined) throw error
    throw Object.assign(error as Error, { path })
  }
}

/** A text that waits beside its destination. */
export interface Staged extends StagedFile {
  readonly path: string
}

const lstat = (path: string) => lstatSync(path, { throwIfNoEntry: false }) ?? null

const realpathOf = (path: string): string | null => {
  try {
    return realpathSync(path)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  }
}

const removeEmpty = (folder: string): boolean => {
  try {
    rmdirSync(folder)
    return true
  } catch {
    return false
  }
}
