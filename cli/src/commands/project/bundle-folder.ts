// Owns where a run of `nexus dev` puts its bundles: a folder of its own, since two runs in one project know nothing of
// each other. What runs left behind that were killed is taken away by the next one.

import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { linkStatsOf } from '../../files/stats.js'
import { Failure, systemCode } from '../failure.js'

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

/** Whether a `nexus dev` serves the project. */
export const isServed = (projectDir: string): boolean => {
  const folder = dirname(ownFolder(projectDir))
  if (!existsSync(folder)) return false
  return readdirSync(folder).some((name) => /^[1-9]\d*$/.test(name) && isRunning(Number(name)))
}

/**
 * Removes what runs that ended have put into the folder of these folders: what is called as they call theirs.
 *
 * @throws {Failure} where that folder is a link: what it leads to is not the project's to empty.
 */
export const removeLeftovers = (projectDir: string): void => {
  refuseLinks(projectDir)
  const folder = dirname(ownFolder(projectDir))
  if (!existsSync(folder)) return
  for (const name of readdirSync(folder))
    if (/^[1-9]\d*$/.test(name) && !isRunning(Number(name)))
      rmSync(join(folder, name), { recursive: true, force: true })
}

const refuseLinks = (projectDir: string): void => {
  for (const name of ['.nexus', '.nexus/dev'])
    if (linkStatsOf(join(projectDir, name))?.isSymbolicLink())
      throw new Failure(
        'environment',
        `${name} is a link: what \`nexus dev\` makes and removes is inside of the project`,
        `remove the link: \`rm ${name}\``,
      )
}

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it runs, and belongs to somebody else.
    return systemCode(error) === 'EPERM'
  }
}
