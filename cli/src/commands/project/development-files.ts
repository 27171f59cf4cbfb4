// Owns joining modules that only `nexus dev` serves to its bundle: they come from memory, so that what lies in
// src/generated is the same whoever made it.

import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Plugin } from 'esbuild'
import type { OutputFile } from '../../ir/output.js'

/** Modules by the path that they would have in the project. */
export class DevelopmentFiles {
  #texts = new Map<string, string>()
  readonly #projectDir: string

  constructor(projectDir: string) {
    this.#projectDir = projectDir
  }

  replace(files: readonly OutputFile[]): void {
    this.#texts = new Map(
      files.map(({ path, text }) => [join(this.#projectDir, path), text] as const),
    )
  }

  /** Resolves the modules and lets the application import their index. */
  plugin(): Plugin {
    const generated = join(this.#projectDir, 'src/generated')
    return {
      name: 'nexus-development-files',
      setup: (host) => {
        host.onResolve({ filter: /^\./ }, ({ path, importer }) => {
          const file = `${join(dirname(importer), path)}.ts`
          return this.#texts.has(file) || this.#texts.has(importer) ? { path: file } : null
        })
        host.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
          const text = this.#texts.get(path)
          // Packages are looked for from a folder that is there.
          if (text !== undefined) return { contents: text, loader: 'ts', resolveDir: generated }
          if (path !== join(generated, 'app.ts') || this.#texts.size === 0) return null
          const app = await readFile(path, 'utf8')
          return {
            contents: `${app}import './answers/index'\n`,
            loader: 'ts',
            resolveDir: generated,
          }
        })
      },
    }
  }
}
