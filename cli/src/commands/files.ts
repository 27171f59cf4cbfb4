// Owns checks of files that the user names on the command line: missing ones get similar names.

import { existsSync, readdirSync, type Stats, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { nearest } from '../diagnostics/suggest.js'
import { Failure } from './failure.js'

const suggestionsMax = 3
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
  const stats = statSync(file, { throwIfNoEntry: false })
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
  const inside = stats === undefined ? folder : file
  const names = similarNames(basename(file), filesIn(inside), isBelowHere(inside))
  if (names.length === 0) return `look at what is in ${shortName(inside)}`
  return `did you mean ${names.map((name) => shortName(join(inside, name))).join(' or ')}?`
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

const isBelowHere = (folder: string): boolean => !relative(process.cwd(), folder).startsWith('..')

/**
 * Names that `wanted` may have meant: the nearest one, else the documents that are there. Documents of a
 * folder elsewhere are nobody's guess.
 */
const similarNames = (wanted: string, names: readonly string[], isHere: boolean): string[] => {
  const close = nearest(wanted, names)
  if (close !== null) return [close]
  return isHere ? names.filter((name) => specLike.test(name)).slice(0, suggestionsMax) : []
}

/** A word as a shell takes it: quoted when it has to be. */
export const inShell = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
