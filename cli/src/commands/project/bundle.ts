// Owns how a project's code becomes one file: esbuild's options for `build` and `dev`, its errors.

import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import {
  type BuildContext,
  type BuildOptions,
  type BuildResult,
  build,
  context,
  type OutputFile,
  type Plugin,
} from 'esbuild'
import { Failure } from '../failure.js'
import { ownFolder } from './bundle-folder.js'
import type { DevelopmentFiles } from './development-files.js'
import type { SourcePackages } from './source-packages.js'

const shared = (projectDir: string, plugins: readonly Plugin[]): BuildOptions => ({
  absWorkingDir: projectDir,
  bundle: true,
  platform: 'node',
  target: 'node20',
  // Installed packages stay in node_modules: the native addon and what patches modules must be the real ones.
  plugins: [...plugins],
  logLevel: 'silent',
})

const serverEntry = `
import app from './src/server'
import { start } from '@nexusrt/runtime'
void start(app, { document: new URL('./openapi.json', import.meta.url) })
`

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
    const { outputFiles } = await build({
      ...shared(projectDir, [packages.plugin()]),
      stdin: {
        contents: serverEntry,
        resolveDir: projectDir,
        sourcefile: 'nexus-entry.ts',
        loader: 'ts',
      },
      format: 'esm',
      sourcemap: true,
      write: false,
      banner: { js: banner },
      outfile,
    })
    return outputFiles
  } catch (error) {
    throw buildFailure(error, 'the project does not compile')
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
  if (!(error instanceof Error) || !('errors' in error) || !Array.isArray(error.errors)) return null
  const messages = error.errors as Parameters<typeof formatLines>[0]
  return formatLines(messages)
}

const formatLines = (
  messages: readonly {
    readonly text: string
    readonly location: {
      readonly file: string
      readonly line: number
      readonly column: number
      readonly lineText: string
    } | null
  }[],
): string =>
  messages
    .map(({ text, location }) => {
      if (location === null) return `  ${text}`
      const { file, line, column, lineText } = location
      const frame = `    ${lineText}\n    ${' '.repeat(column)}^`
      return `  ${file}:${line}:${column + 1}: ${text}\n${frame}`
    })
    .join('\n')
