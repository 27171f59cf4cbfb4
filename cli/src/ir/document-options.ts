// Owns the options of reading an OpenAPI document: what it may read, what is laid over it, which part is compiled.

/** Operations to compile, told by what they have; an empty list asks for nothing in particular. */
export interface Selection {
  readonly tags: readonly string[]
  /** Path templates as written, or their start followed by `*`: `/pets/*`. */
  readonly paths: readonly string[]
  readonly operationIds: readonly string[]
}

/** What references to URLs may read. */
export interface RemoteOptions {
  /** Folders of the project that stand for URLs: what is below a URL is read below its folder, and never fetched. */
  readonly folders: readonly { readonly url: string; readonly folder: string }[]
  /** URLs that may be fetched, with what is below them, and addresses that may be spoken to though they are not public. */
  readonly allow: readonly string[]
  /** Folder of the lock and the cache; null: that of the project that is compiled. */
  readonly home: string | null
  /** Content that was fetched before this time (milliseconds since 1970) is fetched again; null: none is. */
  readonly refreshSince: number | null
  /** Nothing is fetched that the lock does not have. */
  readonly isFrozen: boolean
}

export interface DocumentOptions {
  /** Folder that references may read from; null: that of the document. */
  readonly refRoot: string | null
  /** Overlay documents, applied in this order. */
  readonly overlays: readonly string[]
  /** An operation is compiled when any of these names it; all are when nothing is asked for. */
  readonly include: Selection
  readonly remote: RemoteOptions
  /** Limits on what is loaded, by name, in place of the defaults. */
  readonly limits: Readonly<Record<string, number>>
}

export const documentDefaults: DocumentOptions = {
  refRoot: null,
  overlays: [],
  include: { tags: [], paths: [], operationIds: [] },
  remote: { folders: [], allow: [], home: null, refreshSince: null, isFrozen: false },
  limits: {},
}
