// Owns what makes a folder a project, for commands that need one.

import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import { Failure } from '../failure.js'

/**
 * The folder again, when it holds a project.
 * @throws {Failure} `usage` when it holds none.
 */
export const requireProject = (projectDir: string): string => {
  if (existsSync(join(projectDir, 'src/server.ts'))) return projectDir
  const name = relative(process.cwd(), projectDir) || 'this folder'
  throw new Failure(
    'usage',
    `${name} holds no project: src/server.ts is missing`,
    'go to the project, or name it with --project; `nexus new <dir>` makes one',
  )
}
