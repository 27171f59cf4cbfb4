// Owns the page that lists a directory.

import type { Dirent } from 'node:fs'
import { entriesOf, type Found, isName, openBelow } from './confine.js'

/** Entries of a directory that are listed at most. */
const listingEntriesMax = 1000

/** What a page lists: a folder below `root`, by its names and as it was opened. */
export interface ListedFolder {
  readonly root: string
  readonly names: readonly string[]
  readonly found: Found
}

/**
 * HTML of what is served of a folder, directories first; names are escaped, as text and as links. Null when the folder
 * has gone.
 */
export const listingPage = async (
  { root, names: folder, found }: ListedFolder,
  title: string,
  dotfiles: boolean,
): Promise<string | null> => {
  const entries = await entriesOf(root, folder, found)
  if (entries === null) return null
  const names: string[] = []
  for await (const entry of entries) {
    if (names.length === listingEntriesMax) break
    const name = isName(entry.name, dotfiles) ? await shown(root, folder, entry) : null
    if (name !== null) names.push(name)
  }
  names.sort((a, b) => Number(b.endsWith('/')) - Number(a.endsWith('/')) || (a < b ? -1 : 1))
  const heading = escaped(`Files in ${title}`)
  const items = names.map((name) => `<li><a href="./${link(name)}">${escaped(name)}</a></li>`)
  return `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>${heading}</title></head>\n<body><h1>${heading}</h1>\n<ul>\n<li><a href="../">../</a></li>\n${items.join('\n')}\n</ul></body></html>\n`
}

// What is answered with 404 is not listed: links to the outside or to nothing, sockets, devices.
const shown = async (
  root: string,
  folder: readonly string[],
  entry: Dirent,
): Promise<string | null> => {
  if (entry.isDirectory()) return `${entry.name}/`
  if (entry.isFile()) return entry.name
  if (!entry.isSymbolicLink()) return null
  const found = await openBelow(root, [...folder, entry.name])
  await found?.handle.close()
  if (found === null) return null
  return found.stats.isDirectory() ? `${entry.name}/` : entry.name
}

const link = (name: string): string =>
  name.endsWith('/') ? `${encodeURIComponent(name.slice(0, -1))}/` : encodeURIComponent(name)

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (c) => entities[c] ?? c)
