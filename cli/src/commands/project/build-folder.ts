// Owns whose the files are in the folder that a build goes to: the first line of server.js names those that builds made
// there, and nothing else is written over or removed.

import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { linkStatsOf, statsOf } from '../../files/stats.js'
import { Failure } from '../failure.js'

const mark = '// Made by nexus build, with '

/** A folder of which it is known what builds made there. */
export interface BuildFolder {
  /** First line of the server.js to come. */
  readonly banner: string
  /** Whether an earlier build made it. */
  isOurs(name: string): boolean
}

/**
 * The folder, when `names` can be written there.
 *
 * @param sources absolute paths of what the build is made from: never written over, whoever made them
 * @throws {Failure} `usage` when one of them is there that no build made
 */
export const buildFolder = (
  outDir: string,
  names: readonly string[],
  sources: readonly string[],
): BuildFolder => {
  refuseFile(outDir)
  const made = madeIn(outDir)
  const isOurs = (name: string) => made.includes(name) && !sources.includes(join(outDir, name))
  const foreign = names.filter((name) => isThere(join(outDir, name)) && !isOurs(name))
  if (foreign.length > 0) throw notMadeHere(outDir, foreign)
  // What earlier builds made and is there still; what this one takes away and does not make is nobody's from now on.
  const kept = made.filter((name) => !removedNames.includes(name) && isThere(join(outDir, name)))
  const beside = [...new Set([...kept, ...names])].filter((name) => name !== 'server.js')
  return { banner: mark + beside.join(' '), isOurs }
}

/** What a build removes before it makes it again, or does not. */
const removedNames = ['openapi.json']

const isThere = (path: string): boolean => linkStatsOf(path) !== undefined

/** What the first line of server.js says. */
const madeIn = (outDir: string): readonly string[] => {
  const file = join(outDir, 'server.js')
  if (!statsOf(file)?.isFile()) return []
  const [first = ''] = readFileSync(file, 'utf8').split('\n', 1)
  return first.startsWith(mark) ? ['server.js', ...first.slice(mark.length).split(' ')] : []
}

const refuseFile = (outDir: string): void => {
  const stats = statsOf(outDir)
  if (stats === undefined || stats.isDirectory()) return
  throw new Failure('usage', `--out-dir: ${shortName(outDir)} is a file, not a folder`, null)
}

const notMadeHere = (outDir: string, foreign: readonly string[]): Failure => {
  const paths = foreign.map((name) => shortName(join(outDir, name))).join(', ')
  return new Failure(
    'usage',
    `--out-dir: ${paths} would be written over, and \`nexus build\` did not make ${foreign.length === 1 ? 'it' : 'them'}`,
    'name a folder that is only for what is built, or remove what is there',
  )
}

const shortName = (path: string): string => relative(process.cwd(), path) || '.'
