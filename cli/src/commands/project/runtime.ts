// Owns whether a folder has the runtime that a server started there imports.

import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Failure } from '../failure.js'

const name = '@nexusrt/runtime'

/**
 * Looks for the runtime where Node.js would, from the folder upwards.
 * @throws {Failure} `environment` when it is nowhere.
 */
export const requireRuntime = (folder: string): void => {
  const places = createRequire(join(folder, 'server.js')).resolve.paths(name) ?? []
  if (places.some((place) => existsSync(join(place, name, 'package.json')))) return
  throw new Failure(
    'environment',
    `${name} is not installed in ${folder}, nor above it`,
    'run it inside of a project, or name one with --project; `nexus new DIR --openapi FILE` makes one, `npm install` completes it',
  )
}
