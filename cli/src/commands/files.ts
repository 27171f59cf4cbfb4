// Owns checks of files that the user names on the command line: missing ones get similar names.

import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
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

/** Names that `wanted` may have meant, best first: few edits away, or a lone document of that kind. */
export const similarNames = (wanted: string, names: readonly string[]): string[] => {
  const close = names
    .map((name) => ({ name, edits: editDistance(wanted.toLowerCase(), name.toLowerCase()) }))
    .filter(({ edits }) => edits <= Math.max(2, Math.floor(wanted.length / 3)))
    .sort((a, b) => a.edits - b.edits || (a.name < b.name ? -1 : 1))
    .map(({ name }) => name)
  const found = close.length > 0 ? close : names.filter((name) => specLike.test(name))
  return found.slice(0, suggestionsMax)
}

/** Levenshtein distance: insertions, deletions and substitutions each count one. */
export const editDistance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const substituted = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(substituted, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
