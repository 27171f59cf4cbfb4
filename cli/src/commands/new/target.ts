// Owns the folder of a new project: it must be free, and a failure leaves it as it was.

import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { visible } from '../../diagnostics/visible.js'
import { Failure } from '../failure.js'

/** What npm (214) and Docker (128) both take. */
const nameCharsMax = 128

/** The folder that a project is made in. */
export interface Target {
  readonly dir: string
  /** Name for package.json, after the folder. */
  readonly name: string
  /** Removes everything that was put there, and the folders above that were made for it. */
  undo(): void
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
  const made = there ? null : makeFolder(dir)
  return { dir, name: packageName(basename(dir)), undo: () => undo(dir, made) }
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

const undo = (dir: string, made: string | null): void => {
  if (made !== null) {
    rmSync(made, { recursive: true, force: true })
    return
  }
  for (const name of readdirSync(dir)) rmSync(join(dir, name), { recursive: true, force: true })
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
