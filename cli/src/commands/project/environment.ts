// Owns a project's `.env`: what of it reaches a server that a command starts.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'

/** Variables of `.env` that the environment does not have. */
export const dotEnv = (projectDir: string): Record<string, string> => {
  const file = join(projectDir, '.env')
  const found = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {}
  const env: Record<string, string> = {}
  for (const [name, value] of Object.entries(found)) {
    if (value !== undefined && process.env[name] === undefined) env[name] = value
  }
  return env
}
