// Owns a whole project made from a document of a test: type-checked, bundled and served by the native engine.

import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import ts from 'typescript'
import { DevelopmentFiles } from '../../../cli/src/commands/project/development-files.js'
import type { Diagnostic } from '../../../cli/src/diagnostics/diagnostic.js'
import { type CompileInput, compile, write } from '../../../cli/src/pipeline.js'
import type { StartAppOptions, TestServer } from '../../../runtime/src/testing/index.js'
import { programOf } from '../../type-checking.js'

/** A project in a temporary folder. */
export interface Project {
  readonly dir: string
  readonly diagnostics: readonly Diagnostic[]
  /** Writes a file below the project's folder. */
  write(path: string, text: string): void
  /** What tsc says about the project: `file:line TScode`, in order. */
  typeErrors(): string[]
  /** Bundles the project and starts it. */
  start(options?: StartAppOptions): Promise<TestServer>
  remove(): void
}

/** What a project may choose about its compilation. */
export type ProjectOptions = Partial<Pick<CompileInput, 'schemas' | 'purpose' | 'contracts'>>

/** Makes a project of a document in YAML; `files` are the user's, in place of scaffolds. */
export const makeProject = async (
  document: string,
  files: Readonly<Record<string, string>>,
  options: ProjectOptions = {},
): Promise<Project> => {
  const dir = mkdtempSync(join(tmpdir(), 'nexus-operations-'))
  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(dir, path)), { recursive: true })
    writeFileSync(join(dir, path), text)
  }
  cpSync('templates/project/src', join(dir, 'src'), { recursive: true })
  put('specs/api.yaml', document)
  put('package.json', '{"type":"module","imports":{"#generated/*":"./src/generated/*.ts"}}')
  put(
    'nexus.config.ts',
    "import { defineConfig } from '@nexusrt/runtime/config'\nexport default defineConfig({})\n",
  )
  for (const [path, text] of Object.entries(files)) put(path, text)
  mkdirSync(join(dir, 'node_modules/@nexusrt'), { recursive: true })
  symlinkSync(resolve('runtime'), join(dir, 'node_modules/@nexusrt/runtime'))
  for (const name of ['@types', 'vitest', 'jose', 'ethers']) {
    symlinkSync(resolve('node_modules', name), join(dir, 'node_modules', name))
  }
  const result = await compile({
    projectDir: dir,
    openapi: 'specs/api.yaml',
    contracts: [],
    ...options,
  })
  const development = new DevelopmentFiles(dir)
  development.replace(result.developmentFiles)
  await write(result, { mode: 'write' })
  return {
    dir,
    diagnostics: result.diagnostics,
    write: put,
    typeErrors: () => typeErrors(dir),
    start: (settings) => start(dir, development, settings),
    remove: () => rmSync(dir, { recursive: true, force: true }),
  }
}

const typeErrors = (dir: string): string[] => {
  const config = ts.readConfigFile(resolve('templates/project/tsconfig.json'), ts.sys.readFile)
  const parsed = ts.parseJsonConfigFileContent(config.config, ts.sys, dir)
  const files = parsed.fileNames.filter((name) => !name.includes('vitest.config'))
  const program = programOf(files, parsed.options)
  return ts.getPreEmitDiagnostics(program).map(({ file, start: at, code, messageText }) => {
    const line = file?.getLineAndCharacterOfPosition(at ?? 0).line ?? -1
    const text = ts.flattenDiagnosticMessageText(messageText, ' ')
    return `${file?.fileName.slice(dir.length + 1)}:${line + 1} TS${code} ${text}`
  })
}

/** Lines of `text` that have a comment `// error`: each has to be a type error. */
export const linesWithError = (path: string, text: string): string[] =>
  text
    .split('\n')
    .flatMap((line, index) => (line.includes('// error') ? [`${path}:${index + 1}`] : []))

/** The places of type errors, each once. */
export const placesOf = (errors: readonly string[]): string[] => [
  ...new Set(errors.map((error) => error.split(' ', 1)[0] ?? '')),
]

// The bundle brings `startApp` along, so that app and server share one copy of the runtime.
const entry = `
export { startApp } from '@nexusrt/runtime/testing'
export { default as app } from './src/server'
`

const start = async (
  dir: string,
  development: DevelopmentFiles,
  options?: StartAppOptions,
): Promise<TestServer> => {
  const outfile = join(dir, 'dist/app.mjs')
  await build({
    absWorkingDir: dir,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'silent',
    stdin: { contents: entry, resolveDir: dir, loader: 'ts' },
    outfile,
    plugins: [development.plugin()],
  })
  const { startApp, app } = await import(/* @vite-ignore */ pathToFileURL(outfile).href)
  return startApp(app, options)
}
