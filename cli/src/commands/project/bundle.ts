// Owns how a project's code becomes one file: esbuild's options for `build` and `dev`, its errors.

import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import {
  type BuildContext,
  type BuildOptions,
  type BuildResult,
  build,
  context,
  type Message,
  type OutputFile,
  type Plugin,
} from 'esbuild'
import { Failure } from '../failure.js'
import { ownFolder } from './bundle-folder.js'
import type { DevelopmentFiles } from './development-files.js'
import { SourcePackages } from './source-packages.js'

const shared = (projectDir: string, plugins: readonly Plugin[]): BuildOptions => ({
  absWorkingDir: projectDir,
  bundle: true,
  platform: 'node',
  target: 'node20',
  // Installed packages stay in node_modules: the native addon and what patches modules must be the real ones.
  plugins: [...plugins],
  // An empty file may be CommonJS to esbuild, which warns; a handler that is not there would be undefined.
  logOverride: { 'import-is-undefined': 'error' },
  logLevel: 'silent',
})

const loadErrorsName = 'nexus-load-errors'

// What is thrown while the project's modules are evaluated has to find somebody who tells it.
const serverEntry = `
import '${loadErrorsName}'
import app from './src/server'
import { start } from '@nexusrt/runtime'
void start(app, { document: new URL('./openapi.json', import.meta.url) })
`

/** A module of its own, so that it is evaluated before those of the project. */
const loadErrors = (resolveDir: string): Plugin => ({
  name: loadErrorsName,
  setup: (host) => {
    host.onResolve({ filter: new RegExp(`^${loadErrorsName}$`) }, ({ path }) => ({
      path,
      namespace: loadErrorsName,
    }))
    host.onLoad({ filter: /^/, namespace: loadErrorsName }, () => ({
      contents: "import { tellLoadErrors } from '@nexusrt/runtime'\ntellLoadErrors()",
      resolveDir,
    }))
  },
})

/** Writes what `bundleServer` gave, once everything else holds. */
export const writeBundle = (files: readonly OutputFile[]): void => {
  for (const { path, contents } of files) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, contents)
  }
}

/**
 * Bundles `src/server.ts` into an ES module that starts the server, with a source map to lie beside it. Writes nothing.
 *
 * @param packages learns which packages became part of it
 * @param banner its first line, a comment
 * @throws {Failure} `findings` with located errors when the code does not compile.
 */
export const bundleServer = async (
  projectDir: string,
  outfile: string,
  packages: SourcePackages,
  banner = '',
): Promise<readonly OutputFile[]> => {
  try {
    const { outputFiles = [] } = await build({
      ...serverOptions(projectDir, packages),
      sourcemap: true,
      banner: { js: banner },
      outfile,
    })
    return outputFiles
  } catch (error) {
    throw buildFailure(error, 'the project does not compile')
  }
}

const serverOptions = (projectDir: string, packages: SourcePackages): BuildOptions => ({
  ...shared(projectDir, [packages.plugin(), loadErrors(projectDir)]),
  stdin: {
    contents: serverEntry,
    resolveDir: projectDir,
    sourcefile: 'nexus-entry.ts',
    loader: 'ts',
  },
  format: 'esm',
  write: false,
})

/** An error of the code that is bundled. */
export interface BundleError {
  readonly message: string
  /** From the project. */
  readonly file: string
  /** From 1. */
  readonly place: { readonly line: number; readonly column: number } | null
}

/** What stands in the way of bundling the server: syntax, and imports of what is not there. A project without one has none. */
export const bundleErrors = async (projectDir: string): Promise<readonly BundleError[]> => {
  if (!existsSync(join(projectDir, 'src/server.ts'))) return []
  try {
    await build(serverOptions(projectDir, new SourcePackages(projectDir)))
    return []
  } catch (error) {
    const messages = messagesOf(error)
    if (messages === null) throw error
    return messages.map(({ text, location }) => ({
      message: text,
      file: location?.file ?? '',
      place: location === null ? null : { line: location.line, column: location.column + 1 },
    }))
  }
}

/** An incremental bundler for `nexus dev`: the same context is rebuilt after every change. */
export const openDevBundler = (
  projectDir: string,
  development: DevelopmentFiles,
  packages: SourcePackages,
): Promise<BuildContext> =>
  context({
    ...shared(projectDir, [development.plugin(), packages.plugin()]),
    entryPoints: [join(projectDir, 'src/server.ts')],
    format: 'cjs',
    // The host reads the map from beside the bundle when a stack trace is asked for.
    sourcemap: 'external',
    sourcesContent: false,
    write: false,
    outfile: join(ownFolder(projectDir), 'bundle.cjs'),
  })

/** A bundle and its source map. */
export interface Bundle {
  readonly code: string
  readonly map: string
}

/** What a rebuild made. */
export const bundleOf = ({ outputFiles = [] }: BuildResult): Bundle => {
  const text = (ending: string) => outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? ''
  return { code: text('.cjs'), map: text('.map') }
}

/** esbuild's located errors as a failure; anything else as it came. */
export const buildFailure = (error: unknown, message: string): unknown => {
  const located = locatedErrors(error)
  return located === null ? error : new Failure('findings', `${message}\n\n${located}`, null)
}

/** `file:line:col: error: text` with the source line, for each error; null when esbuild has none. */
export const locatedErrors = (error: unknown): string | null => {
  const messages = messagesOf(error)
  return messages === null ? null : formatLines(messages)
}

const messagesOf = (error: unknown): readonly Message[] | null =>
  error instanceof Error && 'errors' in error && Array.isArray(error.errors) ? error.errors : null

const formatLines = (messages: readonly Message[]): string =>
  messages
    .map(({ text, location }) => {
      if (location === null) return `  ${text}`
      const { file, line, column, lineText } = location
      const frame = `    ${lineText}\n    ${' '.repeat(column)}^`
      return `  ${file}:${line}:${column + 1}: ${text}\n${frame}`
    })
    .join('\n')
