// Owns the loading pass: the root document, and the files that its references open one by one.
// Which files a document may open is decided in `confine.ts`.

import { realpathSync } from 'node:fs'
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path'
import { diagnostic } from '../diagnostics/codes.js'
import type { Diagnostic, PassResult, SourceRef } from '../diagnostics/diagnostic.js'
import type { Sources, SourceText } from '../diagnostics/source.js'
import type { Document, SourceFile } from '../ir/document.js'
import { confine } from './confine.js'
import { limitError } from './limit-error.js'
import { defaultLoadLimits, type LoadLimits } from './limits.js'
import { applyOverlay } from './overlay.js'
import { parseText } from './parse-text.js'
import { decode, readText } from './read-text.js'
import type { RemoteDocuments } from './remote/documents.js'
import { folderFor, type UrlFolder, urlFrom } from './remote/url.js'

export interface LoadOptions {
  /** Folder that file names in diagnostics are relative to; the working directory when absent. */
  readonly cwd?: string
  /** Folder that references may read from; the folder of the root document when absent. */
  readonly projectRoot?: string
  readonly limits?: Partial<LoadLimits>
  /** Overlay documents, applied to the root document and the path items it refers to, in this order. */
  readonly overlays?: readonly string[]
  /** Folders that stand for URLs. */
  readonly folders?: readonly UrlFolder[]
  /** What may be fetched; absent: nothing. */
  readonly remote?: RemoteDocuments
}

/** A loaded document, and every text that was read, broken ones included, for code frames. */
export interface LoadResult extends PassResult<Document> {
  readonly sources: Sources
}

/**
 * Reads an OpenAPI document from disk. Files that it refers to are opened when reading asks for them,
 * and join `sources` then. Never throws.
 *
 * @example
 * const { value, diagnostics, sources } = loadDocument('specs/api.yaml')
 */
export const loadDocument = (file: string, options: LoadOptions = {}): LoadResult => {
  const loader = new Loader(file, options)
  const root = loader.load(resolve(loader.cwd, file), null)
  const laid = loader.overlaid(root, options.overlays ?? [])
  const value = laid.value === null ? null : loader.documentOf(laid.value)
  return { value, diagnostics: laid.diagnostics, sources: loader.sources }
}

class Loader {
  readonly cwd: string
  readonly sources = new Map<string, SourceText>()
  readonly #files = new Map<string, SourceFile>()
  readonly #byPath = new Map<string, PassResult<SourceFile>>()
  readonly #pathOf = new Map<string, string>()
  readonly #limits: LoadLimits
  readonly #projectRoot: string
  readonly #folders: readonly UrlFolder[]
  readonly #remote: RemoteDocuments | null
  readonly #targets = new Map<string, string>()
  #bytes = 0

  constructor(file: string, options: LoadOptions) {
    this.cwd = resolve(options.cwd ?? '.')
    this.#limits = { ...defaultLoadLimits, ...options.limits }
    this.#folders = options.folders ?? []
    this.#remote = options.remote ?? null
    this.#projectRoot = resolve(this.cwd, options.projectRoot ?? dirname(resolve(this.cwd, file)))
  }

  documentOf(root: SourceFile): Document {
    return {
      root,
      files: this.#files,
      open: (from, path, uri) => {
        const opened = this.#open(root, from, path, uri)
        if (opened.value !== null) this.#targets.set(`${from.file}\n${path}`, opened.value.file)
        return opened
      },
      targetOf: (file, path) => this.#targets.get(`${file}\n${path}`) ?? null,
    }
  }

  /** The root document with overlays applied; the first broken one ends it. */
  overlaid(root: PassResult<SourceFile>, overlays: readonly string[]): PassResult<SourceFile> {
    return overlays.reduce((under, path): PassResult<SourceFile> => {
      if (under.value === null) return under
      const overlay = this.load(resolve(this.cwd, path), null)
      const found = [...under.diagnostics, ...overlay.diagnostics]
      if (overlay.value === null) return { value: null, diagnostics: found }
      const document = under.value
      const laid = applyOverlay(document, overlay.value, this.#limits, (from, path) =>
        this.#peek(document, from, path, found),
      )
      for (const [old, now] of laid.value ?? []) this.#replace(old, now)
      const value = laid.value === null ? null : (laid.value.get(document) ?? document)
      return { value, diagnostics: [...found, ...laid.diagnostics] }
    }, root)
  }

