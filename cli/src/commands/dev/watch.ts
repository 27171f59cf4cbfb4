// Owns noticing changes: folders are watched (editors replace files), events are gathered into batches.

import { existsSync, type FSWatcher, readdirSync, watch } from 'node:fs'
import { join } from 'node:path'

/** Events closer together than this are one change; an editor's save makes several. */
const settleMs = 20
const foldersMax = 4096
const ignored = new Set(['node_modules', 'dist', '.git', '.nexus', 'generated'])

/** What to watch: trees with everything below, and single files. Absolute paths. */
export interface Watched {
  readonly trees: readonly string[]
  readonly files: readonly string[]
}

/** A running watcher. */
export interface Watcher {
  /** Watches `watched` instead of what it watched before. */
  update(watched: Watched): void
  close(): void
}

/**
 * Calls `onChange` with the paths that changed, once things settle. Folders that appear below a tree are
 * watched too; `generated`, `node_modules`, `dist` and hidden output folders are not.
 */
export const openWatcher = (onChange: (paths: ReadonlySet<string>) => void): Watcher => {
  const watchers = new Map<string, FSWatcher>()
  let watched: Watched = { trees: [], files: [] }
  let batch = new Set<string>()
  let timer: NodeJS.Timeout | null = null

  const flush = (): void => {
    timer = null
    const paths = batch
    batch = new Set()
    sync()
    onChange(paths)
  }
  const note = (path: string): void => {
    if (!concerns(watched, path)) return
    batch.add(path)
    timer ??= setTimeout(flush, settleMs)
  }
  const sync = (): void => {
    const wanted = foldersOf(watched)
    for (const [folder, watcher] of watchers) {
      if (wanted.has(folder)) continue
      watcher.close()
      watchers.delete(folder)
    }
    for (const folder of wanted) if (!watchers.has(folder)) add(folder)
  }
  const add = (folder: string): void => {
    const watcher = watch(folder, (_event, name) =>
      note(name === null ? folder : join(folder, name)),
    )
    // A folder that goes away ends its watcher; the next batch looks at what is there.
    watcher.on('error', () => watchers.delete(folder))
    watchers.set(folder, watcher)
  }

  return {
    update: (next) => {
      watched = next
      sync()
    },
    close: () => {
      if (timer !== null) clearTimeout(timer)
      for (const watcher of watchers.values()) watcher.close()
      watchers.clear()
    },
  }
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

const foldersOf = ({ trees, files }: Watched): Set<string> => {
  const folders = new Set<string>()
  for (const tree of trees) collectFolders(tree, folders)
  for (const file of files) {
    const folder = file.slice(0, file.lastIndexOf('/')) || '/'
    if (existsSync(folder)) folders.add(folder)
  }
  return folders
}

const collectFolders = (folder: string, folders: Set<string>): void => {
  if (!existsSync(folder) || folders.size >= foldersMax) return
  folders.add(folder)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory() && !ignored.has(entry.name))
      collectFolders(join(folder, entry.name), folders)
  }
}
