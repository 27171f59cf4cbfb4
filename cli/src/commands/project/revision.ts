// Owns reading what a revision of git holds. It may be anybody's branch, so it is read as data: nothing of it is run.

import { spawnSync } from 'node:child_process'
import { posix } from 'node:path'

/** Files of a revision that may belong to a document, and ABIs that it may name. */
const filesMax = 2000

const outputBytesMax = 256 * 1024 * 1024

/** A document at a revision, with the documents below the folders, by their names in the repository. */
export const committedFiles = (
  top: string,
  revision: string,
  root: string,
  folders: readonly string[],
): ReadonlyMap<string, string> => {
  const names = [posix.dirname(root), ...folders].flatMap((folder) => {
    const below = folder === '' || folder.startsWith('..') ? './' : `${folder}/`
    const listed = git(top, ['ls-tree', '-r', '-z', '--name-only', revision, '--', below]) ?? ''
    return listed.split('\0').filter((name) => /\.(ya?ml|json)$/i.test(name))
  })
  return committedTexts(top, revision, [...new Set([root, ...names])])
}

/** Files of a revision with their texts, those that are there, read by one process (git-cat-file, BATCH OUTPUT). */
export const committedTexts = (
  top: string,
  revision: string,
  names: readonly string[],
): ReadonlyMap<string, string> => {
  const asked = names.filter(isName).slice(0, filesMax)
  const { status, stdout } = spawnSync('git', ['cat-file', '--batch'], {
    cwd: top,
    input: asked.map((name) => `${revision}:${name}\n`).join(''),
    maxBuffer: outputBytesMax,
  })
  const texts = new Map<string, string>()
  if (status !== 0) return texts
  let at = 0
  for (const name of asked) {
    const end = stdout.indexOf('\n', at)
    const [, kind, size] = / (\w+) (\d+)$/.exec(stdout.toString('utf8', at, end)) ?? []
    at = end + 1
    if (size === undefined) continue
    if (kind === 'blob') texts.set(name, stdout.toString('utf8', at, at + Number(size)))
    at += Number(size) + 1
  }
  return texts
}

/** Git ends at a name that leads out of the repository, and reads one a line. */
const isName = (name: string): boolean =>
  name !== '' && !/[\n\0]/.test(name) && !name.startsWith('/') && !name.split('/').includes('..')

/** What git prints, null when it fails or is not there. */
export const git = (cwd: string, args: readonly string[]): string | null => {
  const { status, stdout } = spawnSync('git', [...args], {
    cwd,
    encoding: 'utf8',
    maxBuffer: outputBytesMax,
  })
  return status === 0 ? stdout : null
}
