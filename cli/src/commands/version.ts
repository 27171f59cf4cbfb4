// Owns the version of the CLI, as its package says.

import { readFileSync } from 'node:fs'

/** `0.1.0`. */
export const packageVersion = (): string => {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  const { version } = JSON.parse(text) as { version: string }
  return version
}
