// Owns the limits on input documents, which are untrusted: one table, each with a name and a default.

export interface LoadLimits {
  /** Bytes of one file. */
  readonly fileBytesMax: number
  /** Bytes of all files that one document reads. */
  readonly totalBytesMax: number
  /** Files that one document reads, itself included. */
  readonly filesMax: number
  /** Maps and sequences inside each other. */
  readonly nestingDepthMax: number
  /** Members of one map or sequence: properties of an object, values of an enum. */
  readonly collectionEntriesMax: number
  /** Values in one file, those that YAML aliases repeat counted each time. */
  readonly nodesMax: number
  /**
   * Values that YAML aliases repeat, beside four times as many as the file writes itself: each is read where it stands,
   * so that a kilobyte must not become what a megabyte is.
   */
  readonly aliasedValuesMax: number
  /** Members that `<<` copies from one map of YAML into others. */
  readonly mergedMembersMax: number
  /** Characters of one key or value in YAML, as written. */
  readonly scalarCharsMax: number
  /**
   * Characters of one key, as written. V8 hashes a string of more than 16,383 characters by its length alone: maps of
   * longer ones, which places in a document are made of, would cost the square of their size.
   */
  readonly keyCharsMax: number
  /** Blank lines, comments, directives, anchors and tags in YAML with no value between them. */
  readonly fillersMax: number
  /**
   * Values that the targets of one overlay look at, each as often as a target comes by, beside four looks at each value
   * of the document: what an overlay grows out of a small one must not take the time of a large one.
   */
  readonly targetStepsMax: number
  /** Values that the targets of one overlay select and its updates bring in, beside as many as the document has. */
  readonly overlayValuesMax: number
}

export const defaultLoadLimits: LoadLimits = {
  fileBytesMax: 32 * 1024 * 1024,
  totalBytesMax: 128 * 1024 * 1024,
  filesMax: 1000,
  nestingDepthMax: 200,
  collectionEntriesMax: 20_000,
  nodesMax: 4_000_000,
  aliasedValuesMax: 5_000,
  mergedMembersMax: 200_000,
  scalarCharsMax: 4 * 1024 * 1024,
  keyCharsMax: 8192,
  fillersMax: 20_000,
  targetStepsMax: 200_000,
  overlayValuesMax: 50_000,
}

/** A limit that was exceeded, and where. */
export interface LimitExceeded {
  readonly limit: keyof LoadLimits
  readonly max: number
  /** UTF-16 offset of the first thing that was too much. */
  readonly offset: number
}
