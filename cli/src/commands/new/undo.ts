// Owns taking back a project that could not be finished: what this command made, and nothing that came meanwhile.

import { readdirSync, rmdirSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** What the package managers add to a project. */
const installed: ReadonlySet<string> = new Set([
  'node_modules',
  'package-lock.json',
  'pnpm-lock.yaml',
])

/** What a file was when it was written: another one, or an edited one, differs. */
type Mark = `${number} ${number} ${number}`

const markOf = (path: string): Mark => {
  const { ino, size, mtimeMs } = statSync(path)
  return `${ino} ${size} ${mtimeMs}`
}

const filesOf = (dir: string): string[] =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))

/** What is in a folder that this command alone has written to so far. */
export const recordFiles = (dir: string): ReadonlyMap<string, string> =>
  new Map(filesOf(dir).map((path) => [path, markOf(path)]))

/** Removes the recorded files that are as they were, what an install added, and the folders that are empty then. */
export const removeRecorded = (dir: string, files: ReadonlyMap<string, string>): void => {
  for (const name of installed) rmSync(join(dir, name), { recursive: true, force: true })
  const unchanged = filesOf(dir).filter((path) => files.get(path) === markOf(path))
  for (const path of unchanged) rmSync(path)
  const folders = readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
  // The longest first: what is inside goes before what it is in.
  for (const folder of folders.toSorted((a, b) => b.length - a.length)) removeEmpty(folder)
}

/** Removes `dir` and the folders above it up to `last`, as far as they are empty. */
export const removeFolders = (dir: string, last: string): void => {
  for (let folder = dir; removeEmpty(folder) && folder !== last; ) folder = dirname(folder)
}

/** Whether the folder was empty, and is gone. */
const removeEmpty = (folder: string): boolean => {
  try {
    rmdirSync(folder)
    return true
  } catch {
    return false
  }
}
