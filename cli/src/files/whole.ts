// Owns putting a file in its place in one step: its text waits beside it, and is there whole or not at all.

import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'

/** A text that waits beside its file. */
export interface StagedFile {
  /** Takes the place of what is there. */
  replace(): void
  /** Takes the place where nothing is; false, and nothing is changed, where something came meanwhile. */
  create(): boolean
  discard(): void
}

/**
 * Writes a text beside its file, in a folder that is there. What fails leaves nothing behind, and what a process that
 * was killed left goes with `removeAbandoned`.
 */
export const stageWhole = (
  file: string,
  content: string | Uint8Array,
  mode: number | null = null,
): StagedFile => {
  const temporary = `${file}.nexus-${process.pid}.tmp`
  const discard = () => rmSync(temporary, { force: true })
  try {
    writeFileSync(temporary, content, { flag: 'wx' })
    // What the process may not give away by default (umask) is the user's to give.
    if (mode !== null) chmodSync(temporary, mode)
  } catch (error) {
    discard()
    throw error
  }
  const replace = () => renameSync(temporary, file)
  return { replace, create: () => create(temporary, file), discard }
}

/** Makes the file's folder, and writes it: whole, or not at all. */
export const writeWhole = (file: string, content: string | Uint8Array): void => {
  const folder = dirname(file)
  mkdirSync(folder, { recursive: true })
  removeAbandoned(folder)
  const staged = stageWhole(file, content)
  try {
    staged.replace()
  } catch (error) {
    staged.discard()
    throw error
  }
}

/** A link refuses to take a place, which a rename does not. */
const create = (temporary: string, file: string): boolean => {
  try {
    linkSync(temporary, file)
    rmSync(temporary, { force: true })
    return true
  } catch (error) {
    const code = codeOf(error)
    if (code !== 'EEXIST' && !withoutLinks.has(code)) throw error
    if (code === 'EEXIST' || lstatSync(file, { throwIfNoEntry: false }) !== undefined) {
      rmSync(temporary, { force: true })
      return false
    }
    renameSync(temporary, file)
    return true
  }
}

/** What file systems without hard links answer (FAT, some that are shared with a host). */
const withoutLinks: ReadonlySet<string> = new Set([
  'EPERM',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EMLINK',
])

/** Removes texts that a run left beside their files because it was killed. */
export const removeAbandoned = (folder: string): void => {
  for (const name of readdirSync(folder)) {
    const pid = Number(/\.nexus-(\d+)\.tmp$/.exec(name)?.[1] ?? 0)
    if (pid > 0 && !isRunning(pid)) rmSync(`${folder}/${name}`, { force: true })
  }
}

/** Whether another process has this id. One's own was somebody else's when its file is there already. */
const isRunning = (pid: number): boolean => {
  if (pid === process.pid) return false
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : ''
