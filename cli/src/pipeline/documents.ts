// Owns documents as the pipeline hands them on: how they are loaded, which were read, and all of one as one text.

import { join, relative, resolve, sep } from 'node:path'
import type { Sources } from '../diagnostics/source.js'
import { bundleDocument } from '../emit/document/bundle.js'
import type { Program } from '../ir/api.js'
import { type DocumentOptions, documentDefaults } from '../ir/document-options.js'
import { type LoadOptions, loadDocument } from '../load/load-document.js'
import { RemoteDocuments } from '../load/remote/documents.js'
import { readOpenapi } from '../read/openapi/document.js'
import type { BaseDocuments, BaseSettings } from '../write/last-documents.js'
import { lockedNames } from '../write/lock.js'

/** What a compilation says of its documents. */
interface Compiled {
  readonly projectDir: string
  readonly program: Program
  readonly contracts: readonly { readonly key: string; readonly abiFile: string }[]
  readonly sources: Sources
  readonly settings: BaseSettings
}

/**
 * The documents and ABIs of a compilation, named from the folder that holds them all and the project; null without
 * any.
 */
export const documentsRead = (compiled: Compiled): BaseDocuments | null => {
  const { projectDir, program, contracts, sources } = compiled
  const { api } = program
  if (api === null && contracts.length === 0) return null
  const read = new Set([
    ...(api === null ? [] : [api.file, ...api.objects.map(({ file }) => file)]),
    ...contracts.map(({ abiFile }) => abiFile),
  ])
  const placed = [...sources.values()]
    .filter(({ file }) => read.has(file) && !isUrl(file))
    .map(({ file, text }) => ({ path: resolve(projectDir, file), text }))
  const folder = sharedFolder([join(projectDir, 'any'), ...placed.map(({ path }) => path)])
  const name = (path: string): string => relative(folder, path).split(sep).join('/')
  return {
    project: name(projectDir),
    root: api === null ? null : name(resolve(projectDir, api.file)),
    contracts: contracts.map(({ key, abiFile }) => ({
      key,
      file: name(resolve(projectDir, abiFile)),
    })),
    files: Object.fromEntries(placed.map(({ path, text }) => [name(path), text])),
    settings: compiled.settings,
  }
}

const sharedFolder = (paths: readonly string[]): string => {
  const [first = [], ...others] = paths.map((path) => path.split(sep).slice(0, -1))
  const isShared = (index: number): boolean => others.every((each) => each[index] === first[index])
  const end = first.findIndex((_, index) => !isShared(index))
  return first.slice(0, end === -1 ? first.length : end).join(sep) || sep
}

/**
 * An OpenAPI document and the files it refers to as one JSON text; null when it cannot be read. Schemas are called what
 * the project called them when it was generated.
 */
export const documentText = async (
  projectDir: string,
  openapi: string,
  document: DocumentOptions = documentDefaults,
): Promise<string | null> => {
  const remote = new RemoteDocuments(document.remote.home ?? projectDir, document.remote)
  const options = { ...loadOptions(projectDir, document), remote }
  return remote.readWith(() => {
    const { value } = loadDocument(resolve(projectDir, openapi), options)
    if (value === null) return null
    // Reading opens every file that the document refers to.
    const read = readOpenapi(value, document.limits)
    return bundleDocument(value, read.value, lockedNames(projectDir))
  })
}

/** How the loader is told of the options of a project. */
export const loadOptions = (
  cwd: string,
  { refRoot, overlays, remote, limits }: DocumentOptions,
): LoadOptions => {
  const { folders } = remote
  const laid = { cwd, folders, limits, overlays: overlays.map((each) => resolve(cwd, each)) }
  return refRoot === null ? laid : { ...laid, projectRoot: resolve(cwd, refRoot) }
}

/** Whether a file of a document is one that was fetched. */
export const isUrl = (name: string): boolean => /^https?:\/\//.test(name)
