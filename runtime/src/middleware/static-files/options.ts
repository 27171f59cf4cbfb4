// Owns what static files are served with: options, their defaults, and the checks of them at start.

import { realpathSync, statSync } from 'node:fs'
import { StartError } from '../../app/errors.js'

/** What `staticFiles` takes. */
export interface StaticFilesOptions {
  /** Where the files are found: `/assets` serves `/assets/app.js` from `app.js`; `/` serves everything. */
  readonly path: string
  /** Folder of the files, from the folder that the process was started in. */
  readonly root: string
  /** Served for a directory. Default `index.html`; null: directories are not found. */
  readonly index?: string | null
  /**
   * Served with 200 where there is no file and the client wants HTML: the page of an application that has its
   * own router. Default: none.
   */
  readonly fallback?: string | null
  /** Lists directories that have no index. Default false. */
  readonly listing?: boolean
  /** Serves `app.js.br`, `.zst` or `.gz` in the place of `app.js` to who accepts it. Default true. */
  readonly precompressed?: boolean
  /** Serves names that begin with a dot. Default false. */
  readonly dotfiles?: boolean
  /**
   * Cache-Control of a file by its path below the root. Default `public, max-age=0, must-revalidate`: kept, and
   * asked about each time, which costs a 304.
   */
  readonly cacheControl?: string | ((path: string) => string)
}

/** The options with their defaults, the root as a real path. */
export interface StaticFilesSettings extends Required<Omit<StaticFilesOptions, 'cacheControl'>> {
  readonly cacheControl: (path: string) => string
}

/** A path without the slashes at its end. */
export const withoutEnd = (path: string): string => path.replace(/\/+$/, '')

/** @throws {StartError} when the root is no folder or the path no path. */
export const settingsOf = (options: StaticFilesOptions): StaticFilesSettings => {
  const { cacheControl = 'public, max-age=0, must-revalidate' } = options
  if (!/^\/[^?#{}]*$/.test(options.path)) {
    throw new StartError(
      `The path ${JSON.stringify(options.path)} of static files is no path.`,
      "Write one such as '/assets', or '/'.",
    )
  }
  return {
    path: withoutEnd(options.path),
    root: rootOf(options.root),
    index: options.index === undefined ? 'index.html' : options.index,
    fallback: options.fallback ?? null,
    listing: options.listing ?? false,
    precompressed: options.precompressed ?? true,
    dotfiles: options.dotfiles ?? false,
    cacheControl: typeof cacheControl === 'string' ? () => cacheControl : cacheControl,
  }
}

const rootOf = (root: string): string => {
  try {
    const real = realpathSync(root)
    if (statSync(real).isDirectory()) return real
  } catch {
    // Told below.
  }
  throw new StartError(
    `The root ${JSON.stringify(root)} of static files is no folder.`,
    'Build the files first, or correct `root`: it is looked for from the folder that the process starts in.',
  )
}
