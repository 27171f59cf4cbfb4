// Owns checks of files that the user names on the command line: missing ones get similar names.

import { existsSync, readdirSync, statSync } from 'node:fs'
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
  const file = resolve(path)
  if (existsSync(file) && statSync(file).isFile()) return file
  const what = existsSync(file) ? 'is a folder, not a file' : 'does not exist'
  throw new Failure('usage', `${option}: ${path} ${what}`, similarHelp(file))
}

const similarHelp = (file: string): string => {
  const folder = dirname(file)
  if (!existsSync(folder)) return `the folder ${relativeName(folder)} does not exist either`
  const inside = existsSync(file) && statSync(file).isDirectory() ? file : folder
  const names = similarNames(basename(file), filesIn(inside))
  if (names.length === 0) return `look at what is in ${relativeName(inside)}`
  return `did you mean ${names.map((name) => relativeName(join(inside, name))).join(' or ')}?`
}

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name)

const relativeName = (path: string): string => relative(process.cwd(), path) || '.'

/** Names that `wanted` may have meant: the nearest one, else the documents that are there. */
export const similarNames = (wanted: string, names: readonly string[]): string[] => {
  const close = nearest(wanted, names)
  if (close !== null) return [close]
  return names.filter((name) => specLike.test(name)).slice(0, suggestionsMax)
}