  /** Opens a file before reading does; why it cannot be opened is still for reading to tell. */
  #peek(root: SourceFile, from: SourceFile, path: string, found: Diagnostic[]): SourceFile | null {
    const { size } = this.#byPath
    const { value, diagnostics } = this.#open(root, { file: from.file, pointer: '' }, path, null)
    if (value !== null) found.push(...diagnostics)
    else for (const key of [...this.#byPath.keys()].slice(size)) this.#byPath.delete(key)
    return value
  }

  /** Files that refer to one which an overlay changed find it as it is now. */
  #replace(old: SourceFile, now: SourceFile): void {
    this.#files.set(now.file, now)
    for (const [key, { value }] of this.#byPath)
      if (value === old) this.#byPath.set(key, { value: now, diagnostics: [] })
  }

  #open(
    root: SourceFile,
    from: SourceRef,
    path: string,
    uri: string | null,
  ): PassResult<SourceFile> {
    const here = this.#files.get(from.file) ?? root
    if (path === '') return { value: here, diagnostics: [] }
    const url = uri === null ? urlFrom(path, here.uri ?? null) : urlFrom(uri, null)
    const byUrl = url === null ? null : (this.#inFolder(url, from) ?? this.#fetched(url, from))
    if (byUrl !== null) return byUrl
    // A file on the disk may lie elsewhere than its `$id` says; then it is looked for beside those that name it.
    const isOnDisk = here.uri === undefined && urlFrom(path, null) === null
    if (url !== null && !isOnDisk) return failed(refusal(url, from))
    const base = dirname(this.#pathOf.get(here.file) ?? this.cwd)
    const target = confine(path, base, this.#projectRoot, from)
    if ('error' in target) return { value: null, diagnostics: [target.error] }
    const loaded = this.load(target.path, from)
    const isMissing = loaded.diagnostics.some(({ code }) => code === 'NX1001')
    return url !== null && isMissing ? failed(refusal(url, from)) : loaded
  }

  /** What an allowed URL holds; null when it is not allowed. */
  #fetched(url: URL, from: SourceRef): PassResult<SourceFile> | null {
    if (this.#remote === null || !this.#remote.allows(url)) return null
    const known = this.#byPath.get(url.href)
    if (known !== undefined) return { value: known.value, diagnostics: [] }
    const content = this.#remote.read(url, from)
    // Another reading follows when it was fetched; what this one finds is not told.
    if ('wanted' in content) return { value: null, diagnostics: [] }
    const loaded =
      'error' in content ? failed(content.error) : this.#loadBytes(url, content.bytes, from)
    this.#byPath.set(url.href, loaded)
    return loaded
  }

  #loadBytes({ href }: URL, bytes: Buffer, from: SourceRef): PassResult<SourceFile> {
    const { filesMax, totalBytesMax } = this.#limits
    if (this.#byPath.size >= filesMax) return failed(limitError('filesMax', filesMax, from))
    this.#bytes += bytes.length
    if (this.#bytes > totalBytesMax) return failed(limitError('totalBytesMax', totalBytesMax, from))
    const read = decode(bytes, href)
    if ('error' in read) {
      if (read.text !== null) this.sources.set(href, plainSource(href, read.text))
      return failed(read.error)
    }
    return this.#parsed(href, read.text, href)
  }

  /** Parses a text under its name and keeps it. */
  #parsed(file: string, text: string, uri: string | undefined): PassResult<SourceFile> {
    const { value, diagnostics } = parseText(file, text, this.#limits)
    const source = value === null || uri === undefined ? value : { ...value, uri }
    this.sources.set(file, source ?? plainSource(file, text))
    if (source !== null) this.#files.set(file, source)
    return { value: source, diagnostics }
  }

  /** The file that a folder of the project has for a URL; null when no folder stands for it. */
  #inFolder(url: URL, from: SourceRef): PassResult<SourceFile> | null {
    const found = folderFor(this.#folders, url)
    if (found === null) return null
    const folder = resolve(this.cwd, found.folder)
    const target = confine(found.path, folder, folder, from)
    return 'error' in target ? failed(target.error) : this.load(target.path, from, url.href)
  }

  load(path: string, from: SourceRef | null, uri?: string): PassResult<SourceFile> {
    const key = realpath(path)
    const known = this.#byPath.get(key)
    // The diagnostics of a file are told once, by the reference that opened it first.
    if (known !== undefined) return { value: known.value, diagnostics: [] }
    const loaded = this.#loadNew(path, from, uri)
    this.#byPath.set(key, loaded)
    return loaded
  }

  #loadNew(path: string, from: SourceRef | null, uri?: string): PassResult<SourceFile> {
    const { filesMax, totalBytesMax } = this.#limits
    if (this.#byPath.size >= filesMax) return failed(limitError('filesMax', filesMax, from))
    const file = displayName(this.cwd, path)
    const read = readText(path, file, from, this.#limits, totalBytesMax - this.#bytes)
    if ('error' in read) {
      if (read.text !== null) this.sources.set(file, plainSource(file, read.text))
      return failed(read.error)
    }
    this.#bytes += read.bytes
    this.#pathOf.set(file, path)
    return this.#parsed(file, read.text, uri)
  }
}

// What the document's author wrote is a wish; whether to go there is the user's to say.
const refusal = (url: URL, at: SourceRef): Diagnostic =>
  diagnostic('NX1031', {
    message: `\`$ref\` to ${url.href} is not fetched`,
    at,
    help: `allow it with \`--allow-remote ${url.origin}/\`, or keep a copy and name its folder in \`document.remote.folders\``,
  })

const failed = (error: Diagnostic): PassResult<SourceFile> => ({
  value: null,
  diagnostics: [error],
})

const plainSource = (file: string, text: string): SourceText => ({ file, text, locate: () => null })

const realpath = (path: string): string => {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

const displayName = (cwd: string, path: string): string => {
  const short = relative(cwd, path)
  const name = short.length < path.length && !isAbsolute(short) ? short : path
  return sep === '/' ? name : name.replaceAll(sep, '/')
}
