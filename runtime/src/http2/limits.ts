// Owns the names of what an HTTP/2 connection may cost. Values and their ranges are in config/limits.ts.

/** Limits of one HTTP/2 connection; docs/reference/limits.md lists them. */
export interface Http2Limits {
  readonly http2StreamsMax: number
  readonly http2ContinuationsMax: number
  readonly http2ResetsMax: number
  readonly http2ResetsPerSecondMax: number
  readonly http2ControlFramesMax: number
  readonly http2ControlFramesPerSecondMax: number
  readonly http2IdleTimeoutMs: number
}
