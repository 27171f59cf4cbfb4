// Owns the page that lists a directory.

import { opendir } from 'node:fs/promises'

/** Entries of a directory that are listed at most. */
const listingEntriesMax = 1000

/** HTML of what is in `folder`, directories first; names are escaped, as text and as links. */
export const listingPage = async (
  folder: string,
  title: string,
  dotfiles: boolean,
): Promise<string> => {
  const names: string[] = []
  for await (const entry of await opendir(folder)) {
    if (names.length === listingEntriesMax) break
    if (!dotfiles && entry.name.startsWith('.')) continue
    names.push(entry.isDirectory() ? `${entry.name}/` : entry.name)
  }
  names.sort((a, b) => Number(b.endsWith('/')) - Number(a.endsWith('/')) || (a < b ? -1 : 1))
  const heading = escaped(`Files in ${title}`)
  const items = names.map((name) => `<li><a href="./${link(name)}">${escaped(name)}</a></li>`)
  return `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>${heading}</title></head>\n<body><h1>${heading}</h1>\n<ul>\n<li><a href="../">../</a></li>\n${items.join('\n')}\n</ul></body></html>\n`
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
