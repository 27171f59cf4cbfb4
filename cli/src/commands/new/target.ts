// Owns the folder of a new project: it must be free, and a failure leaves it as it was.

import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { visible } from '../../diagnostics/visible.js'
import { Failure } from '../failure.js'
import { recordFiles, removeFolders, removeRecorded } from './undo.js'

/** What npm (214) and Docker (128) both take. */
const nameCharsMax = 128

/** The folder that a project is made in. */
export interface Target {
  readonly dir: string
  /** Name for package.json, after the folder. */
  readonly name: string
  /** From here on, until `written`, all that comes into the folder is this command's. */
  writes(): void
  /** The project is there whole; what comes now may be anybody's: installing takes minutes. */
  written(): void
  /**
   * Removes what was put there, and the folders that were made for it, as far as they are empty then.
   * @returns whether something is left that this command did not make, or that was edited since.
   */
  undo(): boolean
}

/**
 * Makes the folder. @throws {Failure} `usage` when it is there and not empty, or is a file.
 */
export const openTarget = (path: string): Target => {
  if (path.trim() === '')
    throw new Failure(
      'usage',
      'the folder has no name',
      'name it: `nexus new shop`; `nexus new .` is here',
    )
  const shown = visible(path)
  if (shown !== path)
    throw new Failure(
      'usage',
      `the folder's name has characters that terminals do not show: ${shown}`,
      'name it with letters, digits and `-`',
    )
  const dir = resolve(path)
  const there = existsSync(dir)
  if (there && !statSync(dir).isDirectory()) {
    throw new Failure('usage', `${path} is a file`, 'choose a folder that does not exist yet')
  }
  if (there && readdirSync(dir).length > 0) throw notEmpty(path)
  return new Folder(dir, there ? null : makeFolder(dir))
}

class Folder implements Target {
  readonly dir: string
  readonly name: string
  /** The topmost folder that was made. */
  readonly #made: string | null
  /** Null: nothing was written. */
  #files: ReadonlyMap<string, string> | 'all' | null = null

  constructor(dir: string, made: string | null) {
    this.dir = dir
    this.name = packageName(basename(dir))
    this.#made = made
  }

  writes(): void {
    this.#files = 'all'
  }

  written(): void {
    this.#files = recordFiles(this.dir)
  }

  undo(): boolean {
    if (!existsSync(this.dir)) return false
    if (this.#files === 'all')
      for (const name of readdirSync(this.dir))
        rmSync(join(this.dir, name), { recursive: true, force: true })
    else if (this.#files !== null) removeRecorded(this.dir, this.#files)
    const isLeft = readdirSync(this.dir).length > 0
    if (this.#made !== null) removeFolders(this.dir, this.#made)
    return isLeft
  }
}

const makeFolder = (dir: string): string => {
  try {
    const above = dirname(dir)
    const made = existsSync(above) ? undefined : mkdirSync(above, { recursive: true })
    // Not with `recursive`: where the kernel takes no folder (/proc), Node would try for ever.
    mkdirSync(dir)
    return made ?? dir
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new Failure(
      'environment',
      `the folder cannot be made: ${message}`,
      'choose another folder',
    )
  }
}

const notEmpty = (path: string): Failure =>
  new Failure(
    'usage',
    `${path} is not empty, and \`nexus new\` overwrites nothing`,
    `choose another folder, or run \`nexus generate\` in ${relative(process.cwd(), resolve(path)) || 'this one'}`,
  )

/** Names that npm gives to no package. */
const refusedByNpm: ReadonlySet<string> = new Set(['node_modules', 'favicon.ico'])

/**
 * A name after the folder's that npm accepts, and Docker as a tag (its reference grammar): lower case, no separator at
 * an end or beside another: `my-shop`.
 */
const packageName = (folder: string): string => {
  const joined = folder
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replaceAll(/[._-]+/g, (run) => (/^(?:[._]|__|-+)$/.test(run) ? run : '-'))
  const name = joined.slice(0, nameCharsMax).replaceAll(/^[._-]+|[._-]+$/g, '')
  return name === '' || refusedByNpm.has(name) ? 'server' : name
}
