// Owns checks of files that the user names on the command line: missing ones get similar names.

import { existsSync, readdirSync, type Stats } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { nearest } from '../diagnostics/suggest.js'
import { statsOf } from '../files/stats.js'
import { Failure } from './failure.js'

const specLike = /\.(ya?ml|json)$/i

/**
 * Absolute path of an input file that is there.
 * @throws {Failure} `usage`, with names that look alike, when it is not.
 */
export const requireFile = (path: string, option: string): string => {
  if (/^https?:\/\//i.test(path)) {
    const help = `save the document to a file: curl -o api.yaml ${inShell(path)}`
    throw new Failure('usage', `${option}: URLs are not fetched`, help)
  }
  const file = resolve(path)
  const stats = statsOf(file)
  if (stats?.isFile()) return file
  throw new Failure('usage', `${option}: ${path} ${whatItIs(stats)}`, similarHelp(file, stats))
}

const whatItIs = (stats: Stats | undefined): string => {
  if (stats === undefined) return 'does not exist'
  return stats.isDirectory() ? 'is a folder, not a file' : 'is no regular file'
}

const similarHelp = (file: string, stats: Stats | undefined): string => {
  if (stats !== undefined && !stats.isDirectory())
    return 'save what it gives to a file, and name that'
  const folder = dirname(file)
  if (!existsSync(folder)) return `the folder ${shortName(folder)} does not exist either`
  if (statsOf(folder)?.isDirectory() === false) return `${shortName(folder)} is no folder`
  if (stats?.isDirectory()) return `name a file: look at what is in ${shortName(file)}`
  const name = similarName(basename(file), filesIn(folder))
  return name === null
    ? `look at what is in ${shortName(folder)}`
    : `did you mean ${shortName(join(folder, name))}?`
}

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name)

/** As it would be typed here: relative, or absolute where that is shorter. */
const shortName = (path: string): string => {
  const name = relative(process.cwd(), path) || '.'
  return name.length < path.length ? name : path
}

/** The document that `wanted` may have meant: the nearest name, or the same one with another ending. */
const similarName = (wanted: string, names: readonly string[]): string | null => {
  const documents = names.filter((name) => specLike.test(name))
  const stem = (name: string): string => name.replace(specLike, '').toLowerCase()
  return nearest(wanted, documents) ?? documents.find((name) => stem(name) === stem(wanted)) ?? null
}

/** A word as a shell takes it: quoted when it has to be. */
export const inShell = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
