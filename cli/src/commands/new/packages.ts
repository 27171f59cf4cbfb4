// Owns how a project refers to the Nexus packages: versions, or a checkout while none are published.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { PackageManager } from '../npm-or-pnpm.js'
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
 * References for a new project. In a checkout they are absolute paths, which become links: Node resolves their siblings
 * from the checkout. npm links what is `file:`; pnpm copies that, looks for the siblings in the registry, and links what
 * is `link:`, which npm does not know.
 */
export const packageReferences = (manager: PackageManager): PackageReferences => {
  const root = checkoutDir()
  if (root === null) {
    const version = `^${packageVersion()}`
    return { cli: version, runtime: version }
  }
  const scheme = manager === 'pnpm' ? 'link' : 'file'
  const reference = (name: string) => `${scheme}:${fileURLToPath(pathToFileURL(join(root, name)))}`
  return { cli: reference('cli'), runtime: reference('runtime') }
}
