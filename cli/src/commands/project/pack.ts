// Owns making a project's `file:` packages portable: `npm pack` tarballs, and references to them.

import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { runNpm } from '../npm.js'

/** Fields of a package.json that installs from tarballs. */
export interface PackedDependencies {
  readonly dependencies: Record<string, string>
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
    if (!reference.startsWith('file:')) continue
    collect(name, resolve(projectDir, reference.slice('file:'.length)), folders)
  }
  const packed: Record<string, string> = {}
  for (const [name, folder] of folders) {
    packed[name] = `file:vendor/${await packStaged(folder, vendorDir)}`
  }
  return { dependencies: { ...dependencies, ...packed } }
}

/** Packs a copy of what the package publishes, with the engine that this machine built. */
const packStaged = async (folder: string, vendorDir: string): Promise<string> => {
  const stage = mkdtempSync(join(tmpdir(), 'nexus-pack-'))
  try {
    for (const entry of [...alwaysPacked, ...(manifestOf(folder).files ?? [])]) {
      const source = join(folder, entry)
      if (existsSync(source)) cpSync(source, join(stage, entry), { recursive: true })
    }
    addEngine(folder, stage)
    const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', vendorDir]
    const [entry] = JSON.parse(await runNpm(stage, args)) as { filename: string }[]
    return entry?.filename ?? ''
  } finally {
    rmSync(stage, { recursive: true, force: true })
  }
}

const addEngine = (folder: string, stage: string): void => {
  if (!existsSync(join(folder, builtEngine))) return
  const target = join(stage, 'prebuilds', `${process.platform}-${process.arch}`)
  mkdirSync(target, { recursive: true })
  cpSync(join(folder, builtEngine), join(target, 'nexus.node'))
}

/** A package and those of its dependencies that lie beside it: workspaces of the same checkout. */
const collect = (name: string, folder: string, folders: Map<string, string>): void => {
  if (folders.has(name)) return
  folders.set(name, folder)
  for (const dependency of Object.keys(manifestOf(folder).dependencies ?? {})) {
    if (!dependency.startsWith('@nexusrt/')) continue
    const sibling = join(dirname(folder), dependency.slice('@nexusrt/'.length))
    if (existsSync(join(sibling, 'package.json'))) collect(dependency, sibling, folders)
  }
}

const manifestOf = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
