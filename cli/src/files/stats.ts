// Owns asking what lies at a path. Below a file there is nothing, as where nothing is: Node.js 20 throws ENOTDIR there
// though it is told not to throw.

import { lstatSync, type Stats, statSync } from 'node:fs'

/** What lies there, links followed; undefined where nothing does. */
export const statsOf = (path: string): Stats | undefined => ofNothing(statSync, path)

/** What lies there, a link itself; undefined where nothing does. */
export const linkStatsOf = (path: string): Stats | undefined => ofNothing(lstatSync, path)

const ofNothing = (ask: (path: string) => Stats, path: string): Stats | undefined => {
  try {
    return ask(path)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw error
  }
}
