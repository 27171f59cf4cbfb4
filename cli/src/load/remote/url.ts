// Owns which URL a reference means, and which URLs lie below another: by whole path segments, so that a list which
// has `https://a.example/v1` does not have `https://a.example/v10`, and dots were resolved before.

/** The http or https URL that a reference means; null when it names a file. `base` is null for one on the disk. */
export const urlFrom = (reference: string, base: string | null): URL | null => {
  try {
    const absolute = reference.startsWith('//') ? `https:${reference}` : reference
    const url = base === null ? new URL(absolute) : new URL(reference, base)
    if (url.protocol !== 'https:' && url.protocol !== 'http:') return null
    url.hash = ''
    return url
  } catch {
    return null
  }
}

/** Whether a URL is one of a list's entry: that very one, or below it. */
export const isBelow = (url: URL, entry: URL): boolean => {
  if (url.origin !== entry.origin || url.username !== '' || url.password !== '') return false
  const folder = entry.pathname.endsWith('/') ? entry.pathname : `${entry.pathname}/`
  return url.pathname === entry.pathname || url.pathname.startsWith(folder)
}

/** A folder that stands for a URL. */
export interface UrlFolder {
  readonly url: string
  readonly folder: string
}

/** The folder that stands for a URL, the longest one first, and the path in it; null when none does. */
export const folderFor = (
  folders: readonly UrlFolder[],
  url: URL,
): { readonly folder: string; readonly path: string } | null => {
  const found = folders
    .flatMap(({ url: text, folder }) => {
      const entry = urlFrom(text, null)
      return entry !== null && isBelow(url, entry) ? [{ folder, start: entry.pathname }] : []
    })
    .sort((left, right) => right.start.length - left.start.length)[0]
  if (found === undefined) return null
  const path = url.pathname.slice(found.start.length).replace(/^\/+/, '')
  return { folder: found.folder, path: `./${path}` }
}
