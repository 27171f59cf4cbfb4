// Owns noticing changes: folders are watched (editors replace files), events are gathered into batches.

import { existsSync, type FSWatcher, readdirSync, watch } from 'node:fs'
import { join } from 'node:path'
import { Failure, systemCode } from '../failure.js'

/** Events closer together than this are one change; an editor's save makes several. */
const settleMs = 20
/** Beyond this, folders are not watched, which is said. */
const foldersMax = 4096
const ignored = new Set(['node_modules', 'dist', '.git', '.nexus', 'generated'])

/** What to watch: trees with everything below, and single files. Absolute paths. */
export interface Watched {
  readonly trees: readonly string[]
  readonly files: readonly string[]
}

/** A running watcher. */
export interface Watcher {
  /**
   * Watches `watched` instead of what it watched before.
   * @throws {Failure} `environment` when the system watches no more folders.
   */
  update(watched: Watched): void
  close(): void
}

/** What the owner of a watcher is told, and what it may set. */
export interface WatcherOptions {
  /** The paths that changed, once things settle. */
  readonly onChange: (paths: ReadonlySet<string>) => void
  /** Some folder is not watched; told once for each cause. */
  readonly onTrouble: (trouble: Failure) => void
  readonly foldersMax?: number
  /** How one folder is watched; `fs.watch` when absent. */
  readonly watch?: typeof watch
}

/**
 * Watches folders. Those that appear below a tree are watched too; `generated`, `node_modules`, `dist` and
 * hidden output folders are not.
 */
export const openWatcher = (options: WatcherOptions): Watcher => new FolderWatcher(options)

class FolderWatcher implements Watcher {
  readonly #options: WatcherOptions
  readonly #watchers = new Map<string, FSWatcher>()
  readonly #troubles = new Set<string>()
  #watched: Watched = { trees: [], files: [] }
  #batch = new Set<string>()
  #timer: NodeJS.Timeout | null = null

  constructor(options: WatcherOptions) {
    this.#options = options
  }

  update(watched: Watched): void {
    this.#watched = watched
    this.#sync()
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    for (const watcher of this.#watchers.values()) watcher.close()
    this.#watchers.clear()
  }

  #note(path: string): void {
    if (!concerns(this.#watched, path)) return
    this.#batch.add(path)
    this.#timer ??= setTimeout(() => this.#flush(), settleMs)
  }

  #flush(): void {
    this.#timer = null
    const paths = this.#batch
    this.#batch = new Set()
    try {
      this.#sync()
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      this.#tell(error)
    }
    this.#options.onChange(paths)
  }

  #sync(): void {
    const wanted = this.#foldersWanted()
    for (const [folder, watcher] of this.#watchers) {
      if (wanted.has(folder)) continue
      watcher.close()
      this.#watchers.delete(folder)
    }
    for (const folder of wanted) if (!this.#watchers.has(folder)) this.#add(folder)
  }

  #foldersWanted(): ReadonlySet<string> {
    const max = this.#options.foldersMax ?? foldersMax
    const folders = foldersOf(this.#watched, max)
    if (folders.size >= max) this.#tell(tooManyFolders(max))
    return folders
  }

  #add(folder: string): void {
    try {
      const watcher = (this.#options.watch ?? watch)(folder, (_event, name) =>
        this.#note(name === null ? folder : join(folder, name)),
      )
      // A folder that goes away ends its watcher; the next batch looks at what is there.
      watcher.on('error', () => this.#watchers.delete(folder))
      this.#watchers.set(folder, watcher)
    } catch (error) {
      // It went away between the look and now.
      if (systemCode(error) !== 'ENOENT') throw unwatchable(folder, error)
    }
  }

  #tell(trouble: Failure): void {
    if (this.#troubles.has(trouble.message)) return
    this.#troubles.add(trouble.message)
    this.#options.onTrouble(trouble)
  }
}

const tooManyFolders = (max: number): Failure =>
  new Failure(
    'environment',
    `only the first ${max} folders are watched: edits in the others are not noticed`,
    'keep what is no source out of src/, specs/ and abi/',
  )

/** What the limits of inotify are called, by the error that reaching them gives. */
const inotifyLimits: { readonly [code: string]: string } = {
  ENOSPC: 'fs.inotify.max_user_watches=524288',
  EMFILE: 'fs.inotify.max_user_instances=1024',
}

const unwatchable = (folder: string, error: unknown): Failure => {
  const limit = inotifyLimits[systemCode(error) ?? '']
  const cause = error instanceof Error ? error.message : String(error)
  return limit === undefined
    ? new Failure('environment', `${folder} cannot be watched: ${cause}`, 'make it readable')
    : new Failure(
        'environment',
        `the system watches no more folders (${cause})`,
        `raise its limit: sudo sysctl ${limit}`,
      )
}

const concerns = (watched: Watched, path: string): boolean =>
  watched.files.includes(path) ||
  (!isNoise(path) && watched.trees.some((tree) => path.startsWith(`${tree}/`)))

/** Backups, swap files and half-written files. */
const isNoise = (path: string): boolean => {
  const parts = path.split('/')
  const name = parts.at(-1) ?? ''
  return /^\.#|^#.*#$|~$|\.sw[a-z]$|\.tmp$|^4913$/.test(name) || ignored.has(name)
}

const foldersOf = ({ trees, files }: Watched, max: number): Set<string> => {
  const folders = new Set<string>()
  for (const file of files) {
    const folder = file.slice(0, file.lastIndexOf('/')) || '/'
    if (existsSync(folder)) folders.add(folder)
  }
  for (const tree of trees) collectFolders(tree, folders, max)
  return folders
}

const collectFolders = (folder: string, folders: Set<string>, max: number): void => {
  if (!existsSync(folder) || folders.size >= max) return
  folders.add(folder)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory() && !ignored.has(entry.name))
      collectFolders(join(folder, entry.name), folders, max)
  }
}
