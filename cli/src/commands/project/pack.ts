// Owns making a project's `file:` packages portable: `npm pack` tarballs, and references to them.

import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { runNpm } from '../npm.js'

/** Fields of a package.json that installs from tarballs. */
export interface PackedDependencies {
  readonly dependencies: Record<string, string>
}

/**
 * Packs every `file:` dependency, and their unpublished siblings, into `vendorDir` (a folder `vendor`
 * beside the package.json that will be written).
 */
export const packInto = async (
  projectDir: string,
  vendorDir: string,
  dependencies: Readonly<Record<string, string>>,
): Promise<PackedDependencies> => {
  const folders = new Map<string, string>()
  for (const [name, reference] of Object.entries(dependencies)) {
    if (reference.startsWith('file:'))
      collect(name, resolve(projectDir, reference.slice(5)), folders)
  }
  if (folders.size === 0) return { dependencies: { ...dependencies } }
  const packed: Record<string, string> = {}
  for (const [name, folder] of folders) {
    const out = await runNpm(folder, [
      'pack',
      '--json',
      '--ignore-scripts',
      '--pack-destination',
      vendorDir,
    ])
    packed[name] = `file:vendor/${tarballName(out)}`
  }
  return { dependencies: { ...dependencies, ...packed } }
}

const tarballName = (out: string): string => {
  const [entry] = JSON.parse(out) as { filename: string }[]
  return entry?.filename ?? ''
}

/** A package and those of its dependencies that lie beside it: workspaces of the same checkout. */
const collect = (name: string, folder: string, folders: Map<string, string>): void => {
  if (folders.has(name)) return
  folders.set(name, folder)
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    dependencies?: Record<string, string>
  }
  for (const dependency of Object.keys(manifest.dependencies ?? {})) {
    if (!dependency.startsWith('@nexusrt/')) continue
    const sibling = join(dirname(folder), dependency.slice('@nexusrt/'.length))
    if (existsSync(join(sibling, 'package.json'))) collect(dependency, sibling, folders)
  }
}
