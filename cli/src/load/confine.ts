// Owns which files a `$ref` may name: relative paths that stay inside the project root, symbolic
// links followed.

import { realpathSync } from 'node:fs'
import { resolve, sep } from 'node:path'
import { diagnostic } from '../diagnostics/codes.js'
import type { Diagnostic, SourceRef } from '../diagnostics/diagnostic.js'

/** Resolves the path part of a reference against a folder, or says why it is refused. */
export const confine = (
  reference: string,
  base: string,
  projectRoot: string,
  at: SourceRef,
): { readonly path: string } | { readonly error: Diagnostic } => {
  const decoded = decodePath(reference)
  const escapes = (): { readonly error: Diagnostic } => ({
    error: diagnostic('NX1030', {
      message: `\`$ref\` to ${reference} leaves the folder of the document`,
      at,
    }),
  })
  if (decoded === null || /^[a-z][a-z0-9+.-]*:/i.test(decoded) || /^[/\\]/.test(decoded))
    return escapes()
  const path = resolve(base, decoded)
  const real = realpath(path)
  const isInside =
    contains(projectRoot, path) && (real === null || contains(realpath(projectRoot) ?? '', real))
  return isInside ? { path } : escapes()
}

const decodePath = (reference: string): string | null => {
  try {
    const decoded = decodeURIComponent(reference)
    return decoded.includes('\0') ? null : decoded
  } catch {
    return null
  }
}

const contains = (folder: string, path: string): boolean =>
  path.startsWith(folder.endsWith(sep) ? folder : folder + sep)

// What does not exist cannot be a link out; reading it fails with its own error.
const realpath = (path: string): string | null => {
  try {
    return realpathSync(path)
  } catch {
    return null
  }
}
