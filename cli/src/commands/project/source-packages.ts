// Owns which packages become part of a bundle: those of the same repository whose exports are TypeScript source
// (workspaces), which Node.js does not load from where they lie. All others stay in node_modules.

import { existsSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import type { OnResolveArgs, OnResolveResult, Plugin, PluginBuild, ResolveResult } from 'esbuild'

/** The packages that became part of a bundle, each by its folder. */
export class SourcePackages {
  readonly #projectDir: string
  readonly #folders = new Set<string>()

  constructor(projectDir: string) {
    this.#projectDir = projectDir
  }

  get folders(): readonly string[] {
    return [...this.#folders].sort()
  }

  /** Whether a file belongs to one of them. */
  has(file: string): boolean {
    return this.folders.some((folder) => file.startsWith(folder + sep))
  }

  /** Resolves names of packages as esbuild does, and lets those that are source in. */
  plugin(): Plugin {
    return {
      name: 'nexus-source-packages',
      setup: (host) => {
        host.onResolve({ filter: /^[^./#]/ }, (asked) => this.#resolve(host, asked))
      },
    }
  }

  async #resolve(host: PluginBuild, asked: OnResolveArgs): Promise<OnResolveResult | null> {
    if (asked.pluginData === within || asked.kind === 'entry-point') return null
    const { path: name, importer, namespace, resolveDir, kind } = asked
    const options = { importer, namespace, resolveDir, kind, pluginData: within }
    const found = await host.resolve(name, options)
    const outside = { path: name, external: true }
    // The type checker tells what is not there, and Node.js does where it is loaded.
    if (found.errors.length > 0) return outside
    // What tsconfig.json calls so is no package.
    if (found.external || !isPackage(resolveDir, name)) return placeOf(found)
    if (isInstalled(found.path) || !isSource(found.path))
      return this.has(importer) && !isPackage(this.#projectDir, name)
        ? { errors: [{ text: this.#unreachable(name, importer) }] }
        : outside
    this.#folders.add(packageOf(found.path))
    return placeOf(found)
  }

  #unreachable(name: string, importer: string): string {
    const from = relative(this.#projectDir, packageOf(importer))
    return `"${name}" is a dependency of ${from}, whose source is bundled, and the project does not have it: add it to the dependencies in package.json`
  }
}

const placeOf = ({ path, external, namespace, suffix, sideEffects }: ResolveResult) => ({
  path,
  external,
  namespace,
  suffix,
  sideEffects,
})

/** Marks our own question, which comes to the plugin again. */
const within = {}

/** Whether a folder above, or this one, has a package of that name. */
const isPackage = (folder: string, name: string): boolean => {
  const [first = '', second = ''] = name.split('/')
  const inModules = join('node_modules', first.startsWith('@') ? join(first, second) : first)
  return above(folder).some((each) => existsSync(join(each, inModules)))
}

const isInstalled = (path: string): boolean => path.split(sep).includes('node_modules')

/** As TypeScript writes it: no JavaScript, and no declarations of some. */
const isSource = (path: string): boolean => /\.[cm]?tsx?$/.test(path)

const packageOf = (path: string): string =>
  above(dirname(path)).find((folder) => existsSync(join(folder, 'package.json'))) ?? dirname(path)

/** The folder and those above it, nearest first. */
const above = (folder: string): readonly string[] =>
  folder === dirname(folder) ? [folder] : [folder, ...above(dirname(folder))]
