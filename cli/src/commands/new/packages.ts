// Owns how a project refers to the Nexus packages: versions, or a checkout while none are published.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { packageVersion } from '../version.js'

/** What goes into package.json for each package. */
export interface PackageReferences {
  readonly cli: string
  readonly runtime: string
}

const packageDir = fileURLToPath(new URL('../../../', import.meta.url))

/** The checkout that this CLI runs from, null when it was installed from a registry. */
const checkoutDir = (): string | null => {
  const root = join(packageDir, '..')
  const siblings = ['runtime', 'native'].every((name) =>
    existsSync(join(root, name, 'package.json')),
  )
  return siblings && existsSync(join(packageDir, 'tsconfig.json')) ? root : null
}

/**
 * References for a new project. In a checkout they are `file:` with absolute paths: npm links them, and
 * Node resolves their siblings from the checkout.
 */
export const packageReferences = (): PackageReferences => {
  const root = checkoutDir()
  if (root === null) {
    const version = `^${packageVersion()}`
    return { cli: version, runtime: version }
  }
  const reference = (name: string) => `file:${fileURLToPath(pathToFileURL(join(root, name)))}`
  return { cli: reference('cli'), runtime: reference('runtime') }
}
