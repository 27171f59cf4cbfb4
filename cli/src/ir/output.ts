// Owns what a compilation produces: files with their text, and who owns them from then on.

/** One file to write, its path relative to the project and with forward slashes. */
export interface OutputFile {
  readonly path: string
  readonly text: string
  /** `generated`: replaced whenever it changes. `user`: made once, never touched again. */
  readonly owner: 'generated' | 'user'
}
