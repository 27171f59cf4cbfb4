// Owns where a run of `nexus dev` puts its bundles: a folder of its own, since two runs in one project know nothing of
// each other. What runs left behind that were killed is taken away by the next one.

import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { systemCode } from '../failure.js'

/** The folder of this process in the project. */
export const ownFolder = (projectDir: string): string =>
  join(projectDir, '.nexus/dev', String(process.pid))

/** Removes it, and the folder of these folders when no other run has one there. */
export const removeOwnFolder = (projectDir: string): void => {
  const folder = ownFolder(projectDir)
  try {
    rmSync(folder, { recursive: true, force: true })
    rmdirSync(dirname(folder))
  } catch {
    // Another run's folder is in it, or it is gone, or was never made.
  }
}

/** Removes what no running process has put into the folder of these folders. */
export const removeLeftovers = (folder: string): void => {
  if (!existsSync(folder)) return
  for (const name of readdirSync(folder))
    if (!isRunning(Number(name))) rmSync(join(folder, name), { recursive: true, force: true })
}

const isRunning = (pid: number): boolean => {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it runs, and belongs to somebody else.
    return systemCode(error) === 'EPERM'
  }
}
