// Owns making packages that no registry has portable: `npm pack` tarballs, and references to them.

import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { runNpm } from '../npm.js'

/** Fields of a package.json that installs from tarballs. */
export interface PackedDependencies {
  readonly dependencies: Record<string, string>
  /** Where the packages lie that were packed. */
  readonly folders: readonly string[]
}

interface Manifest {
  readonly files?: readonly string[]
  readonly dependencies?: Readonly<Record<string, string>>
}

/** What npm packs whether a package lists it or not. */
const alwaysPacked = ['package.json', 'LICENSE', 'README.md']

/** Where a checkout keeps the engine it built; a package keeps one per platform in prebuilds/. */
const builtEngine = 'build/Release/nexus.node'

/**
 * What builds the engine stays out where it is built: from a lock npm does not know the package's `gypfile: false`, and
 * would compile it again.
 */
const engineSources: readonly string[] = ['binding.gyp', 'src', 'scripts']

/**
 * Packs every dependency that is named by its path or linked from outside of node_modules, and what these depend on in
 * the same way, into `vendorDir` (a folder `vendor` beside the package.json that will be written).
 */
export const packInto = async (
  projectDir: string,
  vendorDir: string,
  dependencies: Readonly<Record<string, string>>,
): Promise<PackedDependencies> => {
  const found = new Map<string, string>()
  for (const [name, reference] of Object.entries(dependencies))
    collect(name, unpublished(projectDir, name, reference), found)
  const packed: Record<string, string> = {}
  for (const [name, path] of found) packed[name] = `file:vendor/${await tarballOf(path, vendorDir)}`
  const folders = [...found.values()].filter((path) => !isTarball(path))
  return { dependencies: { ...dependencies, ...packed }, folders }
}

/** The folder or the tarball of a package that no registry has; null for all others. */
const unpublished = (from: string, name: string, reference: string): string | null => {
  const path = /^(?:file|link|portal):(.*)$/.exec(reference)?.[1]
  if (path !== undefined) return resolve(from, path)
  const installed = installedIn(from, name)
  return installed?.split(sep).includes('node_modules') === false ? installed : null
}

/** Where a package really lies that is installed for a folder: a workspace is linked. */
const installedIn = (folder: string, name: string): string | null => {
  const place = join(folder, 'node_modules', name)
  if (existsSync(join(place, 'package.json'))) return realpathSync(place)
  return folder === dirname(folder) ? null : installedIn(dirname(folder), name)
}

/** A package and those of its dependencies that no registry has either: workspaces of the same checkout. */
const collect = (name: string, path: string | null, found: Map<string, string>): void => {
  if (path === null || found.has(name)) return
  found.set(name, path)
  if (isTarball(path)) return
  for (const [dependency, reference] of Object.entries(manifestOf(path).dependencies ?? {}))
    collect(dependency, unpublished(path, dependency, reference), found)
}

const isTarball = (path: string): boolean => /\.t(?:ar\.)?gz$/.test(path)

/** Puts a tarball into the folder; its name there. */
const tarballOf = async (path: string, vendorDir: string): Promise<string> => {
  if (isTarball(path)) {
    cpSync(path, join(vendorDir, basename(path)))
    return basename(path)
  }
  return isOurs(path) ? packStaged(path, vendorDir) : pack(path, vendorDir)
}

/** A package of a checkout of Nexus: what it publishes does not all lie in it. */
const isOurs = (folder: string): boolean =>
  existsSync(join(folder, '../scripts/package-templates.mjs'))

/** Packs a copy of what the package publishes, with the engine that this machine built, or the templates. */
const packStaged = async (folder: string, vendorDir: string): Promise<string> => {
  const stage = mkdtempSync(join(tmpdir(), 'nexus-pack-'))
  try {
    const files = (manifestOf(folder).files ?? []).filter(
      (entry) => !(isBuilt(folder) && engineSources.includes(entry)),
    )
    for (const entry of [...alwaysPacked, ...files]) {
      const source = [join(folder, entry), join(folder, '..', entry)].find(existsSync)
      if (source !== undefined) cpSync(source, join(stage, entry), { recursive: true })
    }
    addEngine(folder, stage)
    return await pack(stage, vendorDir)
  } finally {
    rmSync(stage, { recursive: true, force: true })
  }
}

const pack = async (folder: string, vendorDir: string): Promise<string> => {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', vendorDir]
  const [entry] = JSON.parse(await runNpm(folder, args)) as { filename: string }[]
  return entry?.filename ?? ''
}

const isBuilt = (folder: string): boolean => existsSync(join(folder, builtEngine))

const addEngine = (folder: string, stage: string): void => {
  if (!isBuilt(folder)) return
  const target = join(stage, 'prebuilds', `${process.platform}-${process.arch}`)
  mkdirSync(target, { recursive: true })
  cpSync(join(folder, builtEngine), join(target, 'nexus.node'))
}

const manifestOf = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
