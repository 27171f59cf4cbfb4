// Owns the limits on fetching: one table, each with a name and a default.

export interface RemoteLimits {
  /** Documents that one compilation fetches. */
  readonly remoteFilesMax: number
  /** Documents behind each other: every one that only another names asks for all to be read once more. */
  readonly remoteRoundsMax: number
  /** Bytes of one answer. */
  readonly remoteBytesMax: number
  /** Milliseconds from the first byte sent to the last one read, redirects included. */
  readonly remoteTimeoutMs: number
  /** Redirects followed from one URL. */
  readonly remoteRedirectsMax: number
  /** Requests at one time. */
  readonly remoteAtOnceMax: number
}

export const defaultRemoteLimits: RemoteLimits = {
  remoteFilesMax: 100,
  remoteRoundsMax: 16,
  remoteBytesMax: 32 * 1024 * 1024,
  remoteTimeoutMs: 30_000,
  remoteRedirectsMax: 5,
  remoteAtOnceMax: 4,
}
