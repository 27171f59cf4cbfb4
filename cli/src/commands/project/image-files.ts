// Owns what an image installs for a bundle: a package.json, tarballs of what no registry has, and a lock of the versions
// that the project was tested with.

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { Failure } from '../failure.js'
import { runNpm } from '../npm.js'
import { packInto } from './pack.js'

/** What it writes beside the bundle. */
export const imageFiles = ['package.json', 'package-lock.json', 'vendor'] as const

type Dependencies = Readonly<Record<string, string>>

interface Manifest {
  readonly name?: string
  readonly version?: string
  readonly dependencies?: Dependencies
}

/**
 * Writes them. Packages that are part of the bundle are not installed, what they depend on is.
 *
 * @param bundled folders of these packages
 * @throws {Failure} `environment` when npm fails, with what it said
 */
export const writeImageFiles = async (
  projectDir: string,
  outDir: string,
  bundled: readonly string[],
): Promise<void> => {
  const { name = 'server', version = '0.0.0', ...project } = manifestOf(projectDir)
  const vendorDir = join(outDir, 'vendor')
  rmSync(vendorDir, { recursive: true, force: true })
  mkdirSync(vendorDir, { recursive: true })
  const wanted = withoutBundled(project.dependencies ?? {}, bundled.map(manifestOf))
  const { dependencies, folders } = await packInto(projectDir, vendorDir, wanted)
  const manifest = { name, version, private: true, type: 'module', dependencies }
  writeFileSync(join(outDir, 'package.json'), json(manifest))
  await writeLock(outDir, manifest, [projectDir, ...folders])
}

const withoutBundled = (own: Dependencies, bundled: readonly Manifest[]): Dependencies => {
  const names = new Set(bundled.map(({ name }) => name))
  const all = Object.assign({}, ...bundled.map(({ dependencies }) => dependencies), own)
  return Object.fromEntries(Object.entries<string>(all).filter(([name]) => !names.has(name)))
}

/**
 * npm makes the lock of tarballs that are new each time; what it begins with has each version that is locked already, and
 * npm asks the registry for none of these.
 */
const writeLock = async (
  outDir: string,
  manifest: Manifest,
  projects: readonly string[],
): Promise<void> => {
  const { name, version, dependencies } = manifest
  const packages = { '': { name, version, dependencies }, ...lockedIn(projects) }
  const lock = { name, version, lockfileVersion: 3, requires: true, packages }
  writeFileSync(join(outDir, 'package-lock.json'), json(lock))
  const flags = ['--package-lock-only', '--ignore-scripts', '--prefer-offline', '--no-workspaces']
  try {
    await runNpm(outDir, ['install', ...flags, '--no-audit', '--no-fund', '--loglevel=error'])
  } catch (error) {
    rmSync(join(outDir, 'package-lock.json'), { force: true })
    if (!(error instanceof Failure)) throw error
    throw new Failure('environment', `no lock for the image: ${error.message}`, lockHelp)
  }
}

const lockHelp =
  'npm makes dist/package-lock.json, and asks the registry for what the lock of the project does not name: check the network'

interface Locked {
  readonly link?: boolean
}

/**
 * Packages by their place in node_modules, as the locks of these folders have them; the first one counts. Sorted, for npm
 * puts a package that stands before the one it is nested in to the top, where others find it that need another version.
 */
const lockedIn = (folders: readonly string[]): Record<string, Locked> => {
  const all = folders.flatMap((folder) => {
    const root = lockRootOf(folder)
    if (root === null) return []
    const { packages = {} } = JSON.parse(readFileSync(join(root, lockName), 'utf8')) as {
      packages?: Record<string, Locked>
    }
    // What a workspace has for itself stands in the lock below its folder.
    const own = `${relative(root, folder).split(sep).join('/')}/`
    return Object.entries(packages)
      .map(
        ([path, entry]) => [path.startsWith(own) ? path.slice(own.length) : path, entry] as const,
      )
      .filter(([path, { link }]) => path.startsWith('node_modules/') && link !== true)
  })
  const sorted = [...new Map(all.reverse())].sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(sorted)
}

const lockName = 'package-lock.json'

/** The nearest folder above, or this one, that npm keeps a lock in. */
const lockRootOf = (folder: string): string | null => {
  if (existsSync(join(folder, lockName))) return folder
  return folder === dirname(folder) ? null : lockRootOf(dirname(folder))
}

const manifestOf = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`
