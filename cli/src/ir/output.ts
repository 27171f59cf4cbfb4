// Owns what a compilation produces: files with their text, and who owns them from then on.

/** One file to write, its path relative to the project and with forward slashes. */
export interface OutputFile {
  readonly path: string
  readonly text: string
  /** `generated`: replaced whenever it changes. `user`: made once, then merged into, never replaced. */
  readonly owner: 'generated' | 'user'
  /** Of a handler: the operation that it answers. */
  readonly operation?: OperationIdentity
}

/** An operation as regeneration finds it again. */
export interface OperationIdentity {
  /** `GET /pets/{}`: names of path parameters may change. */
  readonly route: string
  /** Name of the exported constant. */
  readonly name: string
  /** What its handler imports: `#generated/operations/get-pet`. */
  readonly module: string
}
